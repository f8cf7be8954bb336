import type { ContentHash } from '../photo/content-hash.ts';
import { SourceError } from '../ports/source.ts';
import type { Job, ReadJob, SyncRun } from './sync-run.ts';
import type { TransferRecord } from './transfer-record.ts';
import { applyTrigger } from './transfer-table.ts';

/** Takes what was found, hashes what has no hash yet, marks it, and hands it on to be asked about. */
export async function readItems(run: SyncRun): Promise<void> {
  for (;;) {
    const job = await run.next(run.toRead, () => run.done.listing);
    if (job === undefined) return;
    const read = await readItem(run, job);
    if (read !== undefined) markItem(run, read);
  }
}

async function readItem(run: SyncRun, job: Job): Promise<ReadJob | undefined> {
  // A hash that the destination contradicted is not believed again.
  if (job.record !== undefined && job.record.reason !== 'hash-mismatch')
    return { ...job, record: job.record };
  const small = job.item.size <= run.options.smallFile;
  if (small && !(await reserve(run, job.item.size))) {
    job.settled(false);
    return undefined;
  }
  try {
    const { hash, pieces } = await hashItem(run, job, small);
    return { ...job, record: recordFor(run, job, hash), ...(small ? { held: pieces } : {}) };
  } catch (error) {
    if (small) run.release({ ...job, held: [] });
    job.settled(false);
    if (!run.over) reportUnread(run, job, error);
    return undefined;
  }
}

/** Waits until there is room for the bytes; false where the run ended meanwhile. */
async function reserve(run: SyncRun, size: number): Promise<boolean> {
  const { memory, ahead } = run.options;
  const hasRoom = (): boolean =>
    run.heldFiles === 0 || (run.heldFiles < ahead && run.heldBytes + size <= memory);
  run.starved += 1;
  if (!hasRoom()) run.changed();
  await run.until(hasRoom);
  run.starved -= 1;
  if (run.over) return false;
  run.heldBytes += size;
  run.heldFiles += 1;
  return true;
}

async function hashItem(
  run: SyncRun,
  { item }: Job,
  keep: boolean,
): Promise<{ hash: ContentHash; pieces: readonly Uint8Array[] }> {
  const hashing = run.ports.hasher.start();
  const pieces: Uint8Array[] = [];
  for await (const piece of run.ports.source.open(item, 0)) {
    if (run.over) break;
    await hashing.update(piece);
    if (keep) pieces.push(piece);
  }
  if (run.over) throw new SourceError('unreadable', 'the run ended before the file was read');
  return { hash: await hashing.finish(), pieces };
}

/** The same bytes under a newer time keep their state; other bytes are another item of their own. */
function recordFor({ options }: SyncRun, { item, earlier }: Job, hash: ContentHash): TransferRecord {
  const { id, version, size } = item;
  const same = earlier.find((record) => record.hash === hash);
  if (same !== undefined) return { ...same, version };
  const force = options.force === undefined ? {} : { force: options.force };
  return { item: id, hash, version, size, state: 'unmarked', ...force, attempts: 0 };
}

function markItem(run: SyncRun, job: ReadJob): void {
  const step = applyTrigger(job.record, run.options.mark);
  const record = step.kind === 'moved' ? step.record : job.record;
  if (record.state !== 'marked' && record.state !== 'failed') {
    run.keep(record, job.settled);
    run.releaseForReuse(job);
    return;
  }
  // Hashing a large file is work worth keeping; a small one is hashed again as fast as it is looked up.
  if (job.held === undefined && job.record !== record) run.keep(record);
  run.toAsk.push({ ...job, record });
  run.changed();
}

function reportUnread(run: SyncRun, { item }: Job, error: unknown): void {
  if (!(error instanceof SourceError)) throw error;
  const { id, size } = item;
  if (error.fault === 'changed' || error.fault === 'vanished')
    run.report({ type: 'changed', item: id, size });
  else run.report({ type: 'failed', item: id, size, reason: error.fault, detail: error.message });
}
