import type { ContentHash } from '../photo/content-hash.ts';
import type { ItemFacts } from '../ports/item-memory.ts';
import type { SourceItem, SourcePart } from '../ports/source.ts';
import type { TransferRecord } from './transfer-record.ts';

/** One item on its way through a run. */
export interface Job {
  readonly item: SourceItem;
  /** Told when the item has a record that lasts, or will get none in this run. */
  readonly settled: (recorded: boolean) => void;
  /** The item's records for all its versions. */
  readonly earlier: readonly TransferRecord[];
  /** The record of these very bytes as it lies in the journal. */
  readonly record?: TransferRecord;
  /** What was found out about these very bytes before. */
  readonly facts?: ItemFacts | undefined;
}

export interface ReadJob extends Omit<Job, 'facts'> {
  /** As it is to be from now on. */
  readonly record: TransferRecord;
  /** As it lies in the journal. */
  readonly stored?: TransferRecord | undefined;
  /** What a copy of it is since it was sent: it is this too, where the destination still has it. */
  readonly sentBefore?: TransferRecord;
  /** The main part, then the companion. */
  readonly parts: readonly Part[];
}

export interface Part {
  readonly file: SourcePart;
  readonly hash: ContentHash;
  /** The bytes of a small file, kept from hashing to sending. */
  readonly held?: readonly Uint8Array[];
  /** The destination has it. */
  readonly isThere?: boolean;
}
