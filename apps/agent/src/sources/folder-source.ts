import { createHash } from 'node:crypto';
import { basename, dirname, sep } from 'node:path';
import type { LastingSource, SourceItem, SourcePortion } from '@homeroll/core/ports/source';
import type { FolderMemory } from '../journal/sqlite-journal.ts';
import { captureOf } from './file-headers.ts';
import { findFile } from './find-file.ts';
import { folderNews } from './folder-news.ts';
import { folderWalk } from './folder-walk.ts';
import type { FolderListing, Skipped } from './list-folder.ts';
import { readFile } from './read-file.ts';
import { ReusedMemory } from './reused-memory.ts';
import { unsettledFiles, type UnsettledFiles } from './unsettled-files.ts';

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
  const { memory, stableFor, zone } = options;
  const albums = options.albums ?? allAlbums(options.roots);
  const unsettled = unsettledFiles(stableFor, { now: Date.now, ticks: () => performance.now() });
  const bytes = new ReusedMemory();
  let rules = '';

  const portionOf = async (folder: string, listing: FolderListing): Promise<SourcePortion | undefined> => {
    if (listing.files.length > 0) albums.found?.(folder, listing.files.length);
    if (!albums.isSelected(folder)) return undefined;
    const portion = await folderNews(
      { folder, album: albums.nameOf(folder), memory, unsettled, rules },
      listing,
    );
    if (portion === undefined) return undefined;
    const known = (unrecorded: ReadonlySet<string>): void => {
      portion.known(unrecorded);
      if (unrecorded.size > 0) walk.touch([folder]);
    };
    return { ...portion, known };
  };

  const walk = folderWalk({ roots: options.roots, portionOf, onFolder: options.onFolder });
  return {
    list: walk.list,
    find: (id) => findItem(id, { ...options, albums }),
    open: (part, offset) => readFile(part, offset, bytes),
    capture: (item) => captureOf(item, zone),
    reuse: (piece) => bytes.giveBack(piece),
    rest: () => bytes.clear(),
    touch: walk.touch,
    lookAgain: (scope) => (scope === 'everything' ? walk.touchAll() : walk.touch(unsettled.folders())),
    doubt: (id) => {
      // Its entry goes with the others of its folder: it is seen as new when it comes back, as a card does.
      memory.set(dirname(id), '');
      walk.touch([dirname(id)]);
    },
    settlesIn: () => unsettled.soonest(),
    judgeBy: (name) => {
      const next = name === '' ? '' : createHash('sha256').update(name).digest('hex').slice(0, 16);
      if (next !== rules) walk.touchAll();
      rules = next;
    },
    unsettled,
    skipped: walk.skipped,
  };
}

function allAlbums(roots: readonly string[]): Albums {
  return {
    isSelected: () => true,
    nameOf: (folder) => (roots.includes(folder) ? undefined : basename(folder)),
  };
}

type Surroundings = Pick<Options, 'roots'> & { readonly albums: Albums };

/** What waits from an earlier run is looked at again by its path. */
async function findItem(path: string, { roots, albums }: Surroundings): Promise<SourceItem | undefined> {
  const folder = dirname(path);
  const isInside = roots.some((root) => path.startsWith(root + sep) || root === sep);
  const item = isInside ? await findFile(path, albums.nameOf(folder)) : undefined;
  if (item === undefined) return undefined;
  return albums.isSelected(folder) ? item : { ...item, unselected: true };
}
