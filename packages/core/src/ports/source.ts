import type { CaptureTime } from '../photo/capture-time.ts';
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
   * The bytes from `offset` to the end: exactly `part.size - offset` of them, of the version that was listed.
   * Throws a `SourceError` where that cannot be given. The pieces belong to the reader.
   */
  open(part: SourcePart, offset: number): AsyncIterable<Uint8Array>;
  /** When it was taken, by what the file says of itself. Throws a `SourceError`. Absent: events match nothing here. */
  readonly capture?: (item: SourceItem) => Promise<CaptureTime>;
  /** Told of an item that is to be listed again, as it is or when it is back, though nothing about it changed. */
  readonly doubt?: (id: string) => void;
  /** Told of pieces that nobody will look at again. Where it is absent, nothing is told. */
  readonly reuse?: (piece: Uint8Array) => void;
}

/** A source that is looked at again and again. */
export interface LastingSource extends Source {
  /** The next listing covers what changed or may have settled since the last one, or everything. */
  lookAgain(scope: 'news' | 'everything'): void;
  /** Milliseconds until something that is being written may have settled; `undefined` where nothing is. */
  settlesIn(): number | undefined;
  /**
   * Names the rules (events, albums) by which listed items are judged from now on. What is known by other rules
   * is listed again.
   */
  judgeBy(rules: string): void;
  /** Gives back what only a running pass needs. */
  rest(): void;
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

/** One file. */
export interface SourcePart {
  /** Stays the same while the file stays in its place; unique in the journal (a path, an asset number). */
  readonly id: string;
  readonly fileName: string;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since 1970 (UTC); negative before. */
  readonly modifiedAt: number;
  /** Another text whenever the bytes may be others (size and modification time, say). */
  readonly version: string;
}

/** A photo or video; with a companion, two files that are one item: the picture and the video of a Live Photo. */
export interface SourceItem extends SourcePart {
  readonly companion?: SourcePart;
  /** The same text while the file is the same, whatever its name and folder (an inode number, say). */
  readonly fileKey?: string;
  readonly album?: string;
  /** It lies in an album that is not selected: no event marks it, and it is not listed. */
  readonly unselected?: true;
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
