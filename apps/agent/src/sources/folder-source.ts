import { createHash } from 'node:crypto';
import { lstatSync } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import type { CancelSignal } from '@homeroll/core/ports/cancel-signal';
import type { LastingSource, SourceItem, SourcePart, SourcePortion } from '@homeroll/core/ports/source';
import type { FolderMemory } from '../journal/sqlite-journal.ts';
import { captureOf, isPair } from './file-headers.ts';
import { listedFile, listFolder, type FolderListing, type ListedFile, type Skipped } from './list-folder.ts';
import { possiblePairs, videoNamesFor } from './pair-files.ts';
import { readFile } from './read-file.ts';
import { ReusedMemory } from './reused-memory.ts';
import { unsettledFiles, type UnsettledFiles } from './unsettled-files.ts';
import { versionOf } from './version.ts';

export interface FolderSource extends LastingSource {
  /** Lets the next listing look into these folders too (and into folders that are new there). */
  touch(folders: Iterable<string>): void;
  readonly unsettled: UnsettledFiles;
  /** What the last listing of everything left out. */
  readonly skipped: () => Skipped;
}

interface Options {
  /** Absolute, without links in them, none inside another. */
  readonly roots: readonly string[];
  readonly memory: FolderMemory;
  /** Milliseconds for which a file must have stood still. */
  readonly stableFor: number;
  /** Minutes east of UTC here, at an instant (milliseconds since 1970). */
  readonly zone: (utcMs: number) => number;
  /** Told of every folder that was looked into; true where it was new. */
  readonly onFolder?: (folder: string) => boolean;
  readonly albums?: Albums;
}

/** Which folders count, and what they are called. Without it all do, and the roots have no name. */
export interface Albums {
  /** Whether what lies directly in this folder is listed. */
  readonly isSelected: (folder: string) => boolean;
  readonly nameOf: (folder: string) => string | undefined;
  /** Told of each folder that holds photos or videos, and how many. */
  readonly found?: (folder: string, count: number) => void;
}

