import { lstat, opendir, readdir, rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import type { Catalog } from '../catalog/catalog.ts';
import { slotBytes } from './aligned-memory.ts';
import type { DataFolder } from './data-folder.ts';
import { hashFile } from './hash-file.ts';
import { partialPath } from './partial-path.ts';
import { writesAtOnce } from './slot-file.ts';

/**
 * Tidies `incoming/` after whatever ended the last run. Resumable uploads stay. A temporary file with a second
 * name was being placed: if the catalog has its row, only the temporary name goes; if not, nobody was told that
 * it is there, and its final name goes too. The search for that name walks the library, which is rare and runs
 * beside the serving.
 */
export async function recoverIncoming(
  catalog: Catalog,
  { incoming, library, trash }: Pick<DataFolder, 'incoming' | 'library' | 'trash'>,
): Promise<{ readonly search: Promise<void> }> {
  const { partialUploads } = catalog;
  const resumable = new Map((await partialUploads.all()).map(({ id }) => [partialPath(incoming, id), id]));
  const orphans = new Map<bigint, string>();
  for (const name of await readdir(incoming)) {
    const path = join(incoming, name);
    const upload = resumable.get(path);
    const { nlink, ino } = await lstat(path, { bigint: true });
    if (nlink === 1n && upload !== undefined) {
      await distrustTail(path);
      continue;
    }
    // Whole and placed: nothing is left to resume, and its bytes are the library's too.
    if (upload !== undefined) await partialUploads.remove(upload);
    if (nlink > 1n && !(await isCatalogued(catalog, { library, trash }, { path, ino })))
      orphans.set(ino, path);
    else await rm(path, { force: true });
  }
  return { search: orphans.size === 0 ? Promise.resolve() : removeUnacknowledged(library, orphans) };
}

/**
 * Direct writes are under way four at a time, so the end of a file whose writer was killed may have holes. The
 * client sends these few mebibytes again; the hash over the whole would have found them, but only at the end.
 */
async function distrustTail(path: string): Promise<void> {
  const { size } = await lstat(path);
  const doubtful = (writesAtOnce + 1) * slotBytes;
  await truncate(path, Math.max(0, Math.floor(size / slotBytes) * slotBytes - doubtful));
}

/** Whether a row points at the very file (not only at its bytes: the same photo may be there from another hand). */
async function isCatalogued(
  catalog: Catalog,
  { library, trash }: Pick<DataFolder, 'library' | 'trash'>,
  { path, ino }: { readonly path: string; readonly ino: bigint },
): Promise<boolean> {
  const rows = await catalog.items.withHash(await hashFile(path));
  for (const row of rows) {
    // What was thrown away right after it came lies in the trash.
    const placed = row.trash_path === null ? join(library, row.path) : join(trash, row.trash_path);
    const there = await lstat(placed, { bigint: true }).catch(() => undefined);
    if (there?.ino === ino) return true;
  }
  return false;
}

/**
 * An inode number stands for its file only as long as the temporary name holds on to it: once that is gone the next
 * upload may get the same number. So each orphan is struck off the list before its temporary name goes.
 */
async function removeUnacknowledged(folder: string, orphans: Map<bigint, string>): Promise<void> {
  for await (const entry of await opendir(folder)) {
    if (orphans.size === 0) return;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await removeUnacknowledged(path, orphans);
    else if (entry.isFile()) await removeOrphan(path, orphans);
  }
}

async function removeOrphan(path: string, orphans: Map<bigint, string>): Promise<void> {
  const ino = (await lstat(path, { bigint: true }).catch(() => undefined))?.ino;
  const temporary = ino === undefined ? undefined : orphans.get(ino);
  if (ino === undefined || temporary === undefined) return;
  // The final name first: as long as the temporary one is there, the next start would find it again.
  await rm(path, { force: true });
  orphans.delete(ino);
  await rm(temporary, { force: true });
}
