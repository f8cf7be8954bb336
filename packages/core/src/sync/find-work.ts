import type { SourceItem, SourcePortion } from '../ports/source.ts';
import { portionTally, type Job, type SyncRun } from './sync-run.ts';
import type { TransferRecord } from './transfer-record.ts';
import { applyTrigger } from './transfer-table.ts';

/** How far the listing runs ahead of the reading: enough for a total, little enough for memory. */
const ahead = 10_000;

/** First what waits from earlier runs, then what the source lists. */
export async function findWork(run: SyncRun): Promise<void> {
  const { journal, clock, source } = run.ports;
  const when = run.options.occasion === 'start' ? Number.POSITIVE_INFINITY : clock.now();
  for await (const records of journal.waiting(when)) {
    for (const record of records) {
      if (run.over) return;
      await takeWaiting(run, record);
    }
    await run.until(() => run.toRead.length < ahead);
  }
  for await (const portion of source.list(run.options.signal)) {
    if (run.over) return;
    await takePortion(run, portion);
    await run.until(() => run.toRead.length < ahead);
  }
}

/** Where the file is gone or has other bytes now, the job for the old bytes is dropped. */
async function takeWaiting(run: SyncRun, record: TransferRecord): Promise<void> {
  const item = await run.ports.source.find(record.item);
  if (item?.version === record.version) {
    push(run, { item, record, earlier: [record], settled: () => undefined });
    return;
  }
  dropJob(run, record);
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
  const known = await run.ports.journal.find(portion.items.map(({ id }) => id));
  const settled = portionTally(portion, portion.items.length);
  for (const item of portion.items) takeListed(run, item, known.get(item.id) ?? [], settled(item.id));
}

function takeListed(
  run: SyncRun,
  item: SourceItem,
  earlier: readonly TransferRecord[],
  settled: Job['settled'],
): void {
  const record = earlier.find(({ version }) => version === item.version);
  if (record === undefined) {
    push(run, { item, earlier, settled });
    return;
  }
  // Other marked and failed ones came with the waiting records; an unmarked one may be marked by now.
  const back = applyTrigger(record, { type: 'source-back' });
  if (back.kind === 'moved') push(run, { item, earlier, settled, record: back.record });
  else if (record.state === 'unmarked') push(run, { item, earlier, settled, record });
  else settled(true);
}

function push(run: SyncRun, job: Job): void {
  run.report({ type: 'found', item: job.item.id, size: job.item.size });
  run.toRead.push(job);
  run.changed();
}
