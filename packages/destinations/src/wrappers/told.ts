import { DestinationError, type DestinationFault } from '@homeroll/core/ports/destination-error';
import type { FileStore, StorePath } from '@homeroll/core/ports/file-store';

/** What happens at a place, for its status and the log. */
export type StoreEvent = { readonly action: 'put' | 'remove'; readonly path: StorePath } & (
  | { readonly state: 'begun' | 'done' }
  | {
      readonly state: 'failed';
      /** `undefined`: it was not the place that failed, but the file, or it was stopped. */
      readonly fault: DestinationFault | undefined;
      /** For people. */
      readonly words: string;
    }
);

/** Tells of each put and removal when it begins and how it ends. */
export function told(store: FileStore, tell: (event: StoreEvent) => void): FileStore {
  const telling = async (
    action: StoreEvent['action'],
    path: StorePath,
    task: Promise<void>,
  ): Promise<void> => {
    tell({ action, path, state: 'begun' });
    try {
      await task;
    } catch (error) {
      const fault = error instanceof DestinationError ? error.fault : undefined;
      tell({
        action,
        path,
        state: 'failed',
        fault,
        words: error instanceof Error ? error.message : String(error),
      });
      throw error;
    }
    tell({ action, path, state: 'done' });
  };
  const { publish } = store;
  return {
    name: store.name,
    put: (path, content, signal) => telling('put', path, store.put(path, content, signal)),
    stat: (path, signal) => store.stat(path, signal),
    read: (path, signal) => store.read(path, signal),
    remove: (path, signal) => telling('remove', path, store.remove(path, signal)),
    ...(publish === undefined ? {} : { publish: (signal) => publish.call(store, signal) }),
    close: () => store.close(),
  };
}
