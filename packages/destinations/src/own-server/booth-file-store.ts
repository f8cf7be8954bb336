import type { ContentHash } from '@homeroll/core/photo/content-hash';
import type { CancelSignal } from '@homeroll/core/ports/cancel-signal';
import type { Destination, Upload } from '@homeroll/core/ports/destination';
import { DestinationError } from '@homeroll/core/ports/destination-error';
import type { FileContent, FileStore, StorePath } from '@homeroll/core/ports/file-store';
import type { Hasher } from '@homeroll/core/ports/hasher';
import { routes } from '@homeroll/protocol/routes';
import { exactBytes, unlessStopped } from '../exact-bytes.ts';
import { leave } from '../leave.ts';
import { silent } from '../silent.ts';
import { boothPaths, type BoothAtServer } from './booth-paths.ts';
import type { ServerConnection } from './server-connection.ts';
import { ownServerDestination, type OwnServerOptions } from './own-server-destination.ts';

export interface BoothPlace extends OwnServerOptions {
  readonly booth: BoothAtServer;
  readonly hasher: Hasher;
  /** The body of an answer as it comes. */
  readonly stream: (
    address: string,
    headers: Readonly<Record<string, string>>,
    signal?: CancelSignal,
  ) => Promise<Streamed>;
  /** Gives connections back. */
  readonly close?: () => void;
}

export interface Streamed {
  readonly status: number;
  readonly body: AsyncIterable<Uint8Array>;
}

/**
 * The paths of a photo booth at our own server. A path there is a name for a photo of the library: the bytes travel
 * as any photo does (asked for, verified, resumed), and are then put under the path, which is one step. What a path
 * no longer names goes into the trash. Free of `node:` and of the DOM.
 */
export function boothFileStore(connection: ServerConnection, place: BoothPlace): FileStore {
  const { name, booth } = place;
  const send = sending(ownServerDestination(connection, place));
  const paths = boothPaths(connection, booth);
  return {
    name,
    async put(path, content, signal) {
      const hash = await hashOf(content, place.hasher, signal);
      await send({ path, content, hash }, signal);
      await paths.put(path, hash, signal);
    },
    stat: async (path, signal) => {
      const file = await paths.find(path, signal);
      return file && { size: file.size };
    },
    async *read(path, signal) {
      const file = await paths.find(path, signal);
      if (file === undefined) throw new DestinationError('missing', 'nothing lies under this path');
      const headers = connection.token === undefined ? {} : { authorization: `Bearer ${connection.token}` };
      const address = connection.address + routes.original(file.id);
      yield* whole(await place.stream(address, headers, signal), file.size, signal);
    },
    remove: (path, signal) => paths.remove(path, signal),
    close: () => {
      place.close?.();
      return Promise.resolve();
    },
  };
}

interface Sent {
  readonly path: StorePath;
  readonly content: FileContent;
  readonly hash: ContentHash;
}

/** Brings a photo into the library where this account has it not; goes on where an attempt before broke off. */
function sending(destination: Destination): (sent: Sent, signal?: CancelSignal) => Promise<void> {
  const handles = new Map<string, string>();
  return async (sent, signal) => {
    const [known] = await destination.check([sent.hash], signal);
    if (known?.exists === true && known.ours) return;
    const name = `${sent.path} ${sent.content.version}`;
    const remember = (handle: string): Promise<void> => Promise.resolve(void handles.set(name, handle));
    const upload = { ...uploadOf(sent), resume: handles.get(name), remember };
    await unlessStopped(destination.send(upload, signal), signal);
    handles.delete(name);
  };
}

async function* whole(
  { status, body }: Streamed,
  size: number,
  signal?: CancelSignal,
): AsyncGenerator<Uint8Array> {
  if (status !== 200) {
    await leave(body);
    throw new DestinationError('protocol', `the server answered ${String(status)} to a photo it has`);
  }
  yield* exactBytes({ size, mediaType: 'image/jpeg', version: '', open: () => body }, 0, signal);
}

/** What was deleted there before is sent again: that the booth has it is the word of who owns it. */
function uploadOf({ path, content, hash }: Sent): Omit<Upload, 'resume' | 'remember'> {
  const { size, open, fileName = path.slice(path.lastIndexOf('/') + 1), progress } = content;
  return { hash, size, open, details: { fileName }, force: true, progress: progress ?? (() => undefined) };
}

/** Read to its end before anything is sent: which photo it is decides whether anything has to be. */
async function hashOf(content: FileContent, hasher: Hasher, signal?: CancelSignal): Promise<ContentHash> {
  const hashing = hasher.start();
  for await (const piece of exactBytes(silent(content), 0, signal)) await hashing.update(piece);
  return hashing.finish();
}
