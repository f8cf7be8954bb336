import type { Kysely } from 'kysely';
import type { ItemRow } from './item-row.ts';
import type { Schema } from './schema.ts';

export interface StoredBooth {
  readonly id: number;
  readonly userId: number;
  readonly name: string;
}

/** Photo booths and what lies under their paths. */
export class Booths {
  readonly #database: Kysely<Schema>;

  constructor(database: Kysely<Schema>) {
    this.#database = database;
  }

  async add(userId: number, name: string, createdAt: number): Promise<StoredBooth> {
    const { id } = await this.#database
      .insertInto('booths')
      .values({ user_id: userId, name, created_at: createdAt })
      .returning('id')
      .executeTakeFirstOrThrow();
    return { id, userId, name };
  }

  async byId(id: number): Promise<StoredBooth | undefined> {
    const row = await this.#database
      .selectFrom('booths')
      .select(['id', 'user_id', 'name'])
      .where('id', '=', id)
      .executeTakeFirst();
    return row && { id: row.id, userId: row.user_id, name: row.name };
  }

  /** Puts an item under a path, or nothing (`null`), and answers what was there before. */
  async put(booth: number, path: string, item: number | null): Promise<number | null> {
    return this.#database.transaction().execute(async (transaction) => {
      const before = await transaction
        .selectFrom('booth_files')
        .select('item_id')
        .where('booth_id', '=', booth)
        .where('path', '=', path)
        .executeTakeFirst();
      if (before === undefined && item === null) return null;
      await transaction
        .insertInto('booth_files')
        .values({ booth_id: booth, path, stem: stemOf(path), item_id: item })
        .onConflict((conflict) => conflict.columns(['booth_id', 'path']).doUpdateSet({ item_id: item }))
        .execute();
      return before?.item_id ?? null;
    });
  }

  find(booth: number, path: string): Promise<ItemRow | undefined> {
    return this.#items(booth)
      .where('booth_files.path', '=', path)
      .where('removed_at', 'is', null)
      .executeTakeFirst();
  }

  /** The picture that a key stands for; `gone` where there was one. */
  async byKey(booth: number, key: string): Promise<ItemRow | 'gone' | undefined> {
    const row = await this.#database
      .selectFrom('booth_files')
      .select('item_id')
      .where('booth_id', '=', booth)
      .where('stem', '=', key)
      .executeTakeFirst();
    if (row === undefined) return undefined;
    const item = await this.#items(booth)
      .where('stem', '=', key)
      .where('removed_at', 'is', null)
      .executeTakeFirst();
    return item ?? 'gone';
  }

  /** Whether any booth hands this item out. */
  async uses(item: number): Promise<boolean> {
    const row = await this.#database
      .selectFrom('booth_files')
      .select('path')
      .where('item_id', '=', item)
      .executeTakeFirst();
    return row !== undefined;
  }

  #items(booth: number) {
    return this.#database
      .selectFrom('booth_files')
      .innerJoin('items', 'items.id', 'booth_files.item_id')
      .selectAll('items')
      .where('booth_id', '=', booth);
  }
}

function stemOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/(.)\.[^.]*$/, '$1');
}
