import type { CaptureTime } from '../photo/capture-time.ts';
import type { ContentHash } from '../photo/content-hash.ts';

/**
 * What was found out about items by reading them, shared by all destinations. Losing it, or its last writes, costs
 * reading files again and nothing else.
 */
export interface ItemMemory {
  find(ids: readonly string[]): Promise<ReadonlyMap<string, ItemFacts>>;
  /** What was the same file under another name: same key and version; where several were, one with a hash. */
  findMoved(fileKey: string, version: string): Promise<ItemFacts | undefined>;
  /** Adds to what is known of the same versions, and replaces what was known of others. Calls may overlap. */
  save(facts: readonly ItemFacts[]): Promise<void>;
}

export interface ItemFacts {
  /** `SourceItem.id`. */
  readonly item: string;
  /** `itemVersion` of the bytes that were read. */
  readonly version: string;
  readonly fileKey?: string;
  readonly capture?: CaptureTime;
  readonly hash?: ContentHash;
  /** Of the other part of a pair. */
  readonly companion?: ContentHash;
}
