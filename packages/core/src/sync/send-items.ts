import { DestinationError } from '../ports/destination-error.ts';
import type { Receipt, Upload, UploadDetails } from '../ports/destination.ts';
import { SourceError } from '../ports/source.ts';
import { settle } from './ask-destination.ts';
import { dropJob } from './find-work.ts';
import type { Reason } from './reason.ts';
import { concernsDestination, isTransient, nextTryAfter } from './retry-schedule.ts';
import type { ReadJob, SyncRun } from './sync-run.ts';
import type { TransferRecord } from './transfer-record.ts';
import type { Trigger } from './transfer-step.ts';
import { applyTrigger } from './transfer-table.ts';

/** Sends one after the other; as many of these loops run as files may travel at a time. */
export async function sendItems(run: SyncRun): Promise<void> {
  for (;;) {
    const job = await run.next(run.toSend, () => run.done.asking);
    if (job === undefined) return;
    await sendItem(run, job);
  }
}

async function sendItem(run: SyncRun, job: ReadJob): Promise<void> {
  const { id: item, size } = job.item;
  // The record grows a handle while a large file is on its way; the outcome is built on the newest.
  const current = { record: job.record };
  run.report({ type: 'sending', item, size });
  try {
    const receipt = await run.ports.destination.send(uploadOf(run, job, current), run.options.signal);
    finish(run, { ...job, record: current.record }, receipt);
  } catch (error) {
    await fail(run, { ...job, record: current.record }, error);
  }
}

function uploadOf(run: SyncRun, { item, held }: ReadJob, current: { record: TransferRecord }): Upload {
  const { source, journal } = run.ports;
  const { hash, force } = current.record;
  return {
    hash,
    size: item.size,
    details: detailsOf(run, item, current.record),
    force: force ?? false,
    open: (offset) => (held === undefined ? source.open(item, offset) : piecesFrom(held, offset)),
    get resume() {
      return current.record.resume;
    },
    remember: (handle) => {
      current.record = { ...current.record, resume: handle };
      return journal.save([current.record]);
    },
    progress: (bytes) => run.report({ type: 'progress', item: item.id, bytes }),
  };
}

function detailsOf(run: SyncRun, item: ReadJob['item'], { title, tags }: TransferRecord): UploadDetails {
  const { device } = run.options;
  return {
    fileName: item.fileName,
    lastModified: item.modifiedAt,
    ...(title === undefined ? {} : { title }),
    ...(tags === undefined ? {} : { tags }),
    ...(item.album === undefined ? {} : { album: item.album }),
    ...(device === undefined ? {} : { device }),
  };
}

// eslint-disable-next-line @typescript-eslint/require-await -- an async generator by contract, with nothing to wait for
async function* piecesFrom(held: readonly Uint8Array[], offset: number): AsyncGenerator<Uint8Array> {
  let start = 0;
  for (const piece of held) {
    const skip = Math.max(0, offset - start);
    if (skip < piece.length) yield skip === 0 ? piece : piece.subarray(skip);
    start += piece.length;
  }
}

function finish(run: SyncRun, job: ReadJob, { outcome, remoteId }: Receipt): void {
  const known = remoteId === undefined ? {} : { remoteId };
  run.sentMeanwhile.set(job.record.hash, remoteId);
  if (outcome === 'already-there') {
    settle(run, job, stepped(job.record, { type: 'destination-has-it', ours: false, ...known }));
  } else {
    const { id: item, size } = job.item;
    run.keep(stepped(job.record, { type: 'sent', ...known }), job.settled);
    run.releaseForReuse(job);
    run.report({ type: 'sent', item, size, hash: job.record.hash });
  }
  for (const follower of endFlight(run, job)) {
    const has = { type: 'destination-has-it', ours: true, ...known } as const;
    settle(run, follower, stepped(follower.record, has));
  }
}

async function fail(run: SyncRun, job: ReadJob, error: unknown): Promise<void> {
  run.toAsk.push(...endFlight(run, job));
  if (run.cancelled) {
    // Stopped is not failed: the state stays as it is, and so does the place where the upload got to.
    run.keep(job.record, job.settled);
    run.release(job);
  } else if (error instanceof SourceError) {
    failAtSource(run, job, error);
  } else if (error instanceof DestinationError) {
    await failAtDestination(run, job, error);
  } else {
    throw error;
  }
}

function failAtSource(run: SyncRun, job: ReadJob, error: SourceError): void {
  if (error.fault === 'changed' || error.fault === 'vanished') letGo(run, job);
  else turnRed(run, job, error.fault, { detail: error.message });
}

async function failAtDestination(run: SyncRun, job: ReadJob, error: DestinationError): Promise<void> {
  const { fault, message, retryAfter } = error;
  if (fault === 'hash-mismatch' && (await isOtherNow(run, job))) {
    letGo(run, job);
    return;
  }
  turnRed(run, job, fault, { detail: message, ...(retryAfter === undefined ? {} : { retryAfter }) });
  if (concernsDestination(fault)) run.stop({ reason: fault, detail: message });
}

async function isOtherNow(run: SyncRun, { item }: ReadJob): Promise<boolean> {
  return (await run.ports.source.find(item.id))?.version !== item.version;
}

/** Other bytes are another item; nothing waits for the old ones any more, and the next pass finds the new. */
function letGo(run: SyncRun, job: ReadJob): void {
  dropJob(run, job.record);
  job.settled(false);
  run.release(job);
  run.report({ type: 'changed', item: job.item.id, size: job.item.size });
}

function turnRed(
  run: SyncRun,
  job: ReadJob,
  reason: Reason,
  { detail, retryAfter = 0 }: { detail: string; retryAfter?: number },
): void {
  const { clock, random } = run.ports;
  const now = clock.now();
  const again = Math.max(nextTryAfter(job.record.attempts + 1, now, random), now + retryAfter);
  const when = isTransient(reason) ? { nextTry: again } : {};
  run.keep(stepped(job.record, { type: 'send-failed', reason, ...when }), job.settled);
  run.release(job);
  run.report({ type: 'failed', item: job.item.id, size: job.item.size, reason, detail, ...when });
}

function endFlight(run: SyncRun, { record }: ReadJob): readonly ReadJob[] {
  const followers = run.inFlight.get(record.hash) ?? [];
  run.inFlight.delete(record.hash);
  return followers;
}

function stepped(record: TransferRecord, trigger: Trigger): TransferRecord {
  const step = applyTrigger(record, trigger);
  return step.kind === 'moved' ? step.record : record;
}
