import type { Destination } from '@homeroll/core/ports/destination';
import type { ItemMemory } from '@homeroll/core/ports/item-memory';
import { KeepSyncing } from '@homeroll/core/sync/keep-syncing';
import { markEverything } from '@homeroll/core/sync/marking';
import { runSync } from '@homeroll/core/sync/run-sync';
import type { SyncOptions, SyncPorts } from '@homeroll/core/sync/sync-options';
import type { SyncEvent, SyncSummary } from '@homeroll/core/sync/sync-report';
import type { Labels } from '@homeroll/core/sync/transfer-step';
import { homeZone } from './home-zone.ts';
import type { SqliteJournal } from './journal/sqlite-journal.ts';
import { nodeHasher } from './node-hasher.ts';
import { pace } from './pace.ts';
import type { Reporter } from './progress/reporter.ts';
import { SyncTotals } from './progress/sync-totals.ts';
import { folderSource, type FolderSource } from './sources/folder-source.ts';
import { watchFolders } from './sources/watch-folders.ts';
import { systemClock } from './system-clock.ts';

export interface PassOptions {
  readonly root: string;
  readonly journal: SqliteJournal;
  readonly items: ItemMemory;
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
  const { stableFor, signal } = options;
  const source = sourceOf(options);
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
  const { root, reporter, signal } = options;
  const totals = new SyncTotals();
  let { rescanEvery } = options;
  const watch = watchFolders(
    (folder) => {
      source.touch([folder]);
      engine.wake('files');
    },
    () => {
      rescanEvery = Math.min(rescanEvery, shortRescan);
      reporter.say(
        'The system grants no more watches on folders: new photos are found by looking every minute.',
      );
    },
  );
  const source = sourceOf(options, (folder) => watch.add(folder));
  const pass = { options, source, totals };
  let isSaid = false;
  const engine = new KeepSyncing(
    { ...portsOf(options), source },
    {
      settings: () => settingsOf(options),
      rescanEvery: () => rescanEvery,
      report: (event) => tell(pass, event),
      passed(summary) {
        endPass(pass, summary);
        if (!isSaid && !signal.aborted) reporter.say(`Watching ${root}.`);
        isSaid = true;
      },
    },
  );
  try {
    await engine.run(signal);
  } finally {
    watch.close();
  }
  totals.beingWritten = source.unsettled.count();
  return totals;
}

const shortRescan = 60_000;

function sourceOf(
  { root, journal, stableFor }: PassOptions,
  onFolder?: (folder: string) => boolean,
): FolderSource {
  return folderSource({
    roots: [root],
    memory: journal.folders,
    stableFor,
    zone: homeZone,
    ...(onFolder === undefined ? {} : { onFolder }),
  });
}

function portsOf({ destination, journal, items }: PassOptions): Omit<SyncPorts, 'source'> {
  return { destination, journal, items, clock: systemClock, random: Math.random, hasher: nodeHasher };
}

type Settings = Omit<SyncOptions, 'occasion' | 'signal' | 'report' | 'gate'>;

function settingsOf({ labels, largest, device, parallel }: PassOptions): Settings {
  const marking = markEverything({ type: 'event-matches', event: folderEvent, ...labels });
  return { marking, largest, device, parallel, ...pace };
}

interface Pass {
  readonly options: PassOptions;
  readonly source: FolderSource;
  readonly totals: SyncTotals;
}

async function onePass(pass: Pass, occasion: SyncOptions['occasion']): Promise<SyncSummary> {
  const { options, source } = pass;
  const summary = await runSync(
    { ...portsOf(options), source },
    {
      ...settingsOf(options),
      occasion,
      signal: options.signal,
      report: (event) => {
        if (event.type === 'changed') source.doubt?.(event.item);
        tell(pass, event);
      },
    },
  );
  source.rest();
  endPass(pass, summary);
  return summary;
}

function tell({ options, totals }: Pass, event: SyncEvent): void {
  if (totals.see(event)) options.reporter.event(event);
}

function endPass({ source, totals }: Pass, summary: SyncSummary): void {
  totals.endPass(summary);
  totals.leftOut = source.skipped();
}
