import { createHash } from 'node:crypto';
import { parseContentHash, type ContentHash } from '@homeroll/core/photo/content-hash';
import type { Clock } from '@homeroll/core/ports/clock';
import type { Destination } from '@homeroll/core/ports/destination';
import { SourceError, type Source, type SourceItem } from '@homeroll/core/ports/source';
import { markEverything, type Mark } from '@homeroll/core/sync/marking';
import { memoryItems } from '@homeroll/core/sync/memory-items';
import { memoryJournal } from '@homeroll/core/sync/memory-journal';
import { runSync } from '@homeroll/core/sync/run-sync';
import type { SyncOptions } from '@homeroll/core/sync/sync-options';
import type { SyncEvent, SyncSummary } from '@homeroll/core/sync/sync-report';
import {
  memoryDestination,
  memoryPlace,
  type MemoryPlace,
} from '@homeroll/destinations/memory/memory-destination';
import { nodeHasher } from '@homeroll/agent/node-hasher';

/** A folder in memory: by path, the text of each file. `onOpen` may do to it what the world does in mid-read. */
interface Shelf {
  readonly files: Map<string, string>;
  onOpen?: (path: string) => void;
  /** Paths that were read from their beginning, in order. */
  readonly reads: string[];
  readonly source: Source;
}

function shelfOf(files: Readonly<Record<string, string>>): Shelf {
  const known = new Map<string, string>();
  const itemAt = (id: string): SourceItem | undefined => {
    const text = shelf.files.get(id);
    if (text === undefined) return undefined;
    return { id, fileName: id, size: text.length, modifiedAt: 0, version: versionOf(text) };
  };
  const shelf: Shelf = {
    files: new Map(Object.entries(files)),
    reads: [],
    source: {
      // eslint-disable-next-line @typescript-eslint/require-await -- an async iterable by contract
      async *list() {
        const all = [...shelf.files.keys()].map((id) => itemAt(id)!);
        const items = all.filter(({ id, version }) => known.get(id) !== version);
        const learn = (unrecorded: ReadonlySet<string>): void => {
          for (const { id, version } of items) if (!unrecorded.has(id)) known.set(id, version);
        };
        yield { items, refused: [], known: learn };
      },
      find: (id) => Promise.resolve(itemAt(id)),
      // eslint-disable-next-line @typescript-eslint/require-await -- an async iterable by contract
      async *open(item, offset) {
        if (offset === 0) shelf.reads.push(item.id);
        shelf.onOpen?.(item.id);
        const text = shelf.files.get(item.id);
        if (text === undefined) throw new SourceError('vanished', 'gone');
        if (versionOf(text) !== item.version) throw new SourceError('changed', 'other bytes');
        const bytes = Buffer.from(text).subarray(offset);
        for (let at = 0; at < bytes.length; at += 4) yield bytes.subarray(at, at + 4);
      },
    },
  };
  return shelf;
}

/** An engine with everything it needs, in memory, and a clock that is set by hand. */
export function engineBench(
  files: Readonly<Record<string, string>>,
  build?: (good: Destination) => Destination,
) {
  const shelf = shelfOf(files);
  const place: MemoryPlace = memoryPlace();
  const good = memoryDestination(nodeHasher, place);
  const journal = memoryJournal();
  const time = { now: 1_000_000_000_000 };
  const clock: Clock = { now: () => time.now, wait: () => Promise.resolve() };
  const events: SyncEvent[] = [];
  const items = memoryItems();
  const sync = ({ mark, ...more }: Partial<SyncOptions> & { mark?: Mark } = {}): Promise<SyncSummary> => {
    events.length = 0;
    const destination = build?.(good) ?? good;
    return runSync(
      { source: shelf.source, destination, journal, clock, random: () => 0.5, hasher: nodeHasher, items },
      {
        marking: markEverything(mark ?? { type: 'event-matches', event: 'folder' }),
        occasion: 'tick',
        parallel: 4,
        readers: 2,
        smallFile: 1000,
        memory: 10_000,
        ahead: 10,
        report: (event) => events.push(event),
        ...more,
      },
    );
  };
  const record = async (path: string) => (await journal.find([path])).get(path)?.at(-1);
  return { shelf, place, good, journal, time, events, sync, record };
}

export function hashOf(text: string): ContentHash {
  return parseContentHash(createHash('sha256').update(text).digest('hex'))!;
}

function versionOf(text: string): string {
  return `v-${text}`;
}
