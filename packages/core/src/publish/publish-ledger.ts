import type { StorePath } from '../ports/file-store.ts';
import type { PublishedRecord } from './plan-publishing.ts';

/** What one place was given, remembered beyond any restart. Each call is kept when it returns, or throws a `LedgerError`. */
export interface PublishLedger {
  all(): readonly PublishedRecord[];
  keep(record: PublishedRecord): void;
  forget(storePath: StorePath): void;
}

/** Nothing can be noted: no room is left (`full`), or the file cannot be written (`broken`). `message` is for people. */
export class LedgerError extends Error {
  override readonly name = 'LedgerError';
  readonly fault: 'full' | 'broken';

  constructor(fault: LedgerError['fault'], message: string, cause: unknown) {
    super(message, { cause });
    this.fault = fault;
  }
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
