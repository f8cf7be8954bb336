import type { CancelSignal } from '@homeroll/core/ports/cancel-signal';
import type { Clock } from '@homeroll/core/ports/clock';
import type { FileContent, FileStore } from '@homeroll/core/ports/file-store';

/**
 * Sends so many bytes a second (1 or more) and no more, all files together: leaves something of the line to others.
 * Never silent for longer than a second, which servers might take for the end.
 */
export function limited(store: FileStore, bytesPerSecond: number, clock: Clock): FileStore {
  // Each piece waits for those before it, of whatever file.
  let before: Promise<void> = Promise.resolve();
  const waitFor = (bytes: number, signal?: CancelSignal): Promise<void> => {
    const pause = (bytes / bytesPerSecond) * 1000;
    before = before.then(() => clock.wait(pause, signal));
    return before;
  };
  const paced = (content: FileContent, signal?: CancelSignal): FileContent => ({
    ...content,
    openHere: content.open,
    open: async function* (offset) {
      for await (const piece of content.open(offset)) {
        for (let at = 0; at < piece.length; at += bytesPerSecond) {
          const part = piece.subarray(at, at + bytesPerSecond);
          yield part;
          await waitFor(part.length, signal);
        }
      }
    },
  });
  const { publish } = store;
  return {
    name: store.name,
    put: (path, content, signal) => store.put(path, paced(content, signal), signal),
    stat: (path, signal) => store.stat(path, signal),
    read: (path, signal) => store.read(path, signal),
    remove: (path, signal) => store.remove(path, signal),
    ...(publish === undefined ? {} : { publish: (signal) => publish.call(store, signal) }),
    close: () => store.close(),
  };
}
