import type { CancelSignal } from '@homeroll/core/ports/cancel-signal';
import type { Clock } from '@homeroll/core/ports/clock';
import type { FileContent, FileStore } from '@homeroll/core/ports/file-store';
import { unlessStopped } from '../exact-bytes.ts';

export interface Limits {
  /** At a time, at most. */
  readonly puts: number;
  /** For all puts together; absent: as fast as it goes. */
  readonly bytesPerSecond?: number;
}

/** Puts so many files at a time and no more, and leaves something of the line to others. */
export function limited(store: FileStore, limits: Limits, clock: Clock): FileStore {
  const queue = waitingLine(limits.puts);
  const pace = paced(limits.bytesPerSecond, clock);
  const { publish } = store;
  return {
    name: store.name,
    put: (path, content, signal) => queue(() => store.put(path, pace(content, signal), signal), signal),
    stat: (path, signal) => store.stat(path, signal),
    read: (path, signal) => store.read(path, signal),
    remove: (path, signal) => store.remove(path, signal),
    ...(publish === undefined ? {} : { publish: (signal) => publish.call(store, signal) }),
    close: () => store.close(),
  };
}

type Queue = <T>(task: () => Promise<T>, signal?: CancelSignal) => Promise<T>;

function waitingLine(places: number): Queue {
  let free = places;
  const waiting: (() => void)[] = [];
  return async (task, signal) => {
    while (free === 0) await unlessStopped(new Promise<void>((resolve) => waiting.push(resolve)), signal);
    free -= 1;
    try {
      return await task();
    } finally {
      free += 1;
      // All of them: who was stopped in the meantime does not take his turn.
      for (const wake of waiting.splice(0)) wake();
    }
  };
}

type Pace = (content: FileContent, signal?: CancelSignal) => FileContent;

function paced(bytesPerSecond: number | undefined, clock: Clock): Pace {
  if (bytesPerSecond === undefined) return (content) => content;
  // Each piece waits for those before it, of whatever file.
  let before: Promise<void> = Promise.resolve();
  const waitFor = (bytes: number, signal?: CancelSignal): Promise<void> => {
    const pause = (bytes / bytesPerSecond) * 1000;
    before = before.then(() => clock.wait(pause, signal));
    return before;
  };
  return (content, signal) => ({
    ...content,
    open: async function* (offset) {
      for await (const piece of content.open(offset)) {
        yield piece;
        await waitFor(piece.length, signal);
      }
    },
  });
}
