import { statSync } from 'node:fs';
import { join } from 'node:path';

/** Where booth programs keep the shot that a finished picture was made of, the nearest to it first. */
const originals: Readonly<Record<string, readonly string[]>> = {
  processed_full: ['unprocessed_original', 'camera_original'],
  'processed/full': ['original'],
};

/** The path of the shot behind a finished picture, relative as it is; the picture's own where there is none. */
export function originalOf(root: string, path: string): string {
  const slash = path.lastIndexOf('/');
  const folders = originals[path.slice(0, Math.max(0, slash))] ?? [];
  const found = folders
    .map((folder) => `${folder}/${path.slice(slash + 1)}`)
    .find((each) => statSync(join(root, each), { throwIfNoEntry: false })?.isFile());
  return found ?? path;
}
