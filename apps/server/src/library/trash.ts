import { basename, dirname } from 'node:path';
import type { FastifyBaseLogger } from 'fastify';
import { cleanSegment, numberedPath, pathKey } from '@homeroll/core/filing/clean-name';
import type { ItemRow, NewItem } from '../catalog/item-row.ts';
import type { ItemChange, Items } from '../catalog/items.ts';
import type { TrashRows } from '../catalog/trash-rows.ts';
import { batched } from './batched.ts';
import { inside, type DataFolder } from './data-folder.ts';
import type { Folders } from './folders.ts';
import type { FreeNames } from './free-names.ts';
import { linkInto } from './link-into.ts';
import type { Locks } from './locks.ts';
import { exists, loseLeftover } from './lose-leftover.ts';
import { writeSidecars } from './sidecars.ts';

export interface TrashParts {
  readonly data: DataFolder;
  readonly items: Items;
  readonly rows: TrashRows;
  /** Folders of the library, and those of the trash. */
  readonly folders: { readonly library: Folders; readonly trash: Folders };
  readonly names: FreeNames;
  readonly locks: Locks;
  /** Removes the smaller pictures of a photo that is gone for good. */
  readonly forgetPictures: (hash: string) => Promise<void>;
  /** Told when a photo left the timeline or came back to it, with its day. */
  readonly changed: (day: number) => void;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly log: FastifyBaseLogger;
}

const mostAtOnce = 64;

/**
 * Between library and trash. A row says where its file lies, and `leftover` which other name the file may have. A move
 * writes the name to come into `leftover`, links the file there, syncs that folder, and commits the row: now it lies
 * there, and the old name is the leftover, which goes last. So at every instant the file has the name that its row
 * says, and the next start knows each name that is too many (`recover`), without looking through any folder.
 *
 * Many moves at a time share commits and folder syncs.
 */
export class Trash {
  readonly #parts: TrashParts;
  readonly #change: (change: ItemChange) => Promise<void>;

