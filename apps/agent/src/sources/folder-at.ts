import { realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { UsageTrouble } from '../connect.ts';

/** The folder's own path without links in it. Throws `UsageTrouble`. */
export function folderAt(folder: string): string {
  try {
    const path = realpathSync(folder);
    if (statSync(path).isDirectory()) return path;
  } catch {
    // Said below, in the same words as for what is no folder.
  }
  throw new UsageTrouble(`There is no folder “${folder}” that can be read.`);
}

/** The path without links in it, as far as it is there. */
export function withoutLinks(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** A file's own path: its folder without links; the file itself may be one, or be gone. */
export function filePath(file: string): string {
  const path = resolve(file);
  return join(withoutLinks(dirname(path)), basename(path));
}
