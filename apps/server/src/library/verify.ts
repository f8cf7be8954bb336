import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathKey } from '@homeroll/core/filing/clean-name';
import type { Catalog } from '../catalog/catalog.ts';
import type { ItemRow } from '../catalog/item-row.ts';
import type { DataFolder } from './data-folder.ts';
import { hashFile } from './hash-file.ts';
import { partialPath } from './partial-path.ts';
import { inBatches, walkLibrary } from './walk-library.ts';

export interface VerifyParts {
  readonly data: DataFolder;
  readonly catalog: Catalog;
  readonly stop: AbortSignal;
  /** Told now and then: items compared, and how many there are. */
  readonly progress: (done: number, all: number) => void;
}

/**
 * What does not fit; paths are relative to the library (of half-written ones, to `incoming/`): what lies in the trash
 * begins with `../trash/`.
 */
export interface LibraryReport {
  readonly compared: number;
  /** In the catalog, but not on the disk. */
  readonly missing: readonly string[];
  /** On the disk with other bytes than were acknowledged. */
  readonly changed: readonly string[];
  /** On the disk, but not in the catalog. */
  readonly unknown: readonly string[];
  /** Begun and never finished; resumable uploads that wait for the rest do not count. */
  readonly halfWritten: readonly string[];
}

const rowsAtOnce = 500;

/** Reads every file of the library again and compares it with the catalog. Changes nothing. */
export async function verifyLibrary(parts: VerifyParts): Promise<LibraryReport> {
  const compared = await compareRows(parts);
  return {
    ...compared,
    unknown: [...(await unknownInLibrary(parts)), ...(await unknownInTrash(parts)).map(fromLibrary)],
    halfWritten: await halfWritten(parts),
  };
}

export function isClean({ missing, changed, unknown, halfWritten }: LibraryReport): boolean {
  return [missing, changed, unknown, halfWritten].every((list) => list.length === 0);
}

function fromLibrary(trashPath: string): string {
  return `../trash/${trashPath}`;
}

/** Files of the library that no row points at, sidecars of items aside. */
export async function unknownInLibrary({ data, catalog, stop }: VerifyParts): Promise<readonly string[]> {
  const unknown: string[] = [];
  const moving = await leftovers(catalog);
  for await (const paths of inBatches(walkLibrary(data.library), rowsAtOnce)) {
    if (stop.aborted) break;
    const itemOf = (path: string): string => pathKey(withoutXmp(path));
    const known = await catalog.items.takenPaths([
      ...new Set(paths.flatMap((path) => [pathKey(path), itemOf(path)])),
    ]);
    const strange = paths.filter((path) => !known.has(pathKey(path)) && !known.has(itemOf(path)));
    unknown.push(...strange.filter((path) => !moving.has(withoutXmp(`library/${path}`))));
  }
  return unknown;
}

/** Files of the trash that no row points at, sidecars of items aside; below the trash. */
export async function unknownInTrash({ data, catalog, stop }: VerifyParts): Promise<readonly string[]> {
  const unknown: string[] = [];
  const moving = await leftovers(catalog);
  for await (const paths of inBatches(walkLibrary(data.trash), rowsAtOnce)) {
    if (stop.aborted) break;
    const known = await catalog.trash.knownPaths([...new Set(paths.map(withoutXmp))]);
    const strange = paths.filter((path) => !known.has(withoutXmp(path)));
    unknown.push(...strange.filter((path) => !moving.has(withoutXmp(`trash/${path}`))));
  }
  return unknown;
}

/** Names that files lose at the next start of the server; below the data folder. */
async function leftovers({ trash }: Catalog): Promise<ReadonlySet<string>> {
  return new Set((await trash.unfinished()).flatMap(({ leftover }) => leftover ?? []));
}

function withoutXmp(path: string): string {
  return path.replace(/\.xmp$/i, '');
}

async function compareRows({ data, catalog, stop, progress }: VerifyParts) {
  const missing: string[] = [];
  const changed: string[] = [];
  const all = (await catalog.items.count()) + (await catalog.trash.count());
  let compared = 0;
  for (let rows = await catalog.items.after(0, rowsAtOnce); rows.length > 0;) {
    for (const row of rows.filter(({ purged_at }) => purged_at === null)) {
      if (stop.aborted) return { compared, missing, changed };
      const { path, found } = await compareNow(data, catalog, row);
      if (found === 'missing') missing.push(path);
      if (found === 'changed') changed.push(path);
      compared += 1;
      progress(compared, all);
    }
    rows = await catalog.items.after(rows.at(-1)?.id ?? 0, rowsAtOnce);
  }
  return { compared, missing, changed };
}

/** The server may be at work: what does not fit is looked at again with the row as it is then. */
async function compareNow(
  data: DataFolder,
  catalog: Catalog,
  row: ItemRow,
): Promise<{ readonly path: string; readonly found: Awaited<ReturnType<typeof compare>> }> {
  const path = row.trash_path === null ? row.path : fromLibrary(row.trash_path);
  const found = await compare(join(data.library, path), row);
  const now = found === 'same' ? row : await catalog.trash.row(row.id);
  if (!now || now.purged_at !== null) return { path, found: 'same' };
  const hasMoved = now.path !== row.path || now.trash_path !== row.trash_path;
  return hasMoved || now.stored_hash !== row.stored_hash ? compareNow(data, catalog, now) : { path, found };
}

async function compare(path: string, row: ItemRow): Promise<'same' | 'missing' | 'changed'> {
  const found = await lstat(path).catch(() => undefined);
  if (!found) return 'missing';
  if (!found.isFile()) return 'changed';
  const hash = await hashFile(path).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  });
  if (hash === undefined) return 'missing';
  return hash === (row.stored_hash ?? row.hash) ? 'same' : 'changed';
}

async function halfWritten({ data, catalog }: VerifyParts): Promise<readonly string[]> {
  const waiting = new Set(
    (await catalog.partialUploads.all()).map(({ id }) => partialPath(data.incoming, id)),
  );
  return (await readdir(data.incoming)).filter((name) => !waiting.has(join(data.incoming, name)));
}
