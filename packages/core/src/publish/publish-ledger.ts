import type { StorePath } from '../ports/file-store.ts';
import type { PublishedRecord } from './plan-publishing.ts';

/** What one place was given, remembered beyond any restart. Each call is kept when it returns. */
export interface PublishLedger {
  all(): readonly PublishedRecord[];
  keep(record: PublishedRecord): void;
  forget(storePath: StorePath): void;
}

/** A ledger that lasts as long as the program. */
export function memoryLedger(records: readonly PublishedRecord[] = []): PublishLedger {
  const kept = new Map(records.map((record) => [record.storePath, record]));
  return {
    all: () => [...kept.values()],
    keep: (record) => void kept.set(record.storePath, record),
    forget: (storePath) => void kept.delete(storePath),
  };
}
