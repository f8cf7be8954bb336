import { randomUUID } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { z } from 'zod';
import { Turns } from '../library/turns.ts';

export interface ListParts<Entry> {
  /** Absolute; JSON that people and other programs can read. */
  readonly file: string;
  readonly schema: z.ZodType<readonly Entry[]>;
  /** Where the catalog has the same list. */
  readonly catalog: ListInCatalog<Entry>;
  /** Told in words of a file that could not be read and was put aside. */
  readonly warn: (words: string) => void;
}

export interface ListInCatalog<Entry> {
  readonly all: () => Promise<readonly Entry[]>;
  readonly keep: (entries: readonly Entry[]) => Promise<void>;
}

/**
 * A short list that outlives a lost catalog: it lies in a file as well. The file is written first, so it is never
 * older than the catalog, and what it says holds when the two differ; without a file the catalog's list holds.
 */
export class KeptList<Entry> {
  readonly #parts: ListParts<Entry>;
  readonly #oneByOne = new Turns(1);
  #entries: readonly Entry[];

  private constructor(parts: ListParts<Entry>, entries: readonly Entry[]) {
    this.#parts = parts;
    this.#entries = entries;
  }

  static async open<Entry>(parts: ListParts<Entry>): Promise<KeptList<Entry>> {
    const { file, catalog } = parts;
    const [inFile, inCatalog] = [await readList(parts), await catalog.all()];
    if (inFile === undefined) {
      if (inCatalog.length > 0) await writeList(file, inCatalog);
      return new KeptList(parts, inCatalog);
    }
    if (JSON.stringify(inFile) !== JSON.stringify(inCatalog)) await catalog.keep(inFile);
    return new KeptList(parts, inFile);
  }

  get entries(): readonly Entry[] {
    return this.#entries;
  }

  /**
   * Durable in both places when fulfilled. `edit` gets the list as it is by then; where it answers the very same
   * list, or throws, nothing is written.
   */
  change(edit: (entries: readonly Entry[]) => readonly Entry[]): Promise<void> {
    return this.#oneByOne.run(async () => {
      const { file, catalog } = this.#parts;
      const before = this.#entries;
      const after = edit(before);
      if (after === before) return;
      await writeList(file, after);
      try {
        await catalog.keep(after);
      } catch (error) {
        await writeList(file, before);
        throw error;
      }
      this.#entries = after;
    });
  }
}

/** `undefined` where there is no file; one that is damaged is put aside, so that nothing overwrites it. */
async function readList<Entry>({
  file,
  schema,
  warn,
}: ListParts<Entry>): Promise<readonly Entry[] | undefined> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const parsed = schema.safeParse(jsonIn(text));
  if (parsed.success) return parsed.data;
  const aside = `${file}.unreadable`;
  await rename(file, aside);
  warn(`${basename(file)} could not be read and lies in ${basename(aside)} now; the catalog's list is used.`);
  return undefined;
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** At once and durably: whoever reads the file sees the old list or the new one, also after a power cut. */
async function writeList(path: string, entries: readonly unknown[]): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${randomUUID()}`);
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(`${JSON.stringify(entries, null, 2)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  const folder = await open(dirname(path), 'r');
  await folder.sync().finally(() => folder.close());
}
