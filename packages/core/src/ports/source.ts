import type { CancelSignal } from './cancel-signal.ts';

/**
 * Where photos come from: a watched folder, a picker in the browser, a camera's card.
 * A source never changes or deletes anything. What is still being written is not an item yet.
 */
export interface Source {
  /** Everything there is, in portions; may leave out what was confirmed by `known` and did not change since. */
  list(signal?: CancelSignal): AsyncIterable<SourcePortion>;
  /** The item as it is now; `undefined` where it is gone. */
  find(id: string): Promise<SourceItem | undefined>;
  /**
   * The bytes from `offset` to the end: exactly `item.size - offset` of them, of the version that was listed.
   * Throws a `SourceError` where that cannot be given. The pieces belong to the reader.
   */
  open(item: SourceItem, offset: number): AsyncIterable<Uint8Array>;
  /** Told of pieces that nobody will look at again. Where it is absent, nothing is told. */
  readonly reuse?: (piece: Uint8Array) => void;
}

export interface SourcePortion {
  readonly items: readonly SourceItem[];
  /** What is there and can't be an item, with the reason. */
  readonly refused: readonly { readonly id: string; readonly fault: SourceFault }[];
  /**
   * Called once for every portion, when all of its items have a durable record but those named here.
   * What has one need not be listed again until it changes.
   */
  readonly known: (unrecorded: ReadonlySet<string>) => void;
}

export interface SourceItem {
  /** Stays the same while the item stays in its place; unique in the journal (a path, an asset number). */
  readonly id: string;
  readonly fileName: string;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since 1970 (UTC); negative before. */
  readonly modifiedAt: number;
  /** Another text whenever the bytes may be others (size and modification time, say). */
  readonly version: string;
  readonly album?: string;
}

/** Each is a reason of one item; none holds up the queue. */
export const sourceFaults = ['changed', 'vanished', 'unreadable', 'odd-name', 'empty'] as const;
export type SourceFault = (typeof sourceFaults)[number];

/** The only error of a `Source`. */
export class SourceError extends Error {
  override readonly name = 'SourceError';
  readonly fault: SourceFault;

  constructor(fault: SourceFault, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.fault = fault;
  }
}
