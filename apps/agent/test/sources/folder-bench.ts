import { mkdir, mkdtemp, realpath, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ItemMemory } from '@homeroll/core/ports/item-memory';
import type { SourceItem } from '@homeroll/core/ports/source';
import { markEverything } from '@homeroll/core/sync/marking';
import { runSync } from '@homeroll/core/sync/run-sync';
import type { SyncOptions } from '@homeroll/core/sync/sync-options';
import type { SyncSummary } from '@homeroll/core/sync/sync-report';
import type { TransferRecord } from '@homeroll/core/sync/transfer-record';
import {
  memoryDestination,
  memoryPlace,
  type MemoryPlace,
} from '@homeroll/destinations/memory/memory-destination';
import { sqliteItems } from '@homeroll/agent/journal/sqlite-items';
import { sqliteJournal } from '@homeroll/agent/journal/sqlite-journal';
import { nodeHasher } from '@homeroll/agent/node-hasher';
import { folderSource, type Albums, type FolderSource } from '@homeroll/agent/sources/folder-source';
import { systemClock } from '@homeroll/agent/system-clock';

interface Options {
  /** Below the bench's folder; without them that itself. */
  readonly roots?: readonly string[];
  readonly stableFor?: number;
  readonly albums?: Albums;
}

export interface FolderBench {
  readonly folder: string;
  readonly source: FolderSource;
  readonly items: ItemMemory;
  readonly place: MemoryPlace;
  /** Names of files that were read from their beginning, since it was emptied. */
  readonly reads: string[];
  readonly path: (name: string) => string;
  /** `modified` in milliseconds since 1970. */
  readonly write: (name: string, bytes?: string | Buffer, modified?: number) => Promise<void>;
  readonly move: (from: string, to: string) => Promise<void>;
  /** What the next listing gives; everything in it counts as recorded. */
  readonly list: () => Promise<SourceItem[]>;
  /** The same after everything is to be looked at. */
  readonly rescan: () => Promise<SourceItem[]>;
  readonly sync: (options?: Partial<SyncOptions>) => Promise<SyncSummary>;
  readonly records: (name: string) => Promise<readonly TransferRecord[]>;
  readonly close: () => Promise<void>;
}

/** A real folder with its source, and everything that a pass needs besides, in memory. */
export async function folderBench({ roots, stableFor = 0, albums }: Options = {}): Promise<FolderBench> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'homeroll-folder-')));
  const path = (name: string): string => join(folder, name);
  const journal = sqliteJournal(':memory:', [{ first: '', end: '\u{10ffff}' }]);
  const items = sqliteItems(':memory:');
  const place = memoryPlace();
  const reads: string[] = [];
  const source = folderSource({
    roots: roots?.map(path) ?? [folder],
    memory: journal.folders,
    stableFor,
    zone: () => 0,
    ...(albums === undefined ? {} : { albums }),
  });
  const counted: FolderSource = {
    ...source,
    open(part, offset) {
      if (offset === 0) reads.push(part.fileName);
      return source.open(part, offset);
    },
  };
  const list = async (): Promise<SourceItem[]> => {
    const found: SourceItem[] = [];
    for await (const portion of source.list()) {
      found.push(...portion.items);
      portion.known(new Set());
    }
    return found.sort((one, other) => (one.id < other.id ? -1 : 1));
  };
  return {
    folder,
    source,
    items,
    place,
    reads,
    path,
    async write(name, bytes = `photo ${name}`, modified) {
      await mkdir(dirname(path(name)), { recursive: true });
      await writeFile(path(name), bytes);
      if (modified !== undefined) await utimes(path(name), modified / 1000, modified / 1000);
    },
    async move(from, to) {
      await mkdir(dirname(path(to)), { recursive: true });
      await rename(path(from), path(to));
    },
    list,
    rescan() {
      source.lookAgain('everything');
      return list();
    },
    sync(options = {}) {
      source.lookAgain('everything');
      const destination = memoryDestination(nodeHasher, place);
      return runSync(
        {
          source: counted,
          destination,
          journal,
          items,
          clock: systemClock,
          random: () => 0.5,
          hasher: nodeHasher,
        },
        {
          marking: markEverything({ type: 'event-matches', event: 'folder' }),
          occasion: 'tick',
          parallel: 2,
          readers: 2,
          smallFile: 10_000,
          memory: 100_000,
          ahead: 10,
          report: (event) => {
            if (event.type === 'changed') source.doubt?.(event.item);
          },
          ...options,
        },
      );
    },
    records: async (name) => (await journal.find([path(name)])).get(path(name)) ?? [],
    async close() {
      journal.close();
      items.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