  constructor(parts: TrashParts) {
    this.#parts = parts;
    this.#change = batched(mostAtOnce, async (changes) => {
      await parts.items.changeTogether(changes);
      return changes.map(() => undefined);
    });
  }

  /** Moves a photo or video from the library into the trash. False where it is not in the library any more. */
  throwAway(item: ItemRow): Promise<boolean> {
    return this.#alone(item, async (row) => {
      if (row.removed_at !== null) return false;
      const { data, folders, now, changed } = this.#parts;
      if (row.sidecar === 'pending') await writeSidecars(data, folders.library, [row]);
      const place = await this.#freeTrashName(row);
      await this.#change({ id: row.id, values: { leftover: `trash/${place}` } });
      const to = inside(data.trash, place);
      await linkWithSidecar(folders.trash, inside(data.library, row.path), to);
      await folders.trash.sync(dirname(to));
      await this.#moved(row, { removed_at: now(), trash_path: place, leftover: `library/${row.path}` });
      changed(row.day);
      return true;
    });
  }

  /** Moves it back, under its old name where that is free. False where it is not in the trash any more. */
  restore(item: ItemRow): Promise<boolean> {
    return this.#alone(item, async (row) => {
      if (row.trash_path === null) return false;
      const { data, folders, names, changed } = this.#parts;
      const from = inside(data.trash, row.trash_path);
      const name = await names.place(row, async (absolute, path) => {
        if ((await exists(absolute)) || (await exists(`${absolute}.xmp`))) return false;
        await this.#change({ id: row.id, values: { leftover: `library/${path}` } });
        return linkWithSidecar(folders.library, from, absolute);
      });
      try {
        await folders.library.sync(dirname(name.absolute));
        const { path, path_key } = name;
        const leftover = `trash/${row.trash_path}`;
        await this.#moved(row, { path, path_key, removed_at: null, trash_path: null, leftover });
      } finally {
        names.release(name);
      }
      changed(row.day);
      return true;
    });
  }

  /** Deletes it for good; that this account sent it once stays known. False where it is not in the trash any more. */
  purge(item: ItemRow): Promise<boolean> {
    return this.#alone(item, async (row) => {
      if (row.trash_path === null) return false;
      await this.#parts.rows.leaveShares(row.id);
      const gone = { trash_path: null, purged_at: this.#parts.now(), ...nothingKnown };
      await this.#moved(row, { ...gone, leftover: `trash/${row.trash_path}` });
      return true;
    });
  }

  /**
   * Makes a thrown-away photo's row the row of a file that was sent again and lies in the library. Title, tags and
   * album stay where the sender says nothing. Who calls holds the lock of its hash.
   */
  async replace(id: number, sent: NewItem): Promise<void> {
    const row = await this.#parts.rows.row(id);
    if (!row) throw new Error(`the row ${String(id)} is gone`);
    await this.#finish(row);
    const kept = {
      title: sent.title ?? row.title,
      tags: sent.tags ?? row.tags,
      album: sent.album ?? row.album,
    };
    await this.#moved(row, {
      ...sent,
      ...kept,
      ...{ removed_at: null, trash_path: null, purged_at: null },
      sidecar: kept.title === null && kept.tags === null ? 'none' : 'pending',
      leftover: row.trash_path === null ? null : `trash/${row.trash_path}`,
    });
  }

  /** After a start: takes away every name that a move, cut off by whatever ended the last run, left over. */
  async recover(): Promise<void> {
    const unfinished = await this.#parts.rows.unfinished();
    await Promise.all(
      unfinished.map((row) =>
        this.#alone(row, () => Promise.resolve(true)).catch((error: unknown) => {
          this.#parts.log.error(
            { err: error, id: row.id },
            'a file that was being moved has a name too many',
          );
        }),
      ),
    );
  }

  /** With the row as it is now, its file under one name, and nobody else at it. */
  #alone(
    { id, hash }: { readonly id: number; readonly hash: string },
    work: (row: ItemRow) => Promise<boolean>,
  ): Promise<boolean> {
    return this.#parts.locks.run([hash], async () => {
      const row = await this.#parts.rows.row(id);
      if (!row) return false;
      await this.#finish(row);
      return work({ ...row, leftover: null });
    });
  }

  /** Commits where the file lies now, then takes its old name away; if that fails, the next start does it. */
  async #moved(row: ItemRow, values: ItemChange['values']): Promise<void> {
    await this.#change({ id: row.id, values });
    try {
      const moved = await this.#parts.rows.row(row.id);
      if (moved) await this.#finish(moved);
    } catch (error) {
      // The row is committed: whoever asked for the move must not take it for failed.
      const words = 'a moved file keeps its old name until the next start';
      this.#parts.log.warn({ err: error, id: row.id }, words);
    }
  }

  async #finish(row: ItemRow): Promise<void> {
    if (row.leftover === null) return;
    const { data, folders, items, forgetPictures } = this.#parts;
    await loseLeftover(data, folders, row);
    if (row.purged_at !== null) {
      const others = await items.withHash(row.hash);
      if (others.every(({ purged_at }) => purged_at !== null)) await forgetPictures(row.hash);
    }
    await this.#change({ id: row.id, values: { leftover: null } });
  }

  /** `<owner's folder>/<id>-<name>`; after the catalog was rebuilt an older file may have that name. */
  async #freeTrashName({ id, path }: ItemRow): Promise<string> {
    const owner = path.slice(0, path.indexOf('/'));
    const [, stem = '', ending = ''] = /^(.*?)(\.[A-Za-z0-9]{1,10})?$/su.exec(basename(path)) ?? [];
    const wanted = `${owner}/${String(id)}-${cleanSegment(stem, ending.length + 20)}${ending}`;
    let free = wanted;
    const isTaken = async (): Promise<boolean> => {
      const absolute = inside(this.#parts.data.trash, free);
      return (await exists(absolute)) || exists(`${absolute}.xmp`);
    };
    for (let number = 2; await isTaken(); number += 1) {
      free = numberedPath(wanted, number);
    }
    return free;
  }
}

/** What a row forgets of a photo that is deleted for good: all but whose it was and which bytes. */
const nothingKnown = {
  ...{ path: '', path_key: pathKey(''), file_name: '', title: null, tags: null, album: null, device: null },
  ...({ facts: null, sidecar: 'none' } as const),
};

/** False where something holds the name. */
async function linkWithSidecar(folders: Folders, from: string, to: string): Promise<boolean> {
  if (!(await linkInto(folders, from, to))) return false;
  if (await exists(`${from}.xmp`)) await linkInto(folders, `${from}.xmp`, `${to}.xmp`);
  return true;
}
