import { lstat, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ItemRow } from '../catalog/item-row.ts';
import { inside, type DataFolder } from './data-folder.ts';
import type { Folders } from './folders.ts';
import { linkInto } from './link-into.ts';

/**
 * Takes away the name that a file had before it was moved, or would have had, its sidecar first: as long as the
 * file's name is there nobody else gets it. A name in the library goes only where it is the very file that the row
 * speaks of. Where that is missing, the leftover is the last name of the photo, and becomes the first one again.
 */
export async function loseLeftover(
  data: DataFolder,
  folders: { readonly library: Folders; readonly trash: Folders },
  row: ItemRow,
): Promise<void> {
  if (row.leftover === null) return;
  const leftover = inside(data.root, row.leftover);
  const isInLibrary = row.leftover.startsWith('library/');
  const first = placeOf(data, row);
  if (first !== undefined && !(await exists(first)) && (await exists(leftover))) {
    const into = row.removed_at === null ? folders.library : folders.trash;
    await linkInto(into, leftover, first);
    if (await exists(`${leftover}.xmp`)) await linkInto(into, `${leftover}.xmp`, `${first}.xmp`);
    await into.sync(dirname(first));
  }
  for (const ending of ['.xmp', '']) {
    const mayGo =
      !isInLibrary || (first !== undefined && (await sameFile(first + ending, leftover + ending)));
    if (mayGo) await rm(leftover + ending, { force: true });
  }
  if (await exists(dirname(leftover))) {
    await (isInLibrary ? folders.library : folders.trash).sync(dirname(leftover));
  }
}

/** Where the row says that its file lies; `undefined` where it was deleted for good. */
function placeOf(data: DataFolder, { removed_at, path, trash_path }: ItemRow): string | undefined {
  if (removed_at === null) return inside(data.library, path);
  return trash_path === null ? undefined : inside(data.trash, trash_path);
}

export async function exists(path: string): Promise<boolean> {
  return (await stateOf(path)) !== undefined;
}

async function sameFile(one: string, other: string): Promise<boolean> {
  const [first, second] = [await stateOf(one), await stateOf(other)];
  return first !== undefined && first.ino === second?.ino && first.dev === second.dev;
}

async function stateOf(path: string): Promise<{ ino: bigint; dev: bigint } | undefined> {
  return lstat(path, { bigint: true }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  });
}
