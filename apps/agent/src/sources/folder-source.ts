import { lstatSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { CancelSignal } from '@homeroll/core/ports/cancel-signal';
import type { Source, SourceItem, SourcePortion } from '@homeroll/core/ports/source';
import type { FolderMemory } from '../journal/sqlite-journal.ts';
import { listFolder, type FolderListing, type ListedFile, type Skipped } from './list-folder.ts';
import { readFile } from './read-file.ts';
import { ReusedMemory } from './reused-memory.ts';
import { unsettledFiles, type UnsettledFiles } from './unsettled-files.ts';
import { versionOf } from './version.ts';

export interface FolderSource extends Source {
  /** Lets the next listing look into these folders only (and into folders that are new there). */
  touch(folders: Iterable<string>): void;
  /** Lets the next listing look everywhere. */
  touchAll(): void;
  /** Gives back the memory that only a running pass needs. */
  rest(): void;
  readonly unsettled: UnsettledFiles;
  /** What the last listing of everything left out. */
  readonly skipped: () => Skipped;
}

interface Options {
  /** Absolute, without links in it. */
  readonly root: string;
  readonly memory: FolderMemory;
  /** Milliseconds for which a file must have stood still. */
  readonly stableFor: number;
  /** Told of every folder that was looked into; true where it was new. */
  readonly onFolder?: (folder: string) => boolean;
}

/** All photos and videos in a folder and those below it. An item's id is its absolute path. */
export function folderSource({ root, memory, stableFor, onFolder }: Options): FolderSource {
  const unsettled = unsettledFiles(stableFor, { now: Date.now, ticks: () => performance.now() });
  const bytes = new ReusedMemory();
  let skipped: Skipped = { notMedia: 0, links: 0 };
  let touched: Set<string> | 'all' = 'all';

  const portionOf = (folder: string, listing: FolderListing): SourcePortion | undefined => {
    const album = folder === root ? undefined : basename(folder);
    return changesIn({ folder, album, memory, unsettled }, listing);
  };

  async function* list(signal?: CancelSignal): AsyncGenerator<SourcePortion> {
    const everything = touched === 'all';
    const open = touched === 'all' ? [root] : [...touched];
    touched = new Set();
    if (everything) skipped = { notMedia: 0, links: 0 };
    let lastPause = performance.now();
    for (let folder = open.pop(); folder !== undefined && !signal?.aborted; folder = open.pop()) {
      const listing = listFolder(folder);
      if (listing === undefined) continue;
      onFolder?.(folder);
      const inside = listing.folders.map((name) => join(folder, name));
      open.push(...(everything ? inside : inside.filter((path) => onFolder?.(path))));
      if (everything) skipped = sum(skipped, listing.skipped);
      const portion = portionOf(folder, listing);
      if (portion !== undefined) yield portion;
      if (performance.now() - lastPause > longestStretch) {
        await new Promise(setImmediate);
        lastPause = performance.now();
      }
    }
  }

  return {
    list,
    find: (id) => {
      const item = findFile(id, root);
      // Its entry is forgotten, so that it is seen as new when it comes back (a card that is put in again).
      if (item === undefined) memory.set(dirname(id), '');
      return Promise.resolve(item);
    },
    open: (item, offset) => readFile(item, offset, bytes),
    reuse: (piece) => bytes.giveBack(piece),
    rest: () => bytes.clear(),
    touch: (folders) => {
      if (touched === 'all') return;
      for (const folder of folders) touched.add(folder);
    },
    touchAll: () => (touched = 'all'),
    unsettled,
    skipped: () => skipped,
  };
}

/** Milliseconds of listing after which signals, timers and the network get their turn. */
const longestStretch = 30;

interface Place {
  readonly folder: string;
  readonly album: string | undefined;
  readonly memory: FolderMemory;
  readonly unsettled: UnsettledFiles;
}

/**
 * What a folder holds that its remembered text does not; `undefined` for nothing. An unchanged folder costs one
 * comparison of one text. Entries are joined by slashes, the one sign that no name can have.
 */
function changesIn(
  { folder, album, memory, unsettled }: Place,
  listing: FolderListing,
): SourcePortion | undefined {
  const remembered = memory.get(folder) ?? '';
  const text = listing.files.map(entryOf).join('//');
  if (text === remembered && listing.odd.length === 0) return undefined;

  const known = new Set(remembered.split('//'));
  const fresh = listing.files.filter((file) => !known.has(entryOf(file)));
  const settled = unsettled.settledIn(folder, fresh);
  const items = settled.filter(({ size }) => size > 0).map((file) => itemOf(folder, album, file));
  const refused = [
    ...listing.odd.map((name) => ({ id: join(folder, name), fault: 'odd-name' as const })),
    ...settled
      .filter(({ size }) => size === 0)
      .map(({ name }) => ({ id: join(folder, name), fault: 'empty' as const })),
  ];
  const remember = (unrecorded: ReadonlySet<string>): void => {
    const recorded = new Set(items.filter(({ id }) => !unrecorded.has(id)).map(({ fileName }) => fileName));
    const entries = listing.files.filter((file) => known.has(entryOf(file)) || recorded.has(file.name));
    const next = entries.map(entryOf).join('//');
    if (next !== remembered) memory.set(folder, next);
  };
  return { items, refused, known: remember };
}

function entryOf({ name, size, modified }: ListedFile): string {
  return `${name}/${versionOf(size, modified)}`;
}

function itemOf(folder: string, album: string | undefined, { name, size, modified }: ListedFile): SourceItem {
  return {
    id: join(folder, name),
    fileName: name,
    size,
    modifiedAt: modified,
    version: versionOf(size, modified),
    ...(album === undefined ? {} : { album }),
  };
}

/** What waits from an earlier run is looked at again by its path, links excluded. */
function findFile(path: string, root: string): SourceItem | undefined {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats === undefined || !stats.isFile()) return undefined;
  const folder = dirname(path);
  const file = { name: basename(path), size: stats.size, modified: stats.mtimeMs, touched: 0 };
  return itemOf(folder, folder === root ? undefined : basename(folder), file);
}

function sum(one: Skipped, other: Skipped): Skipped {
  return { notMedia: one.notMedia + other.notMedia, links: one.links + other.links };
}
