import { destinationFaults } from '../ports/destination-error.ts';
import type { Random } from '../ports/random.ts';
import type { Reason } from './reason.ts';
import type { TransferRecord, Work } from './transfer-record.ts';

const shortestWait = 60_000;
const longestWait = 6 * 3_600_000;

/**
 * When to try again after so many failed attempts (1 for the first): one minute, doubled each time up to six
 * hours, each between half of that (but never under a minute) and the whole, so that many clients of a server
 * that was away do not come back at once. Milliseconds since 1970.
 */
export function nextTryAfter(attempts: number, now: number, random: Random): number {
  const whole = Math.min(longestWait, shortestWait * 2 ** Math.min(attempts - 1, 20));
  return now + Math.max(shortestWait, Math.round(whole * (0.5 + random() / 2)));
}

/** Whether a failure for this reason is tried again by itself. */
export function isTransient(reason: Reason): boolean {
  if (isDestinationFault(reason)) return destinationFaults[reason].lasts === 'transient';
  return reason === 'changed' || reason === 'vanished' || reason === 'unreadable';
}

/** Whether every item would meet this failure. */
export function concernsDestination(reason: Reason): boolean {
  return isDestinationFault(reason) && destinationFaults[reason].concerns === 'destination';
}

/** What this record wants to have done, now or when something changes. */
export function workOf({ state, reason }: TransferRecord): Work | undefined {
  if (state === 'delete-marked') return 'deleting';
  if (state !== 'marked' && state !== 'failed') return undefined;
  return reason === 'source-missing' ? 'missing' : 'sending';
}

/**
 * Whether there is something to be done for this record and its turn has come. A next try further away than any
 * wait is due: the clock was set back since.
 */
export function isWaiting(record: TransferRecord, now: number): boolean {
  if (workOf(record) === undefined) return false;
  return record.nextTry === undefined || record.nextTry <= now || record.nextTry > now + longestWait;
}

function isDestinationFault(reason: Reason): reason is keyof typeof destinationFaults {
  return Object.hasOwn(destinationFaults, reason);
}
