import { dirname } from 'node:path';
import type { Destination } from '@homeroll/core/ports/destination';
import { isTransient, nextTryAfter } from '@homeroll/core/sync/retry-schedule';
import { runSync } from '@homeroll/core/sync/run-sync';
import type { SyncOptions } from '@homeroll/core/sync/sync-options';
import type { SyncEvent, SyncSummary } from '@homeroll/core/sync/sync-report';
import type { Labels } from '@homeroll/core/sync/transfer-step';
import type { SqliteJournal } from './journal/sqlite-journal.ts';
import { nodeHasher } from './node-hasher.ts';
import { Pause } from './pause.ts';
import type { Reporter } from './progress/reporter.ts';
import { SyncTotals } from './progress/sync-totals.ts';
import { folderSource, type FolderSource } from './sources/folder-source.ts';
import { pace } from './pace.ts';
import { watchFolders } from './sources/watch-folders.ts';
import { systemClock } from './system-clock.ts';

export interface PassOptions {
  readonly root: string;
  readonly journal: SqliteJournal;
  readonly destination: Destination;
  readonly labels: Labels;
  readonly device: string;
  /** Bytes the destination takes at most in one file. */
  readonly largest: number;
  readonly parallel: number;
  /** Milliseconds a file must have stood still. */
  readonly stableFor: number;
  /** Milliseconds between two looks at everything. */
  readonly rescanEvery: number;
  readonly reporter: Reporter;
  readonly signal: AbortSignal;
}

/** A folder is an event that never ends: whatever lies in it is marked by it, unless a person reset it. */
const folderEvent = 'folder';

/** So many times the stable time a single run waits for files that are being written; then it leaves them. */
const patience = 15;

/** Sends what is there; waits a little for what is just being written. */
export async function syncOnce(options: PassOptions): Promise<SyncTotals> {
  const { root, journal, stableFor, signal } = options;
  const source = folderSource({ root, memory: journal.folders, stableFor });
  const totals = new SyncTotals();
  for (let round = 0; round < patience; round += 1) {
    const summary = await onePass({ options, source, totals }, round === 0 ? 'start' : 'tick');
    const isUnsettled = source.unsettled.count() > 0 || summary.changed > 0;
    if (!isUnsettled || summary.stopped !== undefined || signal.aborted) break;
    await systemClock.wait((source.unsettled.soonest() ?? stableFor) + 20, signal);
    source.touch(source.unsettled.folders());
  }
  totals.beingWritten = source.unsettled.count();
  return totals;
}

/** Sends what is there and what comes, until told to stop. */
export async function syncAndWatch(options: PassOptions): Promise<SyncTotals> {
  const { root, journal, stableFor, reporter, signal } = options;
  const totals = new SyncTotals();
  const pause = new Pause(systemClock);
  let rescanEvery = options.rescanEvery;
  const watch = watchFolders(
    (folder) => {
      source.touch([folder]);
      pause.wake();
    },
    () => {
      rescanEvery = Math.min(rescanEvery, shortRescan);
      reporter.say(
        'The system grants no more watches on folders: new photos are found by looking every minute.',
      );
    },
  );
  const source = folderSource({
    root,
    memory: journal.folders,
    stableFor,
    onFolder: (folder) => watch.add(folder),
  });
  const pass = { options, source, totals };
  try {
    let summary = await onePass(pass, 'start');
    let stops = summary.stopped === undefined ? 0 : 1;
    let lastRescan = performance.now();
    if (!signal.aborted) reporter.say(`Watching ${root}.`);
    for (;;) {
      const untilRescan = lastRescan + rescanEvery - performance.now();
      await nextReason({ ...pass, pause, summary, stops, untilRescan });
      if (signal.aborted) break;
      source.touch(source.unsettled.folders());
      if (performance.now() - lastRescan >= rescanEvery) {
        source.touchAll();
        lastRescan = performance.now();
      }
      summary = await onePass(pass, stops === 0 ? 'tick' : 'probe');
      stops = summary.stopped === undefined ? 0 : stops + 1;
    }
  } finally {
    watch.close();
  }
  totals.beingWritten = source.unsettled.count();
  return totals;
}

const shortRescan = 60_000;

interface Pass {
  readonly options: PassOptions;
  readonly source: FolderSource;
  readonly totals: SyncTotals;
}

async function onePass(
  { options, source, totals }: Pass,
  occasion: SyncOptions['occasion'],
): Promise<SyncSummary> {
  const { journal, destination, labels, device, largest, parallel, reporter, signal } = options;
  const report = (event: SyncEvent): void => {
    if (event.type === 'changed') source.touch([dirname(event.item)]);
    if (totals.see(event)) reporter.event(event);
  };
  const ports = { source, destination, journal, clock: systemClock, random: Math.random, hasher: nodeHasher };
  const summary = await runSync(ports, {
    mark: { type: 'event-matches', event: folderEvent, ...labels },
    occasion,
    largest,
    device,
    parallel,
    ...pace,
    signal,
    report,
  });
  source.rest();
  totals.endPass(summary);
  totals.leftOut = source.skipped();
  return summary;
}

interface Waiting extends Pass {
  readonly pause: Pause;
  readonly summary: SyncSummary;
  /** Passes in a row that the destination ended. */
  readonly stops: number;
  readonly untilRescan: number;
}

/** Waits for something to do: an event, a file that settles, a next try, the next look at everything. */
async function nextReason({ options, source, pause, summary, stops, untilRescan }: Waiting): Promise<void> {
  const { journal, signal } = options;
  if (summary.stopped !== undefined) {
    // Every photo would meet the same trouble; new ones are no reason to try sooner.
    await systemClock.wait(pauseAfterStop(summary.stopped.reason, stops), signal);
    return;
  }
  const now = systemClock.now();
  const nextTry = (await journal.nextTry(now)) ?? Number.POSITIVE_INFINITY;
  const unsettled = source.unsettled.soonest() ?? Number.POSITIVE_INFINITY;
  const woken = await pause.atMost(
    Math.max(20, Math.min(untilRescan, unsettled + 20, nextTry - now)),
    signal,
  );
  if (woken) await systemClock.wait(gathering, signal);
}

/** Milliseconds in which further events of the same burst join the first. */
const gathering = 300;

/** A network that comes and goes is looked for often; a full disk or a refused token is not. Milliseconds. */
function pauseAfterStop(reason: NonNullable<SyncSummary['stopped']>['reason'], stops: number): number {
  if (isTransient(reason)) return Math.min(5 * 60_000, 5000 * 2 ** Math.min(stops - 1, 10));
  return nextTryAfter(stops, 0, Math.random);
}
