import { lstat, opendir, readdir, rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import type { Catalog } from '../catalog/catalog.ts';
import { slotBytes } from './aligned-memory.ts';
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
  { incoming, library }: { readonly incoming: string; readonly library: string },
): Promise<{ readonly search: Promise<void> }> {
  const resumable = new Set((await catalog.partialUploads.all()).map(({ id }) => partialPath(incoming, id)));
  const orphans = new Map<bigint, string>();
  for (const name of await readdir(incoming)) {
    const path = join(incoming, name);
    if (resumable.has(path)) {
      await distrustTail(path);
      continue;
    }
    const { nlink, ino } = await lstat(path, { bigint: true });
    if (nlink > 1n && !(await isCatalogued(catalog, library, { path, ino }))) orphans.set(ino, path);
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
  library: string,
  { path, ino }: { readonly path: string; readonly ino: bigint },
): Promise<boolean> {
  const rows = await catalog.items.withHash(await hashFile(path));
  for (const row of rows) {
    const there = await lstat(join(library, row.path), { bigint: true }).catch(() => undefined);
    if (there?.ino === ino) return true;
  }
  return false;
}

async function removeUnacknowledged(folder: string, orphans: ReadonlyMap<bigint, string>): Promise<void> {
  for await (const entry of await opendir(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await removeUnacknowledged(path, orphans);
    else if (entry.isFile()) {
      const temporary = orphans.get((await lstat(path, { bigint: true })).ino);
      if (temporary === undefined) continue;
      // The final name first: as long as the temporary one is there, the next start would find it again.
      await rm(path, { force: true });
      await rm(temporary, { force: true });
    }
  }
}
