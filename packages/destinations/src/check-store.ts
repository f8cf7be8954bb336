import { randomBytes } from 'node:crypto';
import type { CancelSignal } from '@homeroll/core/ports/cancel-signal';
import type { FileStore, StorePath } from '@homeroll/core/ports/file-store';
import type { FileAbilities, FileClause, FileSubject } from './conformance/files/clause.ts';
import { photoBytes } from './conformance/photo-bytes.ts';
import { fileStoreContract } from './conformance/files/file-store-contract.ts';
import { stopped } from './exact-bytes.ts';

/** Somebody's place, with what more is known of it than its store tells. */
export interface CheckedStore extends FileAbilities {
  readonly store: FileStore;
  /** Ends the check after clearing up. */
  readonly signal?: CancelSignal;
}

/** How one promise fared. */
export type ClauseResult = { readonly says: string } & (
  | { readonly result: 'kept' }
  | { readonly result: 'broken'; readonly seen: string }
  | { readonly result: 'not-applicable'; readonly because: string }
);

const reasons: Readonly<Record<keyof FileAbilities, string>> = {
  readBack: 'can only be seen at the place itself',
  namesIn: 'can only be seen at the place itself',
  resumableFrom: 'this kind of place starts anew',
  askAsGuest: 'this kind of place does not publish by itself',
};

/**
 * Runs the contract on somebody's own account (B14), in a new folder `.homeroll-check-<random>`, and clears away all
 * that it put there, also when it is broken off by the signal or by whoever takes the results. Rejects with a
 * `DestinationError` where the place cannot be reached at all, before anything is put.
 */
export async function* checkStore(checked: CheckedStore): AsyncGenerator<ClauseResult, void, undefined> {
  const folder = `.homeroll-check-${randomBytes(6).toString('hex')}`;
  const { store, clear } = remembering(checked.store, checked.signal);
  const { signal, ...abilities } = checked;
  const subject: FileSubject = { ...abilities, store, folder, makeFile: photoBytes, makeSignal };
  await store.stat(`${folder}/none` as StorePath, signal);
  try {
    for (const clause of fileStoreContract) {
      if (signal?.aborted) throw stopped();
      yield await resultOf(clause, subject);
    }
  } finally {
    await clear();
  }
}

async function resultOf({ says, needs, check }: FileClause, subject: FileSubject): Promise<ClauseResult> {
  if (needs !== undefined && subject[needs] === undefined) {
    return { says, result: 'not-applicable', because: reasons[needs] };
  }
  try {
    await check(subject);
    return { says, result: 'kept' };
  } catch (error) {
    return { says, result: 'broken', seen: error instanceof Error ? error.message : String(error) };
  }
}

function makeSignal(): ReturnType<FileSubject['makeSignal']> {
  const controller = new AbortController();
  return { signal: controller.signal, raise: () => controller.abort() };
}

/** Remembers every path that is put, until it is cleared; starts no put once the signal is raised. */
function remembering(
  store: FileStore,
  signal: CancelSignal | undefined,
): { store: FileStore; clear: () => Promise<void> } {
  const paths = new Set<StorePath>();
  const { publish } = store;
  return {
    store: {
      name: store.name,
      put: async (path, content, stop = signal) => {
        if (signal?.aborted) throw stopped();
        paths.add(path);
        await store.put(path, content, stop);
      },
      stat: (path, stop) => store.stat(path, stop),
      read: (path, stop) => store.read(path, stop),
      remove: (path, stop) => store.remove(path, stop),
      ...(publish === undefined ? {} : { publish: (stop) => publish.call(store, stop) }),
      close: () => store.close(),
    },
    clear: async () => {
      const removals: PromiseSettledResult<void>[] = [];
      for (const path of paths) removals.push(...(await Promise.allSettled([store.remove(path)])));
      await store.close();
      for (const removal of removals) if (removal.status === 'rejected') throw removal.reason;
    },
  };
}
