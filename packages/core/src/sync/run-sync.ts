import { askDestination } from './ask-destination.ts';
import { deleteItems } from './delete-items.ts';
import { findWork } from './find-work.ts';
import { readItems } from './read-items.ts';
import { sendItems } from './send-items.ts';
import type { SyncOptions, SyncPorts } from './sync-options.ts';
import type { SyncSummary } from './sync-report.ts';
import { SyncRun } from './sync-run.ts';

/**
 * One pass: deletes there what is marked for it, finds what is new, hashes it, asks the destination in batches, sends
 * what is not there, and writes down every outcome. Five kinds of loops with queues between them, so that disk,
 * processor and network work at the same time; one bad file never holds up the others. Running it again does nothing
 * but look. Rejects for bugs and for a journal that cannot be written, and for nothing else.
 */
export async function runSync(ports: SyncPorts, options: SyncOptions): Promise<SyncSummary> {
  const run = new SyncRun(ports, options);
  options.signal?.addEventListener('abort', run.changed);
  const unwatch = options.gate?.watch(run.recheck);
  try {
    await Promise.all([
      loops(run, 1, deleteItems).then(() => run.ended('deleting')),
      loops(run, 1, findWork).then(() => run.ended('listing')),
      loops(run, options.readers, readItems).then(() => run.ended('reading')),
      loops(run, 1, askDestination).then(() => run.ended('asking')),
      loops(run, options.parallel, sendItems),
    ]);
  } finally {
    options.signal?.removeEventListener('abort', run.changed);
    unwatch?.();
  }
  return run.finish();
}

/** What a loop throws ends the run; the others see it and stop by themselves. */
async function loops(run: SyncRun, count: number, work: (run: SyncRun) => Promise<void>): Promise<void> {
  const one = (): Promise<void> => work(run).catch((error: unknown) => run.crash(error));
  await Promise.all(Array.from({ length: count }, one));
}
