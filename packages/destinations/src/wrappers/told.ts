import type { CancelSignal } from '@homeroll/core/ports/cancel-signal';
import type { FileStore, StorePath } from '@homeroll/core/ports/file-store';

/** How something that a place was asked ended, for the log. */
export interface StoreEvent {
  /** `look` is all that changes nothing. */
  readonly action: 'put' | 'remove' | 'look';
  /** `undefined` where it was about the place as a whole. */
  readonly path: StorePath | undefined;
  /** Why it failed, for people; `undefined` where it went well. */
  readonly trouble: string | undefined;
}

/** Tells how each question and each change ended; what was stopped did not end. */
export function told(store: FileStore, tell: (event: StoreEvent) => void): FileStore {
  const telling = async <T>(
    { action, path }: Pick<StoreEvent, 'action' | 'path'>,
    asked: Promise<T>,
    signal: CancelSignal | undefined,
  ): Promise<T> => {
    try {
      const answer = await asked;
      tell({ action, path, trouble: undefined });
      return answer;
    } catch (error) {
      const trouble = error instanceof Error ? error.message : String(error);
      if (signal?.aborted !== true) tell({ action, path, trouble });
      throw error;
    }
  };
  const { publish } = store;
  return {
    name: store.name,
    put: (path, content, signal) =>
      telling({ action: 'put', path }, store.put(path, content, signal), signal),
    stat: (path, signal) => telling({ action: 'look', path }, store.stat(path, signal), signal),
    // What reads has asked whether it is there before.
    read: (path, signal) => store.read(path, signal),
    remove: (path, signal) => telling({ action: 'remove', path }, store.remove(path, signal), signal),
    ...(publish === undefined
      ? {}
      : {
          publish: (signal) =>
            telling({ action: 'look', path: undefined }, publish.call(store, signal), signal),
        }),
    close: () => store.close(),
  };
}
