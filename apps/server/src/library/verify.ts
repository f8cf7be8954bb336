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

/** What does not fit; paths are relative to the library (of half-written ones, to `incoming/`). */
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
    unknown: await unknownFiles(parts),
    halfWritten: await halfWritten(parts),
  };
}

export function isClean({ missing, changed, unknown, halfWritten }: LibraryReport): boolean {
  return [missing, changed, unknown, halfWritten].every((list) => list.length === 0);
}

/** Files of the library that no row points at, sidecars of items aside. */
export async function unknownFiles({ data, catalog, stop }: VerifyParts): Promise<readonly string[]> {
  const unknown: string[] = [];
  for await (const paths of inBatches(walkLibrary(data.library), rowsAtOnce)) {
    if (stop.aborted) break;
    const itemOf = (path: string): string => pathKey(path.replace(/\.xmp$/i, ''));
    const known = await catalog.items.takenPaths([
      ...new Set(paths.flatMap((path) => [pathKey(path), itemOf(path)])),
    ]);
    unknown.push(...paths.filter((path) => !known.has(pathKey(path)) && !known.has(itemOf(path))));
  }
  return unknown;
}

async function compareRows({ data, catalog, stop, progress }: VerifyParts) {
  const missing: string[] = [];
  const changed: string[] = [];
  const all = await catalog.items.count();
  let compared = 0;
  for (let rows = await catalog.items.after(0, rowsAtOnce); rows.length > 0;) {
    for (const row of rows.filter(({ removed_at }) => removed_at === null)) {
      if (stop.aborted) return { compared, missing, changed };
      const found = await compare(data.library, row);
      if (found === 'missing') missing.push(row.path);
      if (found === 'changed') changed.push(row.path);
      compared += 1;
      progress(compared, all);
    }
    rows = await catalog.items.after(rows.at(-1)?.id ?? 0, rowsAtOnce);
  }
  return { compared, missing, changed };
}

async function compare(library: string, row: ItemRow): Promise<'same' | 'missing' | 'changed'> {
  const path = join(library, row.path);
  const found = await lstat(path).catch(() => undefined);
  if (!found) return 'missing';
  if (!found.isFile()) return 'changed';
  return (await hashFile(path)) === (row.stored_hash ?? row.hash) ? 'same' : 'changed';
}

async function halfWritten({ data, catalog }: VerifyParts): Promise<readonly string[]> {
  const waiting = new Set(
    (await catalog.partialUploads.all()).map(({ id }) => partialPath(data.incoming, id)),
  );
  return (await readdir(data.incoming)).filter((name) => !waiting.has(join(data.incoming, name)));
}
