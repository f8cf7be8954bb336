import type { CancelSignal } from '@homeroll/core/ports/cancel-signal';
import type { Clock } from '@homeroll/core/ports/clock';
import { DestinationError } from '@homeroll/core/ports/destination-error';
import type { FileStore } from '@homeroll/core/ports/file-store';
import { patiently } from './patience.ts';

/**
 * Waits as a place asks for it, a minute at most, and tries once more when a connection breaks: a server that hangs
 * up on those who were idle is met with the first request after that. Longer absences are the engine's matter.
 */
export function patientFiles(store: FileStore, clock: Clock): FileStore {
  const ask = <T>(call: () => Promise<T>, signal?: CancelSignal): Promise<T> =>
    patiently(() => onceMore(call, signal), clock, signal);
  const { publish } = store;
  return {
    name: store.name,
    put: (path, content, signal) => ask(() => store.put(path, content, signal), signal),
    stat: (path, signal) => ask(() => store.stat(path, signal), signal),
    read: async function* (path, signal) {
      const begin = async (): Promise<Begun> => {
        const pieces = store.read(path, signal)[Symbol.asyncIterator]();
        return { pieces, first: await pieces.next() };
      };
      // What breaks later cannot be begun anew unseen: the reader has taken a part.
      const { pieces, first } = await ask(begin, signal);
      try {
        for (let next = first; next.done !== true; next = await pieces.next()) yield next.value;
      } finally {
        await pieces.return?.();
      }
    },
    remove: (path, signal) => ask(() => store.remove(path, signal), signal),
    ...(publish === undefined ? {} : { publish: (signal) => ask(() => publish.call(store, signal), signal) }),
    close: () => store.close(),
  };
}

interface Begun {
  readonly pieces: AsyncIterator<Uint8Array>;
  readonly first: IteratorResult<Uint8Array>;
}

async function onceMore<T>(call: () => Promise<T>, signal?: CancelSignal): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const isBroken = error instanceof DestinationError && error.fault === 'unreachable';
    if (!isBroken || signal?.aborted) throw error;
    return call();
  }
}
