import { parseContentHash } from '@homeroll/core/photo/content-hash';
import type { Hasher } from '@homeroll/core/ports/hasher';
import type { HashAnswer, HashMessage } from './hash-worker.ts';

/** SHA-256 in a worker, so that the page stays smooth; `crypto.subtle` is not there on plain http. */
export function workerHasher(): Hasher & { readonly close: () => void } {
  const worker = new Worker(new URL('./hash-worker.ts', import.meta.url), { type: 'module' });
  const waiting = new Map<number, Waiting>();
  let numbers = 0;
  worker.addEventListener('message', ({ data }: MessageEvent<HashAnswer>) => {
    waiting.get(data.number)?.resolve(data.hash);
  });
  worker.addEventListener('error', ({ message }) => {
    for (const { reject } of waiting.values()) reject(new Error(`the hash worker failed: ${message}`));
  });
  /** One question at a time for each file: the reader waits, and memory stays flat. */
  const ask = async (message: HashMessage): Promise<string | undefined> => {
    try {
      return await new Promise((resolve, reject) => {
        waiting.set(message.number, { resolve, reject });
        worker.postMessage(message);
      });
    } finally {
      waiting.delete(message.number);
    }
  };
  return {
    close: () => worker.terminate(),
    start() {
      numbers += 1;
      const number = numbers;
      return {
        update: async (bytes) => {
          await ask({ number, do: 'update', bytes });
        },
        finish: async () => {
          const hash = parseContentHash((await ask({ number, do: 'end' })) ?? '');
          if (hash === undefined) throw new RangeError('a SHA-256 that is none');
          return hash;
        },
      };
    },
  };
}

interface Waiting {
  readonly resolve: (hash: string | undefined) => void;
  readonly reject: (error: Error) => void;
}
