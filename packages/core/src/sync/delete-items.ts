import type { ContentHash } from '../photo/content-hash.ts';
import { DestinationError } from '../ports/destination-error.ts';
import type { CheckAnswer } from '../ports/destination.ts';
import { concernsDestination, nextTryAfter } from './retry-schedule.ts';
import { stepped } from './marking.ts';
import type { Reason } from './reason.ts';
import type { SyncRun } from './sync-run.ts';
import type { TransferRecord } from './transfer-record.ts';
import type { Trigger } from './transfer-step.ts';

type Outcome = Extract<Trigger, { type: 'deleted' | 'delete-failed' }>;

/**
 * Deletes at the destination what is marked for it, before anything is sent. The destination is asked first: after
 * a crash, or an answer that got lost, it may be gone already by our own doing.
 */
export async function deleteItems(run: SyncRun): Promise<void> {
  const { journal, clock } = run.ports;
  const when = run.options.occasion === 'start' ? Number.POSITIVE_INFINITY : clock.now();
  // Copies of a photo share its fate; a portion may hold some and the next one others.
  const outcomes = new Map<string, Outcome>();
  for await (const records of journal.waiting(when, 'deleting')) {
    const due = records.filter((record) => !run.isHeld(record));
    const answers = await ask(run, due);
    for (const [place, record] of due.entries()) {
      if (run.over || run.isAway) return;
      if (run.isHeld(record)) continue;
      const outcome = outcomes.get(record.hash) ?? (await deleteItem(run, record, answers[place]));
      if (outcome === undefined) continue;
      outcomes.set(record.hash, outcome);
      conclude(run, record, outcome);
    }
  }
}

async function ask(run: SyncRun, records: readonly TransferRecord[]): Promise<readonly CheckAnswer[]> {
  if (records.length === 0 || run.over || run.isAway) return [];
  try {
    return await run.ports.destination.check(
      records.map(({ hash }) => hash),
      run.options.signal,
    );
  } catch (error) {
    if (!(error instanceof DestinationError)) {
      if (run.cancelled) return [];
      throw error;
    }
    if (!run.cancelled) run.stop({ reason: error.fault, detail: error.message });
    return [];
  }
}

/** `undefined` where it was broken off: nothing happened that is known of. */
async function deleteItem(
  run: SyncRun,
  record: TransferRecord,
  answer: CheckAnswer | undefined,
): Promise<Outcome | undefined> {
  const { remove } = run.ports.destination;
  const isGone = answer?.wasSynced === true && !answer.exists;
  if (remove === undefined)
    return isGone ? { type: 'deleted' } : { type: 'delete-failed', reason: 'may-not-delete' };
  try {
    if (!isGone) await remove(record.hash, run.options.signal);
    // Also where the picture is gone: the last attempt may have ended between the two.
    if (record.companion !== undefined) await removeCompanion(run, record, record.companion);
    return { type: 'deleted' };
  } catch (error) {
    if (run.cancelled) return undefined;
    if (!(error instanceof DestinationError)) throw error;
    return failure(run, record, error);
  }
}

async function removeCompanion(run: SyncRun, { item }: TransferRecord, hash: ContentHash): Promise<void> {
  if (await isAlsoItsOwn(run, item, hash)) return;
  try {
    await run.ports.destination.remove?.(hash, run.options.signal);
  } catch (error) {
    // Gone, or sent by somebody else: the picture is deleted all the same.
    if (!(error instanceof DestinationError) || !['missing', 'forbidden'].includes(error.fault)) throw error;
  }
}

/** Whether the same video is an item by itself, too: nobody said that this one is to be deleted. */
async function isAlsoItsOwn({ ports }: SyncRun, picture: string, hash: ContentHash): Promise<boolean> {
  const copies = (await ports.journal.findCopies([hash])).get(hash) ?? [];
  const isKept = ({ state }: TransferRecord): boolean =>
    state !== 'unmarked' && state !== 'deleted' && state !== 'delete-marked';
  const kept = copies.filter(isKept);
  if (kept.length === 0) return false;
  // It may have been one before its picture came.
  const half = (await ports.source.find(picture))?.companion?.id;
  return kept.some(({ item }) => item !== half);
}

/** What was refused for good needs a person; everything else is tried again. */
function failure(run: SyncRun, record: TransferRecord, { fault, message }: DestinationError): Outcome {
  const final = finalReasons.get(fault);
  if (final !== undefined) return { type: 'delete-failed', reason: final };
  if (concernsDestination(fault)) run.stop({ reason: fault, detail: message });
  const { clock, random } = run.ports;
  const nextTry = nextTryAfter(record.attempts + 1, clock.now(), random);
  return { type: 'delete-failed', reason: fault, nextTry };
}

const finalReasons = new Map<string, Reason>([
  ['missing', 'missing'],
  ['forbidden', 'may-not-delete'],
  ['bad-request', 'bad-request'],
]);

function conclude(run: SyncRun, record: TransferRecord, outcome: Outcome): void {
  const { item, size } = record;
  run.keep(stepped(record, outcome));
  if (outcome.type === 'deleted') run.report({ type: 'deleted', item, size });
  else run.report({ type: 'delete-failed', item, size, reason: outcome.reason });
}
