import { lstatSync, readdirSync, type Dirent } from 'node:fs';
import { join } from 'node:path';
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
  for (const entry of entries) {
    const { name } = entry;
    if (entry.isSymbolicLink()) skipped.links += 1;
    else if (entry.isDirectory()) {
      if (!isForeignFolder(name)) folders.push(name);
    } else if (!entry.isFile() || !isMediaName(name)) skipped.notMedia += 1;
    else {
      const stats = lstatSync(join(folder, name), { throwIfNoEntry: false });
      if (stats !== undefined) {
        files.push({
          name,
          size: stats.size,
          modified: stats.mtimeMs,
          touched: Math.max(stats.mtimeMs, stats.ctimeMs),
        });
      } else if (name.includes('\ufffd')) odd.push(name);
    }
  }
  return { files, folders, odd, skipped };
}

/** A name that is not UTF-8 comes with replacement characters in it, and then leads nowhere. */
function entriesOf(folder: string): Dirent[] | undefined {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return undefined;
  }
}
