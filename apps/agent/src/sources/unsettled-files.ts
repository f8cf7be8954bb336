import type { ListedFile } from './list-folder.ts';
import { versionOf } from './version.ts';

export interface UnsettledFiles {
  /** Which of a folder's files nobody has written to for long enough; the others are watched on. */
  settledIn(folder: string, files: readonly ListedFile[]): readonly ListedFile[];
  readonly folders: () => readonly string[];
  readonly count: () => number;
  /** Milliseconds until the first of them may be settled; `undefined` where there are none. */
  readonly soonest: () => number | undefined;
}

interface Clocks {
  /** Time of day, milliseconds since 1970. */
  readonly now: () => number;
  /** Milliseconds of a clock that nobody sets. */
  readonly ticks: () => number;
}

/**
 * A file is an item when its size and times have stood still for `stableFor` milliseconds. The file's own times
 * tell at once where they lie back far enough; else (just written, or a time in the future) it is watched by a
 * clock of our own.
 */
export function unsettledFiles(stableFor: number, { now, ticks }: Clocks): UnsettledFiles {
  const watched = new Map<string, Map<string, { readonly version: string; readonly since: number }>>();
  // Of a time in the future: that they stood still is seen once, and holds for as long as they do.
  const stood = new Map<string, Map<string, string>>();
  return {
    settledIn(folder, files) {
      const before = watched.get(folder);
      const still: NonNullable<typeof before> = new Map();
      const stoodBefore = stood.get(folder);
      const standing = new Map<string, string>();
      const settled = files.filter(({ name, size, modified, touched }) => {
        if (now() - touched >= stableFor) return true;
        const version = versionOf(size, modified);
        const seen = before?.get(name);
        const since = seen?.version === version ? seen.since : ticks();
        if (stoodBefore?.get(name) === version || ticks() - since >= stableFor) {
          standing.set(name, version);
          return true;
        }
        still.set(name, { version, since });
        return false;
      });
      if (still.size > 0) watched.set(folder, still);
      else watched.delete(folder);
      if (standing.size > 0) stood.set(folder, standing);
      else stood.delete(folder);
      return settled;
    },
    folders: () => [...watched.keys()],
    count: () => [...watched.values()].reduce((sum, { size }) => sum + size, 0),
    soonest() {
      const times = [...watched.values()].flatMap((files) => [...files.values()].map(({ since }) => since));
      if (times.length === 0) return undefined;
      return Math.max(0, times.reduce((least, since) => Math.min(least, since)) + stableFor - ticks());
    },
  };
}
