import type { ItemFacts } from '../ports/item-memory.ts';
import type { SourceItem, SourcePortion } from '../ports/source.ts';
import { itemSize, itemVersion } from './item-version.ts';
import { stepped } from './marking.ts';
import { workOf } from './retry-schedule.ts';
import type { Job } from './job.ts';
import { portionTally, type SyncRun } from './sync-run.ts';
import type { TransferRecord } from './transfer-record.ts';
import { applyTrigger } from './transfer-table.ts';

/** How far the listing runs ahead of the reading: enough for a total, little enough for memory. */
const ahead = 10_000;

/** First what waits from earlier runs, then what the source lists. */
export async function findWork(run: SyncRun): Promise<void> {
  await lookAtWaiting(run);
  await lookForMissing(run);
  for await (const portion of run.ports.source.list(run.options.signal)) {
    if (run.over) return;
    await takePortion(run, portion);
    await run.until(() => run.toRead.length < ahead);
  }
}

/** Until the destination turns out to be away: then thousands of waiting photos cost a look at the first few. */
async function lookAtWaiting(run: SyncRun): Promise<void> {
  const { journal, clock, items } = run.ports;
  await run.until(() => run.done.deleting || run.isAway);
  const when = run.options.occasion === 'start' ? Number.POSITIVE_INFINITY : clock.now();
  for await (const records of journal.waiting(when, 'sending')) {
    const facts = await items.find(records.map(({ item }) => item));
    for (const record of records) {
      await run.until(() => run.hasAnswered !== false || run.isAway);
      if (run.over || run.isAway) return;
      // What has to wait is not even looked at, unless anything may have changed.
      if (run.options.occasion !== 'start' && run.isHeld(record)) continue;
      await takeWaiting(run, record, facts.get(record.item));
    }
    await run.until(() => run.toRead.length < ahead);
  }
}

/** A card that was put in again brings back what waited on it, also in albums that are not listed. */
async function lookForMissing(run: SyncRun): Promise<void> {
  const { occasion, everything } = run.options;
  if (occasion !== 'start' && !everything) return;
  for await (const records of run.ports.journal.waiting(Number.POSITIVE_INFINITY, 'missing')) {
    for (const record of records) {
      const item = run.over ? undefined : await run.ports.source.find(record.item);
      if (item === undefined) continue;
      if (itemVersion(item) !== record.version) await takeUnlisted(run, item);
      else takeBack(run, { item, record, earlier: [record], settled: () => undefined });
    }
  }
}

function takeBack(run: SyncRun, job: Job & { readonly record: TransferRecord }): void {
  const record = stepped(job.record, { type: 'source-back' });
  run.keep(record);
  push(run, { ...job, record });
}

/** Where the file is gone or has other bytes now, the job for the old bytes is dropped. */
async function takeWaiting(
  run: SyncRun,
  record: TransferRecord,
  facts: ItemFacts | undefined,
): Promise<void> {
  const item = await run.ports.source.find(record.item);
  if (item !== undefined && itemVersion(item) === record.version) {
    push(run, { item, record, earlier: [record], settled: () => undefined, facts: fitting(facts, item) });
    return;
  }
  // Forgotten before it is dropped: whatever is lost of this, the listing tells what is there now, or when it is back.
  run.ports.source.doubt?.(record.item);
  dropJob(run, record);
  if (item !== undefined) await takeUnlisted(run, item);
}

/** Perhaps the same bytes under a newer time, where no listing would find them. */
async function takeUnlisted(run: SyncRun, item: SourceItem): Promise<void> {
  if (!item.unselected) return;
  const earlier = (await run.ports.journal.find([item.id])).get(item.id) ?? [];
  if (earlier.some(({ version }) => version === itemVersion(item))) return;
  push(run, { item, earlier, settled: () => undefined });
}

/** Its bytes are not there any more: nothing waits for them. */
export function dropJob(run: SyncRun, record: TransferRecord): void {
  const step = applyTrigger(record, { type: 'source-missing' });
  if (step.kind === 'moved') run.keep(step.record);
}

async function takePortion(run: SyncRun, portion: SourcePortion): Promise<void> {
  for (const { id, fault } of portion.refused) {
    run.report({ type: 'found', item: id, size: 0 });
    run.report({ type: 'failed', item: id, size: 0, reason: fault });
  }
  const ids = portion.items.map(({ id }) => id);
  const [records, facts] = await Promise.all([run.ports.journal.find(ids), run.ports.items.find(ids)]);
  const settled = portionTally(portion, portion.items.length);
  for (const item of portion.items) {
    const known = fitting(facts.get(item.id), item) ?? (await movedHere(run, item));
    const earlier = records.get(item.id) ?? [];
    takeListed(run, { item, earlier, settled: settled(item.id), facts: known });
  }
}

function fitting(facts: ItemFacts | undefined, item: SourceItem): ItemFacts | undefined {
  return facts?.version === itemVersion(item) ? facts : undefined;
}

/** A file that was renamed or moved is the same file: it need not be read again. */
async function movedHere(run: SyncRun, item: SourceItem): Promise<ItemFacts | undefined> {
  const { id, fileKey } = item;
  if (fileKey === undefined) return undefined;
  const facts = await run.ports.items.findMoved(fileKey, itemVersion(item));
  if (facts === undefined) return undefined;
  // Where the old one is still there and another file, the key was given out again.
  const old = facts.item === id ? item : await run.ports.source.find(facts.item);
  return old === undefined || old.fileKey === fileKey ? facts : undefined;
}

function takeListed(run: SyncRun, job: Job): void {
  const { item, earlier, settled, facts } = job;
  const record = earlier.find(({ version }) => version === itemVersion(item));
  if (record === undefined) {
    if (earlier.length === 0 && isKnownNotToMatch(run, item, facts)) settled(true);
    else push(run, job);
    return;
  }
  // Other marked and failed ones came with the waiting records; an unmarked one may be marked by now.
  if (workOf(record) === 'missing') takeBack(run, { ...job, record });
  else if (record.state === 'unmarked') push(run, { ...job, record });
  else settled(true);
}

function isKnownNotToMatch({ options }: SyncRun, item: SourceItem, facts: ItemFacts | undefined): boolean {
  if (facts?.item !== item.id || facts.hash !== undefined) return false;
  const { marking } = options;
  if (!marking.needsCapture || facts.capture === undefined) return false;
  return marking.match({ capture: facts.capture, album: item.album }) === undefined;
}

function push(run: SyncRun, job: Job): void {
  run.report({ type: 'found', item: job.item.id, size: itemSize(job.item) });
  run.toRead.push(job);
  run.changed();
}
