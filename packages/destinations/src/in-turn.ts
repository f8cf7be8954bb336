import type { CancelSignal } from '@homeroll/core/ports/cancel-signal';
import { stopped, unlessStopped } from './exact-bytes.ts';

export type InTurn = <T>(key: string, task: () => Promise<T>, signal?: CancelSignal) => Promise<T>;

/**
 * Lets tasks of the same key run one after the other, in the order they came: two puts to one path write to one
 * temporary file. Whoever is stopped while waiting goes at once.
 */
export function inTurn(): InTurn {
  const last = new Map<string, Promise<unknown>>();
  return async (key, task, signal) => {
    const before = last.get(key) ?? Promise.resolve();
    const mine = before.then(() => {
      // A task that was not begun must not look like one that is done.
      if (signal?.aborted) throw stopped();
      return task();
    });
    const settled = mine.catch(() => undefined);
    last.set(key, settled);
    void settled.then(() => last.get(key) === settled && last.delete(key));
    await unlessStopped(before, signal);
    return mine;
  };
}
