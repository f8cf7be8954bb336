import { unlink, link, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { numberedPath, pathKey } from '@homeroll/core/filing/clean-name';
import type { MediaReceipt } from '@homeroll/protocol/media-receipt';
import type { NewItem } from '../catalog/item-row.ts';
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

  /** Links the file to a free name. The caller gives the reserved path free. */
  async #place(file: WholeFile): Promise<Placed> {
    const wanted = this.#parts.wanted(file);
    const mostTries = 10_000;
    for (let tries = 0; tries < mostTries; tries += 1) {
      const path = await this.#freePath(wanted);
      const key = pathKey(path);
      try {
        const absolute = inside(this.#parts.library, path);
        if (await this.#linked(file.temporary, absolute)) {
          return { absolute, row: { ...wanted, path, path_key: key } };
        }
      } catch (error) {
        this.#reserved.delete(key);
        throw error;
      }
    }
    throw new Refusal('conflict', `There are too many files named ${wanted.file_name} in one folder.`);
  }
}
