import type { ContentHash } from '../photo/content-hash.ts';
import type { TransferRecord, Work } from '../sync/transfer-record.ts';

/**
 * What is remembered of one account at one destination. It may lose its last writes (a power cut) and even
 * vanish without harm: the destination is asked again. It must never return what was not written.
 * `journal-contract.ts` checks an implementation.
 */
export interface Journal {
  /** Every record of these items: more than one where an item was edited, one per hash. */
  find(items: readonly string[]): Promise<ReadonlyMap<string, readonly TransferRecord[]>>;
  /**
   * Replaces the records of the same item and hash. Resolves when they survive the death of this process;
   * `find` sees them at once. Calls may overlap and are then written together.
   */
  save(records: readonly TransferRecord[]): Promise<void>;
  /** Resolves when everything saved before survives a power cut too: for what a person decided. */
  sync(): Promise<void>;
  /** Every record of these bytes, whatever the items. */
  findCopies(hashes: readonly ContentHash[]): Promise<ReadonlyMap<ContentHash, readonly TransferRecord[]>>;
  /**
   * Everything that waits for this work (see `workOf`) and whose turn is now (see `isWaiting`), in portions; changes
   * meanwhile may be missed.
   */
  waiting(now: number, work: Work): AsyncIterable<readonly TransferRecord[]>;
  /** When the next of them is due, milliseconds since 1970; `undefined` where none waits for a time. */
  nextTry(now: number): Promise<number | undefined>;
}
