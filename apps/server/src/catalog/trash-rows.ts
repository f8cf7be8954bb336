import type { Kysely } from 'kysely';
import type { ItemRow } from './item-row.ts';
import type { Scope } from './items.ts';
import type { Schema } from './schema.ts';

/** Where a page of the trash goes on: behind this row. */
export interface TrashPlace {
  /** Milliseconds since 1970 (UTC). */
  readonly removedAt: number;
  readonly id: number;
}

/** Rows whose file lies in the trash. What moves them is library/trash.ts. */
export class TrashRows {
  readonly #database: Kysely<Schema>;

  constructor(database: Kysely<Schema>) {
    this.#database = database;
  }

  /** The newest first; with `before`, those behind that row. */
  async page(scope: Scope, most: number, before?: TrashPlace): Promise<readonly ItemRow[]> {
    let rows = this.#inTrash().orderBy('removed_at', 'desc').orderBy('id', 'desc').limit(most);
    if (!scope.seesAll) rows = rows.where('owner_id', '=', scope.userId);
    if (before) {
      const { removedAt, id } = before;
      rows = rows.where((where) =>
        where.or([
          where('removed_at', '<', removedAt),
          where.and([where('removed_at', '=', removedAt), where('id', '<', id)]),
        ]),
      );
    }
    return rows.execute();
  }

  byIds(ids: readonly number[]): Promise<readonly ItemRow[]> {
    if (ids.length === 0) return Promise.resolve([]);
    return this.#inTrash()
      .where('id', 'in', [...ids])
      .execute();
  }

  /** What was thrown away at that time or earlier (milliseconds since 1970), the oldest first. */
  thrownAwayUntil(time: number, most: number): Promise<readonly ItemRow[]> {
    return this.#inTrash().where('removed_at', '<=', time).orderBy('removed_at').limit(most).execute();
  }

  /** The row with this id, thrown away or not. */
  row(id: number): Promise<ItemRow | undefined> {
    return this.#database.selectFrom('items').selectAll().where('id', '=', id).executeTakeFirst();
  }

  /** Rows whose file may have a name too many. */
  unfinished(): Promise<readonly ItemRow[]> {
    return this.#database.selectFrom('items').selectAll().where('leftover', 'is not', null).execute();
  }

  /** Which of these names below the trash belong to a row. */
  async knownPaths(paths: readonly string[]): Promise<ReadonlySet<string>> {
    if (paths.length === 0) return new Set();
    const rows = await this.#database
      .selectFrom('items')
      .select('trash_path')
      .where('trash_path', 'in', [...paths])
      .execute();
    return new Set(rows.flatMap(({ trash_path }) => trash_path ?? []));
  }

  async count(): Promise<number> {
    const { count } = await this.#database
      .selectFrom('items')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('trash_path', 'is not', null)
      .executeTakeFirstOrThrow();
    return count;
  }

  /** What is deleted for good is in no share any more, even if it is sent again. */
  async leaveShares(id: number): Promise<void> {
    await this.#database.deleteFrom('share_items').where('item_id', '=', id).execute();
  }

  #inTrash() {
    return this.#database.selectFrom('items').selectAll().where('trash_path', 'is not', null);
  }
}
