import type { Reason } from './reason.ts';

/** What a run tells while it goes on, for progress lines and logs. Sizes in bytes. */
export type SyncEvent =
  /** An item that needs looking at; more may be found while others are sent. */
  | { readonly type: 'found'; readonly item: string; readonly size: number }
  | { readonly type: 'sending'; readonly item: string; readonly size: number }
  /** Goes back where a piece is sent again. */
  | { readonly type: 'progress'; readonly item: string; readonly bytes: number }
  | { readonly type: 'sent'; readonly item: string; readonly size: number; readonly hash: string }
  | { readonly type: 'already-there'; readonly item: string; readonly size: number; readonly hash: string }
  /** This account deleted it at the destination; it stays away. */
  | { readonly type: 'removed-elsewhere'; readonly item: string; readonly size: number }
  /** It was deleted at the destination, as asked. */
  | { readonly type: 'deleted'; readonly item: string; readonly size: number }
  | {
      readonly type: 'delete-failed';
      readonly item: string;
      readonly size: number;
      readonly reason: Reason;
    }
  | {
      readonly type: 'failed';
      readonly item: string;
      readonly size: number;
      readonly reason: Reason;
      /** The other side's own words. */
      readonly detail?: string;
      /** Milliseconds since 1970; absent where it is not tried again by itself. */
      readonly nextTry?: number;
    }
  /** It changed or went away under our hands: not a failure, the next pass sees what is there then. */
  | { readonly type: 'changed'; readonly item: string; readonly size: number }
  /** The rules of connection hold it back; its state is unchanged, and so is the place where it got to. */
  | { readonly type: 'held'; readonly item: string; readonly size: number }
  /** Nothing more is sent in this run, because every item would fail alike. */
  | { readonly type: 'stopped'; readonly reason: Reason; readonly detail: string };

/** Every item found ends in exactly one of the counts up to `held`, or waits. */
export interface SyncSummary {
  readonly found: number;
  readonly sent: number;
  readonly sentBytes: number;
  readonly alreadyThere: number;
  readonly removedElsewhere: number;
  readonly failed: number;
  readonly changed: number;
  /** Held back by the rules of connection. */
  readonly held: number;
  /** Deleted at the destination, as asked; not among the found. */
  readonly deleted: number;
  /** Not tried, or nothing to do for it now: the run was stopped, its next try is later, it may not be marked. */
  readonly waiting: number;
  readonly stopped?: { readonly reason: Reason; readonly detail: string };
  readonly cancelled: boolean;
}
