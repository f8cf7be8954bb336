import type { ContentHash } from '../photo/content-hash.ts';
import type { CheckAnswer } from '../ports/destination.ts';
import { concernsDestination, isWaiting, workOf } from './retry-schedule.ts';
import type { TransferRecord } from './transfer-record.ts';
import { applyTrigger } from './transfer-table.ts';

/** One record that may have to be sent, and what the destination said of it, if it was asked. */
export interface Candidate {
  readonly record: TransferRecord;
  /** Bytes of its largest file; absent: those of the record. */
  readonly largestFile?: number;
  readonly answer?: CheckAnswer;
}

export interface Circumstances {
  /** Milliseconds since 1970 (UTC). */
  readonly now: number;
  /**
   * `start`: anything may have changed since the last time, so whatever waits is tried, even what failed for
   * good or is not due yet. `probe`: the destination may be well again. `tick`: nothing is known to have changed.
   */
  readonly occasion: 'start' | 'probe' | 'tick';
  /** Bytes the destination takes at most in one file; absent: unknown. */
  readonly largest?: number;
  /** Hashes that are being sent right now. */
  readonly inFlight?: { has(hash: ContentHash): boolean };
  /** Whether the rules of connection hold this record back. */
  readonly isHeld?: (record: TransferRecord) => boolean;
}

/**
 * What to do with a record. `leave`: nothing is due. `ask`: put it to the destination first. `settle`: no bytes
 * need to travel, this is the new record. `follow`: the same bytes are on their way for another item.
 */
export type SyncAction = { readonly record: TransferRecord } & {
  readonly do: 'leave' | 'ask' | 'settle' | 'follow' | 'send';
};

/** Pure: the same candidates in the same circumstances give the same actions, one for each, in their order. */
export function planSync(candidates: readonly Candidate[], circumstances: Circumstances): SyncAction[] {
  const sending = new Set<ContentHash>();
  return candidates.map((candidate) => {
    const action = planOne(candidate, circumstances);
    if (action.do !== 'send') return action;
    const { hash } = action.record;
    if (sending.has(hash) || circumstances.inFlight?.has(hash))
      return { do: 'follow', record: action.record };
    sending.add(hash);
    return action;
  });
}

function planOne(
  { record, largestFile = record.size, answer }: Candidate,
  circumstances: Circumstances,
): SyncAction {
  if (!isDue(record, circumstances) || circumstances.isHeld?.(record)) return { do: 'leave', record };
  if (answer === undefined) return { do: 'ask', record };
  if (answer.exists) return settled(record, answer);
  if (answer.wasSynced && !record.force) return settledBy(record, { type: 'removed-elsewhere' });
  if (circumstances.largest !== undefined && largestFile > circumstances.largest) {
    return settledBy(record, { type: 'send-failed', reason: 'too-large' });
  }
  return { do: 'send', record };
}

function isDue(record: TransferRecord, { now, occasion }: Circumstances): boolean {
  if (workOf(record) !== 'sending') return false;
  if (occasion === 'start') return isWaiting(record, Number.POSITIVE_INFINITY);
  if (!isWaiting(record, now)) return false;
  if (record.state === 'marked' || record.nextTry !== undefined || record.reason === undefined) return true;
  return occasion === 'probe' && concernsDestination(record.reason);
}

function settled(record: TransferRecord, { ours, remoteId }: CheckAnswer): SyncAction {
  const known = remoteId === undefined ? {} : { remoteId };
  return settledBy(record, { type: 'destination-has-it', ours, ...known });
}

function settledBy(record: TransferRecord, trigger: Parameters<typeof applyTrigger>[1]): SyncAction {
  const step = applyTrigger(record, trigger);
  return step.kind === 'moved' ? { do: 'settle', record: step.record } : { do: 'leave', record };
}
