import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { ItemRow } from './item-row.ts';
import type { Schema } from './schema.ts';

export interface StoredBooth {
  readonly id: string;
  readonly userId: number;
  readonly name: string;
  readonly sealedSecret: string;
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
      .values({ id, user_id: userId, name, sealed_secret: sealedSecret, created_at: createdAt })
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet({ name }).where('booths.user_id', '=', userId),
      )
      .execute();
    return (await this.byId(id))?.userId === userId;
  }

  async byId(id: string): Promise<StoredBooth | undefined> {
    const row = await this.#database.selectFrom('booths').selectAll().where('id', '=', id).executeTakeFirst();
    return row && { id: row.id, userId: row.user_id, name: row.name, sealedSecret: row.sealed_secret };
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

  /** Links to its pictures end; the pictures stay in the library. */
  async forget(id: string): Promise<void> {
    await this.#database.deleteFrom('booths').where('id', '=', id).execute();
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

function keyOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/(.)\.[^.]*$/, '$1');
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
