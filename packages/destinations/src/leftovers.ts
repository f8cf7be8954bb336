import type { StorePath } from '@homeroll/core/ports/file-store';
import { isPartName, isPartOf } from './part-name.ts';

/** What broken-off puts left in the folders of a place, known by name. */
export interface Leftovers {
  /**
   * Names of parts of this path. `list` tells all names in its folder, `undefined` for no folder, and is asked until
   * there is one.
   */
  of(
    path: StorePath,
    list: (folder: string) => Promise<readonly string[] | undefined>,
  ): Promise<readonly string[]>;
  /** A put to this path is writing, or left, a part of this name. */
  note(path: StorePath, name: string): void;
  /** It is gone: renamed or removed. */
  forget(path: StorePath, name: string): void;
  /** A folder is to be listed again: it may not be there any more. */
  forgetFolder(folder: string): void;
  /** All folders are to be listed again. */
  reset(): void;
}

/**
 * Looking for leftovers costs a listing, which is long where a folder holds an evening's photos. So a folder is
 * listed when the first file is put into it; from then on the store knows itself what it left there.
 */
export function leftovers(): Leftovers {
  const known = new Map<string, Set<string>>();
  return {
    of: async (path, list) => {
      const folder = folderOf(path);
      if (!known.has(folder)) {
        const names = await list(folder);
        if (names === undefined) return [];
        // Another put may have been quicker, and have noted its part already.
        known.set(folder, new Set([...(known.get(folder) ?? []), ...names.filter(isPartName)]));
      }
      return [...(known.get(folder) ?? [])].filter((name) => isPartOf(path, name));
    },
    note: (path, name) => known.get(folderOf(path))?.add(name),
    forget: (path, name) => known.get(folderOf(path))?.delete(name),
    forgetFolder: (folder) => known.delete(folder),
    reset: () => known.clear(),
  };
}

/** The folder of a path, `''` for the root. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
