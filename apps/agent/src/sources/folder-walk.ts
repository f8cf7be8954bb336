import { join } from 'node:path';
import type { CancelSignal } from '@homeroll/core/ports/cancel-signal';
import type { SourcePortion } from '@homeroll/core/ports/source';
import { listFolder, type FolderListing, type Skipped } from './list-folder.ts';

/** The way through the folders: everything the first time, then only what was touched. */
export interface FolderWalk {
  /** Portions folder by folder. What is broken off is taken up by the next walk. */
  readonly list: (signal?: CancelSignal) => AsyncGenerator<SourcePortion>;
  /** Lets the next walk look into these folders too (and into folders that are new there). */
  readonly touch: (folders: Iterable<string>) => void;
  readonly touchAll: () => void;
  /** What the last walk through everything left out. */
  readonly skipped: () => Skipped;
}

interface Options {
  readonly roots: readonly string[];
  /** `undefined` where a folder holds nothing new. */
  readonly portionOf: (folder: string, listing: FolderListing) => Promise<SourcePortion | undefined>;
  /** Told of every folder that was looked into; true where it was new. */
  readonly onFolder?: ((folder: string) => boolean) | undefined;
}

export function folderWalk({ roots, portionOf, onFolder }: Options): FolderWalk {
  let touched: Set<string> | 'all' = 'all';
  let skipped: Skipped = { notMedia: 0, links: 0 };

  const touch = (folders: Iterable<string>): void => {
    if (touched === 'all') return;
    for (const folder of folders) touched.add(folder);
  };
  const touchAll = (): void => {
    touched = 'all';
  };

  async function* list(signal?: CancelSignal): AsyncGenerator<SourcePortion> {
    const everything = touched === 'all';
    const open = touched === 'all' ? [...roots] : [...touched];
    touched = new Set();
    if (everything) skipped = { notMedia: 0, links: 0 };
    const breathe = breathing();
    let current: string | undefined;
    try {
      while (open.length > 0 && !signal?.aborted) {
        current = open.pop() ?? '';
        // Watched before it is listed: what comes in between is told.
        onFolder?.(current);
        const listing = listFolder(current);
        if (listing === undefined) continue;
        const inside = insideOf(current, listing);
        open.push(...(everything ? inside : inside.filter((path) => onFolder?.(path))));
        if (everything) skipped = sum(skipped, listing.skipped);
        const portion = await portionOf(current, listing);
        if (portion !== undefined) yield portion;
        current = undefined;
        await breathe();
      }
    } finally {
      const rest = [...open, ...(current === undefined ? [] : [current])];
      if (everything && rest.length > 0) touchAll();
      else touch(rest);
    }
  }

  return { list, touch, touchAll, skipped: () => skipped };
}

function insideOf(folder: string, { folders }: FolderListing): readonly string[] {
  return folders.map((name) => join(folder, name));
}

/** Milliseconds of listing after which signals, timers and the network get their turn. */
const longestStretch = 30;

function breathing(): () => Promise<void> {
  let lastPause = performance.now();
  return async () => {
    if (performance.now() - lastPause <= longestStretch) return;
    await new Promise(setImmediate);
    lastPause = performance.now();
  };
}

function sum(one: Skipped, other: Skipped): Skipped {
  return { notMedia: one.notMedia + other.notMedia, links: one.links + other.links };
}
