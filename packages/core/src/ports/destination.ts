import type { ContentHash } from '../photo/content-hash.ts';
import type { CancelSignal } from './cancel-signal.ts';

/**
 * Storage that photos are sent to: one account at one place. The contract, which `conformance/` checks:
 *
 * - `send` resolves only when all bytes, the title and the tags are durably there and the hash was verified;
 *   until then the place holds nothing under a final name. Sending what is there makes no second copy.
 * - `check` asks for many at once and changes nothing.
 * - Every refusal is a `DestinationError`; errors thrown by `Upload.open` come out as they are; anything else
 *   is a bug. A raised signal ends a call soon, with any error.
 * - Calls may overlap. Two uploads of one hash at the same time end with one copy.
 */
export interface Destination {
  /** For people: `family on photos.example.org`. */
  readonly name: string;
  /** Answers in the order of the question. At most `hashesPerCheck` hashes. */
  check(hashes: readonly ContentHash[], signal?: CancelSignal): Promise<readonly CheckAnswer[]>;
  send(upload: Upload, signal?: CancelSignal): Promise<Receipt>;
  /** Absent where the place or the account cannot delete. Removing what is gone is the fault `missing`. */
  readonly remove?: (hash: ContentHash, signal?: CancelSignal) => Promise<void>;
}

export const hashesPerCheck = 10_000;

/** `ours` implies `exists`; `wasSynced` implies that it is not there now. */
export interface CheckAnswer {
  readonly exists: boolean;
  /** This account sent the copy that is there. */
  readonly ours: boolean;
  /** This account sent it once; it was removed since. Sent again only with `force`. */
  readonly wasSynced: boolean;
  /** What the destination calls the copy, where it says so. Only good until its catalog is rebuilt. */
  readonly remoteId?: string;
}

export interface Upload {
  readonly hash: ContentHash;
  /** Bytes. */
  readonly size: number;
  readonly details: UploadDetails;
  /** Send it although this account threw it away there. */
  readonly force: boolean;
  /** The bytes from `offset` to the end, exactly `size - offset` of them, or a `SourceError`. Repeatable. */
  readonly open: (offset: number) => AsyncIterable<Uint8Array>;
  /** Where the last attempt got to, as it was given to `remember` last. */
  readonly resume?: string | undefined;
  /** Keeps a handle by which a later attempt goes on; resolves when it will survive a crash. */
  readonly remember: (handle: string) => Promise<void>;
  /** Told now and then how many bytes have left. Goes back when a piece is sent again. */
  readonly progress: (bytes: number) => void;
}

export interface UploadDetails {
  readonly fileName: string;
  readonly title?: string;
  /** Each may be a path, `family/wedding`. */
  readonly tags?: readonly string[];
  readonly album?: string;
  readonly device?: string;
  /** ISO 8601, with or without offset. */
  readonly takenAt?: string;
  /** Milliseconds since 1970 (UTC). */
  readonly lastModified?: number;
}

export interface Receipt {
  readonly outcome: 'stored' | 'already-there';
  readonly remoteId?: string;
}
