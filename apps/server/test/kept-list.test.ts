import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { KeptList, type ListInCatalog } from '@homeroll/server/events/kept-list';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'homeroll-kept-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** A catalog that forgets with the process; `refuses` as a full disk would. */
class CatalogInMemory implements ListInCatalog<string> {
  entries: readonly string[];
  refuses = false;

  constructor(entries: readonly string[]) {
    this.entries = entries;
  }

  readonly all = (): Promise<readonly string[]> => Promise.resolve(this.entries);
  readonly keep = (entries: readonly string[]): Promise<void> => {
    if (this.refuses) return Promise.reject(new Error('full'));
    this.entries = entries;
    return Promise.resolve();
  };
}

const file = (): string => join(folder, 'list.json');
const inFile = async (): Promise<unknown> => JSON.parse(await readFile(file(), 'utf8')) as unknown;

function open(catalog: CatalogInMemory, warned: string[] = []): Promise<KeptList<string>> {
  const warn = (words: string): void => void warned.push(words);
  return KeptList.open({ file: file(), schema: z.array(z.string()), catalog, warn });
}

it('what the file says holds, and what the catalog says where there is no file', async () => {
  const catalog = new CatalogInMemory(['a']);
  expect((await open(catalog)).entries).toEqual(['a']);
  expect(await inFile()).toEqual(['a']);
  const lost = new CatalogInMemory([]);
  expect((await open(lost)).entries).toEqual(['a']);
  expect(lost.entries).toEqual(['a']);
});

it('a file that is damaged is put aside with words, and never overwritten', async () => {
  await writeFile(file(), '{"not": "a list"}');
  const warned: string[] = [];
  expect((await open(new CatalogInMemory(['a']), warned)).entries).toEqual(['a']);
  expect(warned).toEqual([expect.stringContaining('list.json.unreadable')]);
  expect(await readFile(`${file()}.unreadable`, 'utf8')).toBe('{"not": "a list"}');
  expect(await inFile()).toEqual(['a']);
});

it('changes come one after the other, and lie in both places', async () => {
  const catalog = new CatalogInMemory([]);
  const list = await open(catalog);
  const added = Array.from({ length: 20 }, (_, place) => String(place));
  await Promise.all(added.map((entry) => list.change((entries) => [...entries, entry])));
  expect(list.entries).toEqual(added);
  expect(catalog.entries).toEqual(added);
  expect(await inFile()).toEqual(added);
  expect(await readdir(folder)).toEqual(['list.json']);
});

it('a change that fails leaves all as it was', async () => {
  const catalog = new CatalogInMemory(['a']);
  const list = await open(catalog);
  catalog.refuses = true;
  await expect(list.change(() => ['b'])).rejects.toThrow('full');
  await expect(
    list.change(() => {
      throw new Error('no');
    }),
  ).rejects.toThrow('no');
  expect(list.entries).toEqual(['a']);
  expect(await inFile()).toEqual(['a']);
  catalog.refuses = false;
  await list.change((entries) => [...entries, 'b']);
  expect(catalog.entries).toEqual(['a', 'b']);
});
