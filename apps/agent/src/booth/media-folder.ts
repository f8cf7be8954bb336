import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { BoothListing } from '@homeroll/core/publish/plan-publishing';
import type { BoothFile } from '@homeroll/core/publish/publishing';
import { boothKey, type Mac } from '@homeroll/core/share/booth-key';
import { listFolder, type ListedFile } from '../sources/list-folder.ts';
import { unsettledFiles } from '../sources/unsettled-files.ts';
import { versionOf } from '../sources/version.ts';
import { watchFolders } from '../sources/watch-folders.ts';
import type { MediaLayout } from './media-layout.ts';

interface Options {
  readonly layout: MediaLayout;
  /** Milliseconds that a file must have stood still. */
  readonly stableFor: number;
  readonly mac: Mac;
  /** Told when something happened in the folder, some of which may not be finished yet. */
  readonly changed: () => void;
}

/** A booth's media folder: what is finished in it, and word of every change. */
export interface MediaFolder {
  /** `undefined` where the folder is not there: nothing is known then, and nothing is deleted. */
  list(): BoothListing | undefined;
  /** Milliseconds until something that is being written may be finished. */
  settlesIn(): number | undefined;
  close(): void;
}

export function mediaFolder({ layout, stableFor, mac, changed }: Options): MediaFolder {
  const unsettled = unsettledFiles(stableFor, { now: Date.now, ticks: () => performance.now() });
  const watch = watchFolders(changed, () => undefined);
  const keys = new Map<string, string>();
  let device: number | undefined;

  const fileAt = (folder: string, file: ListedFile): BoothFile => {
    const path = folder === '' ? file.name : `${folder}/${file.name}`;
    const key = keys.get(path) ?? boothKey(path, mac);
    keys.set(path, key);
    const { size, modified } = file;
    return { path, key, size, modifiedAt: modified, version: versionOf(size, modified) };
  };

  return {
    list() {
      const root = statSync(layout.root, { throwIfNoEntry: false });
      if (!root?.isDirectory()) return undefined;
      const files: BoothFile[] = [];
      const writing = new Set<string>();
      const seen = new Set<string>();
      const open = [...layout.subfolders];
      for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
        const absolute = join(layout.root, folder);
        watch.add(absolute);
        const listing = listFolder(absolute);
        if (listing === undefined) continue;
        seen.add(folder);
        const settled = new Set(unsettled.settledIn(absolute, listing.files));
        for (const file of listing.files) {
          const made = fileAt(folder, file);
          if (file.size > 0 && settled.has(file)) files.push(made);
          else writing.add(made.path);
        }
        open.push(...listing.folders.map((name) => (folder === '' ? name : `${folder}/${name}`)));
      }
      watch.add(layout.root);
      // An empty mount point in place of the disk that was pulled out is another device.
      const isSameDisk = device === undefined || root.dev === device;
      if (isSameDisk || files.length > 0) device = root.dev;
      const isKnown = isSameDisk || files.length > 0;
      return {
        files,
        isDeleted: (path) => isKnown && !writing.has(path) && wasLookedFor(path, layout, seen),
      };
    },
    settlesIn: () => unsettled.soonest(),
    close: () => watch.close(),
  };
}

/** Whether its folder was listed, or a folder above it that holds it no more; a chosen one that is missing says nothing. */
function wasLookedFor(path: string, { subfolders }: MediaLayout, seen: ReadonlySet<string>): boolean {
  for (let folder = folderOf(path); ; folder = folderOf(folder)) {
    if (seen.has(folder)) return true;
    if (folder === '' || subfolders.includes(folder)) return false;
  }
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
