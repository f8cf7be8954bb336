import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { MediaReceipt } from '@homeroll/protocol/media-receipt';
import { forceHeader } from '@homeroll/protocol/upload-metadata';
import type { KnownItem, NewItem } from '../catalog/item-row.ts';
import type { Items } from '../catalog/items.ts';
import { diskRefusal, Refusal } from '../refusal.ts';
import type { WholeFile } from './arrival.ts';
import { batched } from './batched.ts';
import type { Folders } from './folders.ts';
import type { FreeNames } from './free-names.ts';
import { linkInto } from './link-into.ts';
import type { Locks } from './locks.ts';

export interface CommitParts {
  readonly items: Items;
  readonly folders: Folders;
  readonly names: FreeNames;
  readonly locks: Locks;
  /** The row that a file shall have, with the path that the template wants. */
  readonly wanted: (file: WholeFile) => NewItem;
  /** Makes the row of a thrown-away photo the row of this file, durably; its copy in the trash goes. */
  readonly replaceThrownAway: (id: number, row: NewItem) => Promise<void>;
  /** Told after the commit, once per group, of what is new. */
  readonly added: (rows: readonly NewItem[]) => void;
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
    try {
      return await this.#parts.locks.run([file.hash], () => this.#store(file));
    } catch (error) {
      throw diskRefusal(error);
    }
  }

  async #store(file: WholeFile): Promise<MediaReceipt> {
    const twin = await this.#twin(file);
    if (twin?.removed_at === null) return receiptFor(twin, 'already-there');
    const { folders, names } = this.#parts;
    const wanted = this.#parts.wanted(file);
    const name = await names.place(wanted, (absolute) => linkInto(folders, file.temporary, absolute));
    const { path, path_key, absolute } = name;
    try {
      await folders.sync(dirname(absolute));
      const id = await this.#recorded({ ...wanted, path, path_key }, twin);
      const { hash, size } = file;
      return { outcome: 'stored', id, hash, size, path: withoutOwner(path) };
    } catch (error) {
      await rm(absolute, { force: true });
      throw error;
    } finally {
      names.release(name);
    }
  }

  async #recorded(row: NewItem, thrownAway: KnownItem | undefined): Promise<number> {
    if (!thrownAway) return this.#record(row);
    await this.#parts.replaceThrownAway(thrownAway.id, row);
    this.#parts.added([row]);
    return thrownAway.id;
  }

  /** The same photo, if it is there, or this account threw it away and it may come again; refused if it may not. */
  async #twin({ hash, arrival }: WholeFile): Promise<KnownItem | undefined> {
    const { sender, force } = arrival;
    const known = await this.#parts.items.known([hash]);
    const rows = known.filter((row) => sender.seesAll || row.owner_id === sender.userId);
    const there = rows.find((row) => row.removed_at === null);
    const thrownAway = there ? undefined : rows.find((row) => row.owner_id === sender.userId);
    if (thrownAway && !force) throw wasThrownAway();
    return there ?? thrownAway;
  }
}

export function wasThrownAway(): Refusal {
  return new Refusal(
    'conflict',
    `This account deleted this photo here. To have it taken again, send it with the header ${forceHeader}: 1.`,
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
