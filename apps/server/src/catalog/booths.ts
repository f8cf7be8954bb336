import { createHash } from 'node:crypto';
import type { Kysely, Selectable } from 'kysely';
import type { ItemRow } from './item-row.ts';
import type { Schema } from './schema.ts';

export interface StoredBooth {
  readonly id: string;
  readonly userId: number;
  readonly name: string;
  readonly sealedSecret: string;
}

export interface KeptBooth extends StoredBooth {
  readonly createdAt: number;
  /** Since when its links do not work; null while they do. */
  readonly withdrawnAt: number | null;
}

export interface CountedBooth extends KeptBooth {
  /** Pictures that guests can have. */
  readonly count: number;
}

/** Photo booths and what lies under their paths. */
export class Booths {
  readonly #database: Kysely<Schema>;

  constructor(database: Kysely<Schema>) {
    this.#database = database;
  }

  /** Adds a booth, or gives an account's own one another name. False where it is another account's. */
  async keep(booth: StoredBooth, createdAt: number): Promise<boolean> {
    const { id, userId, name, sealedSecret } = booth;
    await this.#database
      .insertInto('booths')
      .values({
        ...{ id, user_id: userId, name, sealed_secret: sealedSecret },
        ...{ created_at: createdAt, withdrawn_at: null },
      })
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet({ name }).where('booths.user_id', '=', userId),
      )
      .execute();
    return (await this.byId(id))?.userId === userId;
  }

  async byId(id: string): Promise<KeptBooth | undefined> {
    const row = await this.#database.selectFrom('booths').selectAll().where('id', '=', id).executeTakeFirst();
    return row && boothFrom(row);
  }

  /** This account's booths whose links work, the newest first. */
  async of(userId: number): Promise<readonly CountedBooth[]> {
    const rows = await this.#database
      .selectFrom('booths')
      .selectAll('booths')
      .select((row) =>
        row
          .selectFrom('booth_files')
          .innerJoin('items', 'items.id', 'booth_files.item_id')
          .whereRef('booth_files.booth_id', '=', 'booths.id')
          .where('removed_at', 'is', null)
          .select(({ fn }) => fn.countAll<number>().as('count'))
          .as('count'),
      )
      .where('user_id', '=', userId)
      .where('withdrawn_at', 'is', null)
      .orderBy('created_at', 'desc')
      .execute();
    return rows.map((row) => ({ ...boothFrom(row), count: row.count ?? 0 }));
  }

  /** Links to its pictures end (the pictures stay in the library), or work again (`null`). False where it is not this account's. */
  async withdraw(userId: number, id: string, at: number | null): Promise<boolean> {
    const changed = await this.#database
      .updateTable('booths')
      .set({ withdrawn_at: at })
      .where('id', '=', id)
      .where('user_id', '=', userId)
      .executeTakeFirst();
    return changed.numUpdatedRows > 0n;
  }

  /** Puts an item under a path, or nothing (`null`), and answers what was there before. */
  async put(booth: string, path: string, item: number | null): Promise<number | null> {
    const place = { booth_id: booth, path_hash: hashOf(path), key_hash: hashOf(keyOf(path)) };
    return this.#database.transaction().execute(async (transaction) => {
      const before = await transaction
        .selectFrom('booth_files')
        .select('item_id')
        .where('booth_id', '=', booth)
        .where('path_hash', '=', place.path_hash)
        .executeTakeFirst();
      if (before === undefined && item === null) return null;
      await transaction
        .insertInto('booth_files')
        .values({ ...place, item_id: item })
        .onConflict((conflict) => conflict.columns(['booth_id', 'path_hash']).doUpdateSet({ item_id: item }))
        .execute();
      return before?.item_id ?? null;
    });
  }

  find(booth: string, path: string): Promise<ItemRow | undefined> {
    return this.#items(booth).where('path_hash', '=', hashOf(path)).executeTakeFirst();
  }

  /** The picture that a key stands for; `gone` where there was one. */
  async byKey(booth: string, key: string): Promise<ItemRow | 'gone' | undefined> {
    const item = await this.#items(booth).where('key_hash', '=', hashOf(key)).executeTakeFirst();
    if (item !== undefined) return item;
    const row = await this.#database
      .selectFrom('booth_files')
      .select('item_id')
      .where('booth_id', '=', booth)
      .where('key_hash', '=', hashOf(key))
      .executeTakeFirst();
    return row && 'gone';
  }

  /** Whether any booth hands this item out. */
  async uses(item: number): Promise<boolean> {
    const row = await this.#database
      .selectFrom('booth_files')
      .select('path_hash')
      .where('item_id', '=', item)
      .executeTakeFirst();
    return row !== undefined;
  }

  #items(booth: string) {
    return this.#database
      .selectFrom('booth_files')
      .innerJoin('items', 'items.id', 'booth_files.item_id')
      .selectAll('items')
      .where('booth_id', '=', booth)
      .where('removed_at', 'is', null);
  }
}

function boothFrom(row: Selectable<Schema['booths']>): KeptBooth {
  const { id, user_id: userId, name, sealed_secret: sealedSecret } = row;
  return { id, userId, name, sealedSecret, createdAt: row.created_at, withdrawnAt: row.withdrawn_at };
}

function keyOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/(.)\.[^.]*$/, '$1');
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
