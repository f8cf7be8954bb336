import type { ContentHash } from '@homeroll/core/photo/content-hash';
import type { CancelSignal } from '@homeroll/core/ports/cancel-signal';
import { DestinationError } from '@homeroll/core/ports/destination-error';
import type { StorePath } from '@homeroll/core/ports/file-store';
import { boothFileSchema, type BoothFile, type BoothRequest } from '@homeroll/protocol/booths';
import { routes } from '@homeroll/protocol/routes';
import { unlessStopped } from '../exact-bytes.ts';
import { askServerJson, tellServer, type ServerConnection } from './server-connection.ts';

/** The booth as the server knows it (protocol/booths). */
export type BoothAtServer = BoothRequest & { readonly id: string };

/** Which photo lies under which path of a booth. Each call throws a `DestinationError`. */
export interface BoothPaths {
  find(path: StorePath, signal?: CancelSignal): Promise<BoothFile | undefined>;
  put(path: StorePath, hash: ContentHash, signal?: CancelSignal): Promise<void>;
  remove(path: StorePath, signal?: CancelSignal): Promise<void>;
}

/** The server is told of the booth before the first question, and again where its catalog was made anew. */
export function boothPaths(connection: ServerConnection, { id, name, secret }: BoothAtServer): BoothPaths {
  const setUp = once(async () => {
    const json: BoothRequest = { name, secret };
    await tellServer(connection, { method: 'PUT', path: routes.booth(id), json });
  });
  const known = async <T>(call: () => Promise<T>, signal: CancelSignal | undefined): Promise<T> => {
    await unlessStopped(setUp.run(), signal);
    try {
      return await call();
    } catch (error) {
      if (!isMissing(error)) throw error;
      setUp.forget();
      await unlessStopped(setUp.run(), signal);
      return call();
    }
  };
  const ask = (route: string, json: object, signal?: CancelSignal): Promise<BoothFile> =>
    known(
      () =>
        askServerJson(connection, { method: 'POST', path: route, json, signal }, (answer) =>
          boothFileSchema.parse(answer),
        ),
      signal,
    );
  return {
    async find(path, signal) {
      try {
        return await ask(routes.findBoothFile(id), { path }, signal);
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    },
    async put(path, hash, signal) {
      await ask(routes.boothFiles(id), { path, hash }, signal);
    },
    async remove(path, signal) {
      const request = { method: 'POST', path: routes.removeBoothFile(id), json: { path } } as const;
      await known(() => tellServer(connection, { ...request, signal }), signal);
    },
  };
}

function isMissing(error: unknown): boolean {
  return error instanceof DestinationError && error.fault === 'missing';
}

interface Once {
  /** Done once; a failure is forgotten, and the next who asks tries again. */
  run(): Promise<void>;
  forget(): void;
}

function once(work: () => Promise<void>): Once {
  let done: Promise<void> | undefined;
  return {
    run() {
      done ??= work().catch((error: unknown) => {
        done = undefined;
        throw error;
      });
      return done;
    },
    forget: () => void (done = undefined),
  };
}
