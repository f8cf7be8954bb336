import { changedRecord } from './changed-record.ts';
import { stepped } from './marking.ts';
import { workOf } from './retry-schedule.ts';
import type { ReadJob } from './job.ts';
import type { SyncPorts } from './sync-options.ts';
import type { TransferRecord, TransferState } from './transfer-record.ts';

/**
 * The same bytes under another name are the same photo: a file that was moved, renamed or copied takes over what
 * is known of it. So what was reset or deleted does not come back under another name, and a mark is not lost.
 * Returns the jobs with the records that they have now; what was sent before is asked about all the same.
 */
export async function withCopies(
  { ports }: { readonly ports: Pick<SyncPorts, 'journal'> },
  jobs: readonly ReadJob[],
): Promise<readonly ReadJob[]> {
  const isFresh = ({ stored, earlier, record }: ReadJob): boolean =>
    stored === undefined && earlier.every(({ hash }) => hash !== record.hash);
  const fresh = jobs.filter(isFresh);
  if (fresh.length === 0) return jobs;
  const copies = await ports.journal.findCopies(fresh.map(({ record }) => record.hash));
  if (copies.size === 0) return jobs;
  return jobs.map((job) => {
    const heritage = isFresh(job) ? heritageOf(job.record, copies.get(job.record.hash) ?? []) : undefined;
    if (heritage === undefined) return job;
    return isSent(heritage) ? { ...job, sentBefore: heritage } : { ...job, record: heritage };
  });
}

/** Who counts first where several copies are in different states: what a person decided, then what is done. */
const precedence: readonly TransferState[] = [
  'delete-marked',
  'delete-failed',
  'deleted',
  'transferred',
  'already-there',
  'unmarked',
  'marked',
  'failed',
];

/** The record that this item would have, had it been where its copy is; `undefined` where that says nothing. */
export function heritageOf(
  record: TransferRecord,
  copies: readonly TransferRecord[],
): TransferRecord | undefined {
  const copy = copyToFollow(record, copies);
  if (copy === undefined || !isSent(copy)) return copy && inPlaceOf(record, copy);
  const { item, version, size, companion } = record;
  return changedRecord(copy, { item, version, size, companion });
}

/** The copy whose state this item shares; `undefined` where they say nothing, or a person said otherwise. */
export function copyToFollow(
  record: TransferRecord,
  copies: readonly TransferRecord[],
): TransferRecord | undefined {
  if (record.origin === 'manual' || record.force) return undefined;
  const first = leaderOf(copies.filter((copy) => copy.item !== record.item && hasSomethingToSay(copy)));
  // The file is here, whatever became of its copy.
  return first?.reason === 'source-missing' ? stepped(first, { type: 'source-back' }) : first;
}

/** What is there is there as the copy is: where this item has another half, it is looked at anew. */
export function inPlaceOf(place: TransferRecord, copy: TransferRecord): TransferRecord {
  const { item, version, size, companion } = place;
  const isOpen = copy.state === 'unmarked' || workOf(copy) === 'sending';
  const isOther = !isOpen && copy.companion !== companion;
  const half = isOther ? { version: '', companion: copy.companion } : { version, companion };
  return changedRecord(copy, { item, size, ...half, resume: undefined, resumeOf: undefined });
}

/** The copy that speaks for all; what nobody reset and no event marks has nothing to say. */
export function leaderOf(copies: readonly TransferRecord[]): TransferRecord | undefined {
  const rank = (record: TransferRecord): number => {
    const isSilent = record.state === 'unmarked' && !hasSomethingToSay(record);
    return isSilent ? precedence.length : precedence.indexOf(record.state);
  };
  return [...copies].sort((one, other) => rank(one) - rank(other))[0];
}

function hasSomethingToSay({ state, origin, suppressEvents, force }: TransferRecord): boolean {
  if (state === 'marked' || state === 'failed') return origin === 'manual';
  return state !== 'unmarked' || suppressEvents === true || force === true;
}

export function isSent({ state }: TransferRecord): boolean {
  return state === 'transferred' || state === 'already-there';
}