/** All photos and videos in folders and those below them. An item's id is its absolute path. */
export function folderSource(options: Options): FolderSource {
  const { roots, memory, stableFor, zone, onFolder } = options;
  const nameOf = (folder: string): string | undefined =>
    roots.includes(folder) ? undefined : basename(folder);
  const albums: Albums = options.albums ?? { isSelected: () => true, nameOf };
  const unsettled = unsettledFiles(stableFor, { now: Date.now, ticks: () => performance.now() });
  const bytes = new ReusedMemory();
  let skipped: Skipped = { notMedia: 0, links: 0 };
  let touched: Set<string> | 'all' = 'all';
  let rules = '';

  async function* list(signal?: CancelSignal): AsyncGenerator<SourcePortion> {
    const everything = touched === 'all';
    const open = touched === 'all' ? [...roots] : [...touched];
    touched = new Set();
    if (everything) skipped = { notMedia: 0, links: 0 };
    let lastPause = performance.now();
    let current: string | undefined;
    try {
      while (open.length > 0 && !signal?.aborted) {
        current = open.pop() ?? '';
        const listing = listFolder(current);
        if (listing === undefined) continue;
        onFolder?.(current);
        const folder = current;
        const inside = listing.folders.map((name) => join(folder, name));
        open.push(...(everything ? inside : inside.filter((path) => onFolder?.(path))));
        if (everything) skipped = sum(skipped, listing.skipped);
        const portion = await portionOf(folder, listing);
        if (portion !== undefined) yield portion;
        current = undefined;
        if (performance.now() - lastPause > longestStretch) {
          await new Promise(setImmediate);
          lastPause = performance.now();
        }
      }
    } finally {
      // What was broken off is taken up by the next listing.
      const rest = [...open, ...(current === undefined ? [] : [current])];
      if (everything && rest.length > 0) touched = 'all';
      else touch(rest);
    }
  }

  const portionOf = async (folder: string, listing: FolderListing): Promise<SourcePortion | undefined> => {
    if (listing.files.length > 0) albums.found?.(folder, listing.files.length);
    if (!albums.isSelected(folder)) return undefined;
    const portion = await changesIn(
      { folder, album: albums.nameOf(folder), memory, unsettled, rules },
      listing,
    );
    if (portion === undefined) return undefined;
    const known = (unrecorded: ReadonlySet<string>): void => {
      portion.known(unrecorded);
      if (unrecorded.size > 0) touch([folder]);
    };
    return { ...portion, known };
  };

  const touch = (folders: Iterable<string>): void => {
    if (touched === 'all') return;
    for (const folder of folders) touched.add(folder);
  };
  return {
    list,
    find: (id) => findItem(id, { roots, memory, albums }),
    open: (part, offset) => readFile(part, offset, bytes),
    capture: (item) => captureOf(item, zone),
    reuse: (piece) => bytes.giveBack(piece),
    rest: () => bytes.clear(),
    touch,
    lookAgain: (scope) => {
      if (scope === 'everything') touched = 'all';
      else touch(unsettled.folders());
    },
    doubt: (id) => {
      memory.set(dirname(id), '');
      touch([dirname(id)]);
    },
    settlesIn: () => unsettled.soonest(),
    judgeBy: (name) => {
      const next = name === '' ? '' : createHash('sha256').update(name).digest('hex').slice(0, 16);
      if (next !== rules) touched = 'all';
      rules = next;
    },
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
  /** By which the items were judged that the memory holds. */
  readonly rules: string;
}

/**
 * What a folder holds that its remembered text does not; `undefined` for nothing. An unchanged folder costs one
 * comparison of one text. Entries are joined by slashes, the one sign that no name can have; the rules by which
 * they were judged stand before them.
 */
async function changesIn(place: Place, listing: FolderListing): Promise<SourcePortion | undefined> {
  const { folder, memory, rules } = place;
  const remembered = memory.get(folder) ?? '';
  if (textOf(rules, listing.files) === remembered && listing.odd.length === 0) return undefined;

  const [knownRules = '', ...entries] =
    rules === '' ? ['', ...remembered.split('//')] : remembered.split('//');
  const known = new Set(knownRules === rules ? entries : []);
  const fresh = listing.files.filter((file) => !known.has(entryOf(file)));
  const { items, refused } = await itemsOf(place, listing, fresh);
  const remember = (unrecorded: ReadonlySet<string>): void => {
    const recorded = new Set(
      items
        .filter(({ id }) => !unrecorded.has(id))
        .flatMap((item) => partsOf(item).map(({ id }) => basename(id))),
    );
    const kept = listing.files.filter((file) => known.has(entryOf(file)) || recorded.has(file.name));
    const next = textOf(rules, kept);
    if (next !== remembered) memory.set(folder, next);
  };
  return { items, refused, known: remember };
}

function textOf(rules: string, files: readonly ListedFile[]): string {
  const entries = files.map(entryOf);
  return (rules === '' || entries.length === 0 ? entries : [rules, ...entries]).join('//');
}

function entryOf({ name, size, modified }: ListedFile): string {
  return `${name}/${versionOf(size, modified)}`;
}

/** The fresh files as items, the halves of pairs joined; a pair waits until both halves stand still. */
async function itemsOf(
  { folder, album, unsettled }: Place,
  listing: FolderListing,
  fresh: readonly ListedFile[],
): Promise<Pick<SourcePortion, 'items' | 'refused'>> {
  const settled = unsettled.settledIn(folder, fresh);
  const still = new Set(settled);
  const settling = new Set(fresh.filter((file) => !still.has(file)));
  const isSettling = (file: ListedFile): boolean => settling.has(file);
  const videos = new Map<string, ListedFile>();
  const paired = new Set<ListedFile>();
  for (const { picture, video } of possiblePairs(listing.files, fresh)) {
    const halves = [picture, video];
    const isOne =
      halves.some(isSettling) || (await isPair(join(folder, picture.name), join(folder, video.name)));
    if (!isOne) continue;
    for (const half of halves) paired.add(half);
    if (!halves.some(isSettling)) videos.set(picture.name, video);
  }
  const singles = settled.filter((file) => !paired.has(file));
  const pictures = listing.files.filter(({ name }) => videos.has(name));
  return {
    items: [...singles, ...pictures]
      .filter(({ size }) => size > 0)
      .map((file) => itemOf({ folder, album }, file, videos.get(file.name))),
    refused: [
      ...listing.odd.map((name) => ({ id: join(folder, name), fault: 'odd-name' as const })),
      ...singles
        .filter(({ size }) => size === 0)
        .map(({ name }) => ({ id: join(folder, name), fault: 'empty' as const })),
    ],
  };
}

function itemOf(
  { folder, album }: Pick<Place, 'folder' | 'album'>,
  file: ListedFile,
  video?: ListedFile,
): SourceItem {
  const keys = [file.fileKey, ...(video === undefined ? [] : [video.fileKey])];
  return {
    ...partOf(folder, file),
    ...(video === undefined ? {} : { companion: partOf(folder, video) }),
    ...(keys.includes(undefined) ? {} : { fileKey: keys.join('+') }),
    ...(album === undefined ? {} : { album }),
  };
}

function partOf(folder: string, { name, size, modified }: ListedFile): SourcePart {
  return {
    id: join(folder, name),
    fileName: name,
    size,
    modifiedAt: modified,
    version: versionOf(size, modified),
  };
}

function partsOf(item: SourceItem): readonly SourcePart[] {
  return item.companion === undefined ? [item] : [item, item.companion];
}

type Surroundings = Pick<Options, 'roots' | 'memory'> & { readonly albums: Albums };

/** What waits from an earlier run is looked at again by its path, links excluded. */
async function findItem(
  path: string,
  { roots, memory, albums }: Surroundings,
): Promise<SourceItem | undefined> {
  const file = roots.some((root) => path.startsWith(root + sep) || root === sep) ? fileAt(path) : undefined;
  const folder = dirname(path);
  if (file === undefined) {
    // Its entry is forgotten, so that it is seen as new when it comes back (a card that is put in again).
    memory.set(folder, '');
    return undefined;
  }
  const item = itemOf({ folder, album: albums.nameOf(folder) }, file, await otherHalf(folder, file));
  return albums.isSelected(folder) ? item : { ...item, unselected: true };
}

async function otherHalf(folder: string, { name }: ListedFile): Promise<ListedFile | undefined> {
  for (const videoName of videoNamesFor(name)) {
    const video = fileAt(join(folder, videoName));
    if (video !== undefined && (await isPair(join(folder, name), join(folder, videoName)))) return video;
  }
  return undefined;
}

function fileAt(path: string): ListedFile | undefined {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  return stats?.isFile() ? listedFile(basename(path), stats) : undefined;
}

function sum(one: Skipped, other: Skipped): Skipped {
  return { notMedia: one.notMedia + other.notMedia, links: one.links + other.links };
}
