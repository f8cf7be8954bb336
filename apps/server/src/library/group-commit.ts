import { link, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { numberedPath, pathKey } from '@homeroll/core/filing/clean-name';
import type { MediaReceipt } from '@homeroll/protocol/media-receipt';
import type { KnownItem, NewItem } from '../catalog/item-row.ts';
import type { Items } from '../catalog/items.ts';
import { diskRefusal, Refusal } from '../refusal.ts';
import type { WholeFile } from './arrival.ts';
import { batched } from './batched.ts';
import { inside } from './data-folder.ts';
import type { Folders } from './folders.ts';

export interface CommitParts {
  readonly items: Items;
  readonly library: string;
  readonly folders: Folders;
  /** The row that a file shall have, with the path that the template wants. */
  readonly wanted: (file: WholeFile) => NewItem;
  /** Told after the commit, once per group, of what is new. */
  readonly added: (rows: readonly NewItem[]) => void;
}

interface Placed {
  readonly row: NewItem;
  readonly absolute: string;
}

const mostAtOnce = 64;

/**
 * The one door into the library. Whole, durable files come in; each is linked to its final name, the folder is
 * synced, the row is committed, and only then is its sender answered. Each step is shared: files that wait for a
 * sync of the same folder wait for the same one, and rows that wait for a commit become one transaction. While one
 * group is being committed the next one is already being linked and synced.
 *
 * The temporary name stays until after the commit: a final name without a row still has its twin in `incoming/`,
 * by which the next start knows it and takes it back (recover.ts). A failed commit takes the final names back.
 */
export class GroupCommit {
  readonly #parts: CommitParts;
  readonly #numbers = new Map<string, number>();
  /** By hash, what is on its way through; the same photo again waits for it. */
  readonly #underWay = new Map<string, Promise<MediaReceipt>>();
  /** Folded paths of files that are on their way and have no row yet. */
  readonly #reserved = new Set<string>();
  readonly #record: (row: NewItem) => Promise<number>;

  constructor(parts: CommitParts) {
    this.#parts = parts;
    this.#record = batched(mostAtOnce, async (rows) => {
      const ids = await parts.items.add(rows);
      parts.added(rows);
      return ids;
    });
  }

  /** Fulfilled when the file is durable under its final name and in the catalog, or known to be there already. */
  async commit(file: WholeFile): Promise<MediaReceipt> {
    for (;;) {
      const earlier = this.#underWay.get(file.hash);
      if (!earlier) break;
      await earlier.catch(() => undefined);
    }
    const storing = this.#store(file).finally(() => this.#underWay.delete(file.hash));
    this.#underWay.set(file.hash, storing);
    return storing.catch((error: unknown) => {
      throw diskRefusal(error);
    });
  }

  /** Fulfilled when nothing is on its way. */
  async idle(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.allSettled(this.#underWay.values());
  }

  async #store(file: WholeFile): Promise<MediaReceipt> {
    const there = await this.#twin(file);
    if (there) return receiptFor(there, 'already-there');
    const { absolute, row } = await this.#place(file);
    try {
      await this.#parts.folders.sync(dirname(absolute));
      const id = await this.#record(row);
      const { hash, size } = file;
      return { outcome: 'stored', id, hash, size, path: withoutOwner(row.path) };
    } catch (error) {
      await rm(absolute, { force: true });
      throw error;
    } finally {
      this.#reserved.delete(row.path_key);
    }
  }

  /** The same photo, if it is there; refused if this account threw it away. */
  async #twin({ hash, arrival }: WholeFile): Promise<KnownItem | undefined> {
    const { userId, seesAll } = arrival.sender;
    const known = await this.#parts.items.known([hash]);
    const rows = known.filter((row) => seesAll || row.owner_id === userId);
    const there = rows.find((row) => row.removed_at === null);
    if (!there && rows.some((row) => row.owner_id === userId)) throw thrownAway();
    return there;
  }

  /** Links the file to a free name, which stays reserved until the caller gives it free. */
  async #place(file: WholeFile): Promise<Placed> {
    const wanted = this.#parts.wanted(file);
    const mostTries = 10_000;
    for (let tries = 0; tries < mostTries; tries += 1) {
      const path = tries === 0 ? wanted.path : this.#numbered(wanted);
      const key = pathKey(path);
      if (this.#reserved.has(key)) continue;
      // Reserved before the first wait: two files never go for the same name.
      this.#reserved.add(key);
      const absolute = await this.#placedAt(file.temporary, path, key).catch((error: unknown) => {
        this.#reserved.delete(key);
        throw error;
      });
      if (absolute !== undefined) return { absolute, row: { ...wanted, path, path_key: key } };
      this.#reserved.delete(key);
    }
    throw new Refusal('conflict', `There are too many files named ${wanted.file_name} in one folder.`);
  }

  /** `undefined` where the catalog, or a file that it does not know, holds the name. */
  async #placedAt(temporary: string, path: string, key: string): Promise<string | undefined> {
    if ((await this.#parts.items.takenPaths([key])).size > 0) return undefined;
    const absolute = inside(this.#parts.library, path);
    return (await this.#linked(temporary, absolute)) ? absolute : undefined;
  }

  /** The name with the next number; the numbers go on where they ended last time. */
  #numbered(wanted: NewItem): string {
    const number = this.#numbers.get(wanted.path_key) ?? 2;
    const mostRemembered = 1000;
    if (this.#numbers.size >= mostRemembered) this.#numbers.clear();
    this.#numbers.set(wanted.path_key, number + 1);
    return numberedPath(wanted.path, number);
  }

  /** False where a file that the catalog does not know holds the name. */
  async #linked(temporary: string, absolute: string, again = true): Promise<boolean> {
    const folder = dirname(absolute);
    await this.#parts.folders.ensure(folder);
    try {
      await link(temporary, absolute);
      return true;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EEXIST') return false;
      if (code !== 'ENOENT' || !again) throw error;
      await this.#parts.folders.forget(folder);
      return this.#linked(temporary, absolute, false);
    }
  }
}

function thrownAway(): Refusal {
  return new Refusal(
    'conflict',
    'This account threw this photo away. It is taken again only when that is asked for.',
  );
}

export function receiptFor(
  item: { id: number; hash: string; size: number; path: string },
  outcome: MediaReceipt['outcome'],
): MediaReceipt {
  return { outcome, id: item.id, hash: item.hash, size: item.size, path: withoutOwner(item.path) };
}

function withoutOwner(path: string): string {
  return path.slice(path.indexOf('/') + 1);
}
