import { statSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import type { BoothListing } from '@homeroll/core/publish/plan-publishing';
import type { BoothFile } from '@homeroll/core/publish/publishing';
import type { Mac } from '@homeroll/core/share/booth-key';
import type { BoothTrouble } from '@homeroll/protocol/booth-page';
import { listFolder, type FolderListing, type ListedFile } from '../sources/list-folder.ts';
import { unsettledFiles, type UnsettledFiles } from '../sources/unsettled-files.ts';
import { watchFolders, type FolderWatch } from '../sources/watch-folders.ts';
import type { SeenPictures } from './booth-ledger.ts';
import { KnownFiles } from './known-files.ts';
import { looksWhole } from './looks-whole.ts';
import type { MediaLayout } from './media-layout.ts';

interface Options {
  readonly layout: MediaLayout;
  /** Milliseconds that a file must have stood still. */
  readonly stableFor: number;
  readonly mac: Mac;
  readonly seen: SeenPictures;
  /** Told when something happened in the folder, some of which may not be finished yet. */
  readonly changed: () => void;
}

/** So many times as long must a file stand still whose end is missing: encoders pause for seconds. */
const patience = 20;

export interface MediaListing extends BoothListing {
  /** Those that were finished and are being written anew, as they were: a filter is applied. */
  readonly rewritten: readonly BoothFile[];
}

/** What one look at the folder finds. */
interface Look {
  readonly files: BoothFile[];
  /** Paths of what is not finished yet. */
  readonly writing: Set<string>;
  /** Folders that were read, and those that could not be. */
  readonly visited: Set<string>;
  readonly unread: Set<string>;
  /** Names that no address can hold. */
  readonly odd: string[];
}

/** A booth's media folder: what is finished in it, and word of every change. */
export class MediaFolder {
  readonly #layout: MediaLayout;
  readonly #known: KnownFiles;
  readonly #unsettled: UnsettledFiles;
  /** For files whose end is missing; milliseconds. */
  readonly #patience: number;
  readonly #unended: UnsettledFiles;
  readonly #watch: FolderWatch;
  /** Each folder as it was at the last look. */
  readonly #stamps = new Map<string, string | undefined>();
  /** Of the folders that are watched. */
  readonly #inodes = new Map<string, string>();
  #trouble: BoothTrouble | undefined;

  constructor({ layout, stableFor, mac, seen, changed }: Options) {
    this.#layout = layout;
    this.#known = new KnownFiles(mac, seen);
    const clocks = { now: Date.now, ticks: () => performance.now() };
    this.#unsettled = unsettledFiles(stableFor, clocks);
    this.#patience = stableFor * patience;
    this.#unended = unsettledFiles(this.#patience, clocks);
    this.#watch = watchFolders(changed, () => undefined);
  }

  /** `undefined` where the folder is not there: nothing is known then, and nothing is deleted. */
  list(): MediaListing | undefined {
    const { root, subfolders } = this.#layout;
    const stats = statOf(root);
    this.#stamps.clear();
    this.#stampAnew(root);
    this.#trouble = missing(root);
    if (!stats?.isDirectory()) return undefined;
    const look = this.#look();
    const folder = identityOf(stats);
    this.#known.note(look.files, folder);
    const [away] = subfolders.filter((each) => !look.visited.has(each));
    this.#trouble = away === undefined ? oddNames(look.odd) : missing(join(root, away));
    return {
      files: look.files,
      rewritten: [...look.writing].flatMap((path) => this.#known.lastOf(path) ?? []),
      isDeleted: (path) =>
        !look.writing.has(path) &&
        wasLookedFor(path, subfolders, look) &&
        this.#known.wasSeenIn(folder, path),
    };
  }

  /** What kept pictures out of the last listing; `undefined` where nothing did. */
  get trouble(): BoothTrouble | undefined {
    return this.#trouble;
  }

  /** Milliseconds until something that is being written may be finished. */
  settlesIn(): number | undefined {
    const times = [this.#unsettled.soonest(), this.#unended.soonest()].filter((each) => each !== undefined);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  /**
   * Whether a folder is another one than when it was listed, or holds other names: nobody tells of a disk that is
   * plugged in, nor of what another machine does in a network folder.
   */
  isOutdated(): boolean {
    return [...this.#stamps].some(([folder, stamp]) => stampOf(statOf(folder)) !== stamp);
  }

  close(): void {
    this.#watch.close();
  }

  #look(): Look {
    const { root, subfolders } = this.#layout;
    const look: Look = { files: [], writing: new Set(), visited: new Set(), unread: new Set(), odd: [] };
    this.#known.nextLook();
    const open = [...subfolders];
    for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
      if (look.visited.has(folder)) continue;
      const absolute = join(root, folder);
      this.#stampAnew(absolute);
      const listing = listed(absolute);
      if (listing === undefined) look.unread.add(folder);
      if (listing === undefined) continue;
      this.#take(look, folder, listing);
      open.push(...listing.folders.map((name) => (folder === '' ? name : `${folder}/${name}`)));
    }
    return look;
  }

  #take(look: Look, folder: string, listing: FolderListing): void {
    look.visited.add(folder);
    // Web servers and Windows take a backslash for a slash.
    const [odd, files] = divided(listing.files, ({ name }) => name.includes('\\'));
    look.odd.push(...listing.odd, ...odd.map(({ name }) => name));
    const finished = this.#finishedIn(join(this.#layout.root, folder), files);
    for (const file of files) {
      const path = folder === '' ? file.name : `${folder}/${file.name}`;
      if (finished.has(file)) look.files.push(this.#known.fileAt(path, file));
      else look.writing.add(path);
    }
  }

  /** What stands still and has its end; a file that has none is waited for longer, and goes out as it is then. */
  #finishedIn(folder: string, files: readonly ListedFile[]): ReadonlySet<ListedFile> {
    const still = this.#unsettled.settledIn(folder, files).filter(({ size }) => size > 0);
    const isFresh = ({ touched }: ListedFile): boolean => Date.now() - touched < this.#patience;
    const halves = still.filter((file) => isFresh(file) && !looksWhole(join(folder, file.name), file.size));
    const late = new Set(this.#unended.settledIn(folder, halves));
    return new Set(still.filter((file) => !halves.includes(file) || late.has(file)));
  }

  /** Watches it too; the watch of a folder is told nothing of another one that took its place. */
  #stampAnew(folder: string): void {
    const stats = statOf(folder);
    this.#stamps.set(folder, stampOf(stats));
    if (stats === undefined) return;
    const inode = inodeOf(stats);
    if ((this.#inodes.get(folder) ?? inode) !== inode) this.#watch.drop(folder);
    this.#inodes.set(folder, inode);
    this.#watch.add(folder);
  }
}

function stampOf(stats: Stats | undefined): string | undefined {
  return stats && `${inodeOf(stats)} ${String(stats.mtimeMs)}`;
}

function inodeOf({ dev, ino }: Stats): string {
  return `${String(dev)}:${String(ino)}`;
}

/** `undefined` also where it cannot be told: a disk that fails, a network folder whose server is away. */
function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** `undefined` where the folder, or a file in it, cannot be read. */
function listed(folder: string): FolderListing | undefined {
  try {
    return listFolder(folder);
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
}

/** Another text for another folder, after a restart too; disks and their numbers change with each plugging in. */
function identityOf({ ino, birthtimeMs }: Stats): string {
  return `${String(ino)}/${String(birthtimeMs)}`;
}

/**
 * Whether its folder was listed, or a folder above it that holds it no more; or whether it is not to be published any
 * more. A chosen folder that is missing, and one that cannot be read, say nothing.
 */
function wasLookedFor(path: string, subfolders: readonly string[], { visited, unread }: Look): boolean {
  for (let folder = folderOf(path); ; folder = folderOf(folder)) {
    if (visited.has(folder)) return true;
    if (unread.has(folder)) return false;
    if (folder === '') return subfolders.every((each) => visited.has(each));
  }
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

function divided<T>(all: readonly T[], isFirst: (one: T) => boolean): readonly [readonly T[], readonly T[]] {
  return [all.filter(isFirst), all.filter((one) => !isFirst(one))];
}

function missing(folder: string): BoothTrouble {
  const words = `The folder ${folder} is not there, or cannot be read. Is its disk plugged in, and may this program read it? Nothing is deleted anywhere meanwhile.`;
  return { fault: 'folder-missing', words };
}

function oddNames([first]: readonly string[]): BoothTrouble | undefined {
  if (first === undefined) return undefined;
  const words = `The name of a file (${first}) is no readable text or has a backslash in it, so it is not sent. Give it another name.`;
  return { fault: 'odd-name', words };
}
