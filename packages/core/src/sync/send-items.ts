import { DestinationError } from '../ports/destination-error.ts';
import type { Receipt, Upload, UploadDetails } from '../ports/destination.ts';
import { SourceError } from '../ports/source.ts';
import { changedRecord } from './changed-record.ts';
import { settle } from './ask-destination.ts';
import { dropJob } from './find-work.ts';
import { itemSize, itemVersion } from './item-version.ts';
import { stepped } from './marking.ts';
import type { Reason } from './reason.ts';
import { concernsDestination, isTransient, nextTryAfter } from './retry-schedule.ts';
import { Stop } from './stop.ts';
import type { Part, ReadJob } from './job.ts';
import type { SyncRun } from './sync-run.ts';
import type { TransferRecord } from './transfer-record.ts';

/** Sends one after the other; as many of these loops run as files may travel at a time. */
export async function sendItems(run: SyncRun): Promise<void> {
  for (;;) {
    const job = await run.next(run.toSend, () => run.done.asking || run.isAway);
    if (job === undefined) return;
    if (run.isAway) {
      run.toSend.unshift(job);
      return;
    }
    await sendItem(run, job);
  }
}

async function sendItem(run: SyncRun, job: ReadJob): Promise<void> {
  const stop = new Stop(run.options.signal);
  // The record grows a handle while a large file is on its way; the outcome is built on the newest.
  const current = { record: job.record };
  try {
    if (run.isHeld(job.record)) stop.raise();
    const receipt = stop.aborted ? undefined : await sendParts(run, { job, stop, current });
    if (receipt === undefined) breakOff(run, { ...job, record: current.record });
    else finish(run, { ...job, record: current.record }, receipt);
  } catch (error) {
    if (stop.aborted) breakOff(run, { ...job, record: current.record });
    else await fail(run, { ...job, record: current.record }, error);
  } finally {
    stop.letGo();
  }
}

interface Flight {
  readonly job: ReadJob;
  readonly stop: Stop;
  readonly current: { record: TransferRecord };
}

/** The parts that are not there, one after the other: only all of them together are a receipt. */
async function sendParts(run: SyncRun, flight: Flight): Promise<Receipt> {
  const { job, stop } = flight;
  run.flights.set(job, stop);
  run.report({ type: 'sending', item: job.item.id, size: itemSize(job.item) });
  try {
    const receipts: Receipt[] = [];
    for (const part of job.parts) {
      if (part.isThere || run.companions.get(part.hash)) continue;
      receipts.push(await run.ports.destination.send(uploadOf(run, flight, part), stop));
    }
    const outcome = receipts.some((receipt) => receipt.outcome === 'stored') ? 'stored' : 'already-there';
    const remoteId = receipts[0]?.remoteId ?? job.record.remoteId;
    return { outcome, ...(remoteId === undefined ? {} : { remoteId }) };
  } finally {
    run.flights.delete(job);
  }
}

function uploadOf(run: SyncRun, { job, current }: Flight, part: Part): Upload {
  const { source, journal } = run.ports;
  const { file, hash, held } = part;
  const isMain = hash === job.record.hash;
  return {
    hash,
    size: file.size,
    details: detailsOf(run, { ...job, record: current.record }, part),
    force: current.record.force ?? false,
    open: (offset) => (held === undefined ? source.open(file, offset) : piecesFrom(held, offset)),
    get resume() {
      const { resume, resumeOf = job.record.hash } = current.record;
      return resumeOf === hash ? resume : undefined;
    },
    remember: (handle) => {
      const resumeOf = isMain ? undefined : hash;
      current.record = changedRecord(current.record, { resume: handle, resumeOf });
      return journal.save([current.record]);
    },
    progress: (bytes) => {
      run.report({ type: 'progress', item: job.item.id, bytes: bytes + (isMain ? 0 : job.item.size) });
    },
  };
}

function detailsOf(run: SyncRun, { item, record }: ReadJob, { file }: Part): UploadDetails {
  const { device } = run.options;
  const { title, tags } = record;
  return {
    fileName: file.fileName,
    lastModified: file.modifiedAt,
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
  for (const { hash } of job.parts) {
    if (run.companions.has(hash)) run.companions.set(hash, true);
    run.sentMeanwhile.set(hash, hash === job.record.hash ? remoteId : undefined);
  }
  if (outcome === 'already-there') {
    settle(run, job, stepped(job.record, { type: 'destination-has-it', ours: false, ...known }));
  } else {
    run.keep(stepped(job.record, { type: 'sent', ...known }), job.settled);
    run.releaseForReuse(job);
    run.report({ type: 'sent', item: job.item.id, size: itemSize(job.item), hash: job.record.hash });
  }
  for (const follower of endFlight(run, job)) {
    if (follower.parts.length > 1) {
      // Its other part may not be there yet.
      run.toAsk.push(follower);
      continue;
    }
    const has = { type: 'destination-has-it', ours: true, ...known } as const;
    settle(run, follower, stepped(follower.record, has));
  }
}

/** Perhaps it arrived all the same: whoever waits for the same bytes asks, and so does who is asking just now. */
function askFollowers(run: SyncRun, job: ReadJob): void {
  for (const { hash } of job.parts) run.brokenMeanwhile.add(hash);
  run.toAsk.push(...endFlight(run, job));
}

/** Stopped is not failed: the state stays as it is, and so does the place where the upload got to. */
function breakOff(run: SyncRun, job: ReadJob): void {
  askFollowers(run, job);
  run.keepChanged(job);
  run.release(job);
  if (!run.cancelled) run.report({ type: 'held', item: job.item.id, size: itemSize(job.item) });
}

async function fail(run: SyncRun, job: ReadJob, error: unknown): Promise<void> {
  askFollowers(run, job);
  if (error instanceof SourceError) {
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
  const now = await run.ports.source.find(item.id);
  return now === undefined || itemVersion(now) !== itemVersion(item);
}

/** Other bytes are another item; nothing waits for the old ones any more, and the next pass finds the new. */
function letGo(run: SyncRun, job: ReadJob): void {
  // First the source forgets it, then the job is dropped: whatever is lost of this, it is seen when it is back.
  run.report({ type: 'changed', item: job.item.id, size: itemSize(job.item) });
  dropJob(run, job.record);
  job.settled(false);
  run.release(job);
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
  run.report({ type: 'failed', item: job.item.id, size: itemSize(job.item), reason, detail, ...when });
}

function endFlight(run: SyncRun, { record }: ReadJob): readonly ReadJob[] {
  const followers = run.inFlight.get(record.hash) ?? [];
  run.inFlight.delete(record.hash);
  return followers;
}
