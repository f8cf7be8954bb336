import type { Kysely, Selectable } from 'kysely';
import type { ItemRow } from './item-row.ts';
import type { Schema } from './schema.ts';

export interface StoredShare {
  readonly id: number;
  readonly userId: number;
  readonly key: string;
  readonly title: string | null;
  readonly createdAt: number;
  readonly expiresAt: number | null;
  readonly withdrawnAt: number | null;
  /** Of those that are still there. */
  readonly count: number;
}

export type SharedRow = ItemRow & { readonly position: number };

/** What was handed out by link. */
export class Shares {
  readonly #database: Kysely<Schema>;

  constructor(database: Kysely<Schema>) {
    this.#database = database;
  }

  async add(
    share: Omit<StoredShare, 'id' | 'count' | 'withdrawnAt'>,
    items: readonly number[],
  ): Promise<StoredShare> {
    return this.#database.transaction().execute(async (transaction) => {
      const row = await transaction
        .insertInto('shares')
        .values({
          user_id: share.userId,
          key: share.key,
          title: share.title,
          created_at: share.createdAt,
          expires_at: share.expiresAt,
          withdrawn_at: null,
        })
        .returningAll()
        .executeTakeFirstOrThrow();
      await transaction
        .insertInto('share_items')
        .values(items.map((item, position) => ({ share_id: row.id, position, item_id: item })))
        .execute();
      return shareFrom({ ...row, count: items.length });
    });
  }

  async byKey(key: string): Promise<StoredShare | undefined> {
    return shareFromOptional(await this.#withCounts().where('key', '=', key).executeTakeFirst());
  }

  async byId(userId: number, id: number): Promise<StoredShare | undefined> {
    return shareFromOptional(
      await this.#withCounts().where('id', '=', id).where('user_id', '=', userId).executeTakeFirst(),
    );
  }

  /** The account's shares that are not withdrawn, newest first. */
  async of(userId: number): Promise<readonly StoredShare[]> {
    const rows = await this.#withCounts()
      .where('user_id', '=', userId)
      .where('withdrawn_at', 'is', null)
      .orderBy('id', 'desc')
      .execute();
    return rows.map(shareFrom);
  }

  /** Its items in their order, each with its place (0 for the first), without those that were thrown away since. */
  items(id: number): Promise<readonly SharedRow[]> {
    return this.#database
      .selectFrom('share_items')
      .innerJoin('items', 'items.id', 'share_items.item_id')
      .selectAll('items')
      .select('position')
      .where('share_id', '=', id)
      .where('removed_at', 'is', null)
      .orderBy('position')
      .execute();
  }

  #withCounts() {
    return this.#database
      .selectFrom('shares')
      .selectAll('shares')
      .select((query) =>
        query
          .selectFrom('share_items')
          .innerJoin('items', 'items.id', 'share_items.item_id')
          .whereRef('share_items.share_id', '=', 'shares.id')
          .where('items.removed_at', 'is', null)
          .select(({ fn }) => fn.countAll<number>().as('count'))
          .as('count'),
      );
  }

  /** Withdraws, or takes that back (`null`). True where the share is the account's. */
  async withdraw(userId: number, id: number, at: number | null): Promise<boolean> {
    const changed = await this.#database
      .updateTable('shares')
      .set({ withdrawn_at: at })
      .where('id', '=', id)
      .where('user_id', '=', userId)
      .executeTakeFirst();
    return changed.numUpdatedRows > 0n;
  }
}

type ShareRow = Selectable<Schema['shares']> & { count: number | null };

function shareFrom(row: ShareRow): StoredShare {
  return {
    id: row.id,
    userId: row.user_id,
    key: row.key,
    title: row.title,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    withdrawnAt: row.withdrawn_at,
    count: row.count ?? 0,
  };
}

function shareFromOptional(row: ShareRow | undefined): StoredShare | undefined {
  return row && shareFrom(row);
}
