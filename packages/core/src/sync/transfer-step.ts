import type { Reason } from './reason.ts';
import type { TransferRecord } from './transfer-record.ts';

/** What can happen to an item: the columns of the table in `transfer-table.ts`. */
export type Trigger =
  | ({
      readonly type: 'mark-by-hand';
      /** The question was answered with yes. */ readonly confirmed?: true;
    } & Labels)
  | ({ readonly type: 'event-matches'; readonly event: string } & Labels)
  /** No event matches it any more: the event was edited or deleted, or the album was deselected. */
  | { readonly type: 'event-withdrawn' }
  | { readonly type: 'reset' }
  | { readonly type: 'sent'; readonly remoteId?: string }
  | { readonly type: 'destination-has-it'; readonly ours: boolean; readonly remoteId?: string }
  | {
      readonly type: 'send-failed';
      readonly reason: Reason;
      /** Absent for what is not tried again by itself. */
      readonly nextTry?: number;
    }
  | {
      readonly type: 'delete-pressed';
      /** Whether the destination says that the copy is this account's. */
      readonly ours?: boolean;
      readonly confirmed?: true;
    }
  | { readonly type: 'deleted' }
  | {
      readonly type: 'delete-failed';
      readonly reason: Reason;
      /** Present for a transient failure: the deletion is tried again then. */
      readonly nextTry?: number;
    }
  /** The destination says that this account sent it once and that it is gone now. */
  | { readonly type: 'removed-elsewhere' }
  | { readonly type: 'source-missing' }
  | { readonly type: 'source-back' };

export type TriggerType = Trigger['type'];

export interface Labels {
  readonly title?: string;
  readonly tags?: readonly string[];
}

/** What a trigger does: the record moves, or it stays and the user is told why, or the user is asked first. */
export type TransferStep =
  | { readonly kind: 'moved'; readonly record: TransferRecord }
  | { readonly kind: 'stays'; readonly because: Explanation }
  | { readonly kind: 'asks'; readonly question: Question };

export type Explanation =
  | 'not-marked'
  | 'waits-already'
  | 'marked-by-hand'
  | 'events-suppressed'
  | 'sent-already'
  | 'delete-it-first'
  | 'is-there-already'
  | 'not-ours'
  | 'not-there'
  | 'deleted-there'
  | 'deletion-waits'
  | 'deletion-failed'
  | 'overtaken';

export type Question = 'reset-and-send-again' | 'delete-again-or-reset';
