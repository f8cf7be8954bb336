import type { ContentHash } from '../photo/content-hash.ts';
import type { Reason } from './reason.ts';

/** The words of `docs/terms.md`. "In flight" is never stored: after a crash the stored state is still right. */
export const transferStates = [
  'unmarked',
  'marked',
  'failed',
  'transferred',
  'already-there',
  'deleted',
  'delete-marked',
  'delete-failed',
] as const;
export type TransferState = (typeof transferStates)[number];

/** What a record may wait for: `missing` ones wait for their file to come back. */
export type Work = 'sending' | 'deleting' | 'missing';

/** Who marked it: a person, or the event of this id. */
export type Origin = 'manual' | { readonly event: string };

/** What is known of one media item at one destination account. Absent fields say "none". */
export interface TransferRecord {
  /** `SourceItem.id`. */
  readonly item: string;
  readonly hash: ContentHash;
  /** The other part of a pair: the video of a Live Photo. Both parts share this record. */
  readonly companion?: ContentHash;
  /** `itemVersion` of the bytes with this hash. */
  readonly version: string;
  /** Bytes. */
  readonly size: number;
  readonly state: TransferState;
  /** Where an undo of `delete-marked` leads. */
  readonly previousState?: 'transferred' | 'already-there';
  readonly reason?: Reason;
  readonly origin?: Origin;
  readonly title?: string;
  readonly tags?: readonly string[];
  /** Set by a reset: no event marks it until a person does. */
  readonly suppressEvents?: true;
  /** Send it although this account threw it away at the destination. Never overrides that it is there. */
  readonly force?: true;
  /** Failed tries since it was marked. */
  readonly attempts: number;
  /** Not before, milliseconds since 1970; absent on a failed record: not until something changes. */
  readonly nextTry?: number;
  /** What the destination calls its copy. */
  readonly remoteId?: string;
  /** By which an interrupted upload goes on. */
  readonly resume?: string;
  /** Which part `resume` belongs to; absent: the one with `hash`. */
  readonly resumeOf?: ContentHash;
}
