import { lstatSync, readdirSync, type Dirent, type Stats } from 'node:fs';
import { sep } from 'node:path';
import { isForeignFolder, isMediaName } from '@homeroll/core/photo/media-names';

/** What lies directly in one folder. */
export interface FolderListing {
  /** Media files: names in the folder's order, which an unchanged folder keeps. */
  readonly files: readonly ListedFile[];
  readonly folders: readonly string[];
  /** Names that are not readable text. */
  readonly odd: readonly string[];
  readonly skipped: Skipped;
}

export interface ListedFile {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since 1970, with fractions. */
  readonly modified: number;
  /** The later of content and attribute change: nobody sets this one back. */
  readonly touched: number;
  /** Numbers of its file system and in it. */
  readonly dev: number;
  readonly ino: number;
}

export interface Skipped {
  /** Hidden, temporary, sidecars and everything else that is no photo or video. */
  readonly notMedia: number;
  /** Links are not followed: what they lead to is sent from its own place, or is none of this folder's. */
  readonly links: number;
}

/** `undefined` where the folder is gone or cannot be read. Synchronous: three times as fast as the alternatives. */
export function listFolder(folder: string): FolderListing | undefined {
  const entries = entriesOf(folder);
  if (entries === undefined) return undefined;
  const files: ListedFile[] = [];
  const folders: string[] = [];
  const odd: string[] = [];
  const skipped = { notMedia: 0, links: 0 };
  // `join` for each file would take as long as asking the system about it takes us.
  const within = folder.endsWith(sep) ? folder : folder + sep;
  for (const entry of entries) {
    const { name } = entry;
    if (entry.isSymbolicLink()) skipped.links += 1;
    else if (entry.isDirectory()) {
      if (!isForeignFolder(name)) folders.push(name);
    } else if (!entry.isFile() || !isMediaName(name)) skipped.notMedia += 1;
    else {
      const stats = lstatSync(within + name, orNothing);
      if (stats !== undefined) {
        files.push(listedFile(name, stats));
      } else if (name.includes('\ufffd')) odd.push(name);
    }
  }
  return { files, folders, odd, skipped };
}

export function listedFile(name: string, stats: Stats): ListedFile {
  const { size, mtimeMs: modified, ctimeMs, dev, ino } = stats;
  return { name, size, modified, touched: Math.max(modified, ctimeMs), dev, ino };
}

/**
 * The same text while the file is the same, whatever its name; `undefined` where that can't be told for certain.
 * Cards number their files anew each time they are put in, and keep whole seconds only, in which a burst has many
 * pictures of one size: there a number is no proof. Windows' numbers are longer than what Node tells.
 */
export function fileKeyOf({ dev, ino, modified }: ListedFile): string | undefined {
  const isFine = ino > 0 && modified % 1000 !== 0 && process.platform !== 'win32';
  return isFine ? `${String(dev)}:${String(ino)}` : undefined;
}

const orNothing = { throwIfNoEntry: false } as const;

/** A name that is not UTF-8 comes with replacement characters in it, and then leads nowhere. */
function entriesOf(folder: string): Dirent[] | undefined {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return undefined;
  }
}
