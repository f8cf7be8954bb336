import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ItemRow } from '../catalog/item-row.ts';
import { sidecarXmp } from '../metadata/sidecar.ts';
import { inside, type DataFolder } from './data-folder.ts';
import type { Folders } from './folders.ts';

/** Where an item's title and tags lie for other programs: `IMG_1.jpg.xmp` beside `IMG_1.jpg`. */
export function sidecarPath(library: string, item: { readonly path: string }): string {
  return inside(library, `${item.path}.xmp`);
}

/**
 * Writes the sidecars of these items out of their rows, durably and each at once (temporary name, then rename).
 * Many share a folder sync.
 */
export async function writeSidecars(
  data: DataFolder,
  folders: Folders,
  items: readonly ItemRow[],
): Promise<void> {
  const written = await Promise.all(items.map((item) => writeSidecar(data, item)));
  await Promise.all([...new Set(written)].map((folder) => folders.sync(folder)));
}

/** Answers the folder that has to be synced. */
async function writeSidecar({ incoming, library }: DataFolder, item: ItemRow): Promise<string> {
  const path = sidecarPath(library, item);
  const temporary = join(incoming, `${randomUUID()}.part`);
  const tags = JSON.parse(item.tags ?? '[]') as string[];
  const file = await open(temporary, 'wx', 0o600);
  try {
    const original = { hash: item.hash, fileName: item.file_name };
    await file.writeFile(
      sidecarXmp({ title: item.title, tags, ...(item.stored_hash === null ? {} : { original }) }),
    );
    await file.datasync();
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  } finally {
    await file.close();
  }
  await rename(temporary, path);
  return dirname(path);
}
