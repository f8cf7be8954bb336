import { createHash } from 'node:crypto';
import type { MediaEvent } from '@homeroll/core/event/media-event';
import { parseContentHash, type ContentHash } from '@homeroll/core/photo/content-hash';
import type { Clock } from '@homeroll/core/ports/clock';
import type { Destination } from '@homeroll/core/ports/destination';
import { actOnItems, type Action, type ActionResult } from '@homeroll/core/sync/act-on-items';
import { markByEvents, markEverything, type Mark } from '@homeroll/core/sync/marking';
import { memoryItems } from '@homeroll/core/sync/memory-items';
import { memoryJournal } from '@homeroll/core/sync/memory-journal';
import { recordOf } from '@homeroll/core/sync/record-of';
import { runSync } from '@homeroll/core/sync/run-sync';
import type { SyncOptions, SyncPorts } from '@homeroll/core/sync/sync-options';
import type { SyncEvent, SyncSummary } from '@homeroll/core/sync/sync-report';
import type { TransferRecord } from '@homeroll/core/sync/transfer-record';
import {
  memoryDestination,
  memoryPlace,
  type MemoryPlace,
} from '@homeroll/destinations/memory/memory-destination';
import { nodeHasher } from '@homeroll/agent/node-hasher';
import { shelfOf, type Photo, type Shelf } from './shelf.ts';

interface BenchSyncOptions extends Partial<SyncOptions> {
  /** Marks everything like this; without it and events, a folder does that is sent whole. */
  readonly mark?: Mark;
  /** Only these mark. */
  readonly events?: readonly MediaEvent[];
}

export interface EngineBench {
  readonly shelf: Shelf;
  readonly place: MemoryPlace;
  readonly good: Destination;
  readonly ports: SyncPorts & Pick<Shelf, 'source'>;
  readonly time: { now: number };
  /** What the last pass told. */
  readonly events: SyncEvent[];
  readonly sync: (options?: BenchSyncOptions) => Promise<SyncSummary>;
  /** Does this to the items as a person would. */
  readonly act: (action: Action, ...paths: string[]) => Promise<readonly ActionResult[]>;
  /** The newest record of the item. */
  readonly record: (path: string) => Promise<TransferRecord | undefined>;
  readonly state: (path: string) => Promise<TransferRecord['state'] | undefined>;
  readonly journal: SyncPorts['journal'];
}

/** An engine with everything it needs, in memory, and a clock that is set by hand. */
export function engineBench(
  files: Readonly<Record<string, Photo>>,
  build: (good: Destination) => Destination = (good) => good,
): EngineBench {
  const shelf = shelfOf(files);
  const place: MemoryPlace = memoryPlace();
  const good = memoryDestination(nodeHasher, place);
  const journal = memoryJournal();
  const time = { now: 1_000_000_000_000 };
  const clock: Clock = { now: () => time.now, wait: () => Promise.resolve() };
  const events: SyncEvent[] = [];
  const { source } = shelf;
  const base = { source, journal, clock, random: () => 0.5, hasher: nodeHasher, items: memoryItems() };
  const ports = { ...base, destination: build(good) };

  const record = async (path: string): Promise<TransferRecord | undefined> =>
    (await journal.find([path])).get(path)?.at(-1);
  return {
    shelf,
    place,
    good,
    journal,
    ports,
    time,
    events,
    record,
    state: async (path) => (await record(path))?.state,
    sync(options = {}) {
      events.length = 0;
      const settings = benchSettings(options);
      source.judgeBy(settings.marking.name);
      return runSync(ports, {
        ...settings,
        report(event) {
          events.push(event);
          if (event.type === 'changed') source.doubt(event.item);
        },
      });
    },
    async act(action, ...paths) {
      const items = await Promise.all(paths.map((path) => source.find(path)));
      const records = await Promise.all(items.map((item) => recordOf(ports, item!)));
      return actOnItems(ports, records, {
        action,
        isOurs: (hash) => place.files.get(hash)?.account === 'somebody',
      });
    },
  };
}

/** What a pass is told, with small numbers, so that tests meet the limits. */
export function benchSettings({ mark, events, ...more }: BenchSyncOptions = {}): SyncOptions {
  return {
    marking:
      events === undefined
        ? markEverything(mark ?? { type: 'event-matches', event: 'folder' })
        : markByEvents(events, () => 0),
    occasion: 'tick',
    parallel: 4,
    readers: 2,
    smallFile: 1000,
    memory: 10_000,
    ahead: 10,
    ...more,
  };
}

export function hashOf(text: string): ContentHash {
  return parseContentHash(createHash('sha256').update(text).digest('hex'))!;
}

/** An event around 14 June 2026, the day on which photos of the bench are taken. */
export function benchEvent(more: Partial<MediaEvent> = {}): MediaEvent {
  return {
    id: 'e',
    title: 'Wedding',
    tags: ['family'],
    start: '2026-06-14T00:00:00',
    end: '2026-06-15T00:00:00',
    timeZone: 'UTC',
    createdAt: 0,
    ...more,
  };
}
