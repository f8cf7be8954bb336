import { sql, type Kysely, type Updateable } from 'kysely';
import type { HotItems } from './hot-items.ts';
import type { ItemRow, KnownItem, NewItem } from './item-row.ts';
import type { ItemTable, Schema } from './schema.ts';

/** Whose items a request may know of: one owner's, or everybody's. */
export interface Scope {
  readonly userId: number;
  readonly seesAll: boolean;
}

/** What the catalog knows of one hash within a scope. */
export interface Presence {
  readonly hash: string;
  /** The copy that is there, the account's own first. */
  readonly id: number | undefined;
  readonly exists: boolean;
  readonly ours: boolean;
  readonly wasSynced: boolean;
}

export interface ItemChange {
  readonly id: number;
  readonly values: Updateable<ItemTable>;
}

/** Photos and videos in the catalog. Thrown-away ones stay as rows with `removed_at` and are not "there". */
export class Items {
  readonly #database: Kysely<Schema>;
  readonly #hot: HotItems | undefined;

  /** `hot` on SQLite; PostgreSQL goes through the query builder. */
  constructor(database: Kysely<Schema>, hot?: HotItems) {
    this.#database = database;
    this.#hot = hot;
  }

  /** Adds all or none, durably, and answers their ids in the same order. */
  async add(items: readonly NewItem[]): Promise<readonly number[]> {
    const hot = this.#hot;
    if (items.length === 0) return [];
    if (hot) {
      // The connection is held meanwhile: another's transaction must not become part of this one.
      const added = await this.#database.connection().execute(() => Promise.resolve(hot.add(items)));
      try {
        await added.durable;
        return added.ids;
      } catch (error) {
        await this.#database
          .deleteFrom('items')
          .where('id', 'in', [...added.ids])
          .execute();
        throw error;
      }
    }
    const added = await this.#database
      .insertInto('items')
      .values([...items])
      .returning(['id', 'hash', 'owner_id'])
      .execute();
    const ids = new Map(added.map((row) => [`${row.hash}/${String(row.owner_id)}`, row.id]));
    return items.map((item) => ids.get(`${item.hash}/${String(item.owner_id)}`) ?? 0);
  }

  /**
   * Rows with these hashes, whoever owns them, the thrown-away ones too. At most 10,000 hashes at once. A row whose
   * `add` has not yet come to its end may be among them: who adds knows that, all others ask `presence`.
   */
  async known(hashes: readonly string[]): Promise<readonly KnownItem[]> {
    if (this.#hot) return this.#hot.known(hashes);
    return this.#database
      .selectFrom('items')
      .select(['id', 'owner_id', 'hash', 'size', 'path', 'removed_at'])
      .where('hash', 'in', sql<string>`(select unnest(${hashes}::text[]))`)
      .execute();
  }

  /** Those of the hashes that the scope may know of; unknown ones are left out. At most 10,000 at once. */
  async presence(scope: Scope, hashes: readonly string[]): Promise<readonly Presence[]> {
    const rows = await this.known(hashes);
    await this.#hot?.settled();
    return mergedPresence(
      rows.filter((row) => scope.seesAll || row.owner_id === scope.userId),
      scope.userId,
    );
  }

  /** The item with this hash within the scope, the account's own first. */
  async byHash(scope: Scope, hash: string): Promise<ItemRow | undefined> {
    const rows = await inScope(this.#database.selectFrom('items').selectAll(), scope)
      .where('hash', '=', hash)
      .execute();
    await this.#hot?.settled();
    const there = rows.filter((row) => row.removed_at === null);
    return there.find((row) => row.owner_id === scope.userId) ?? there[0];
  }

  /** All rows with this hash, whoever owns them. */
  withHash(hash: string): Promise<readonly ItemRow[]> {
    return this.#database.selectFrom('items').selectAll().where('hash', '=', hash).execute();
  }

  byId(scope: Scope, id: number): Promise<ItemRow | undefined> {
    return inScope(this.#database.selectFrom('items').selectAll(), scope)
      .where('id', '=', id)
      .where('removed_at', 'is', null)
      .executeTakeFirst();
  }

  async byIds(ids: readonly number[]): Promise<readonly ItemRow[]> {
    if (ids.length === 0) return [];
    return this.#database
      .selectFrom('items')
      .selectAll()
      .where('id', 'in', [...ids])
      .where('removed_at', 'is', null)
      .execute();
  }

  /** Which of these folded paths are taken; what was thrown away takes none. */
  async takenPaths(pathKeys: readonly string[]): Promise<ReadonlySet<string>> {
    if (this.#hot) return new Set(this.#hot.taken(pathKeys));
    const rows = await this.#database
      .selectFrom('items')
      .select('path_key')
      .where('path_key', 'in', [...pathKeys])
      .where('removed_at', 'is', null)
      .execute();
    return new Set(rows.map((row) => row.path_key));
  }

  async change(id: number, values: Updateable<ItemTable>): Promise<void> {
    await this.#database.updateTable('items').set(values).where('id', '=', id).execute();
  }

  /** Changes rows together, durably: all or none. */
  async changeTogether(changes: readonly ItemChange[]): Promise<void> {
    await this.#database.transaction().execute(async (transaction) => {
      for (const { id, values } of changes) {
        await transaction.updateTable('items').set(values).where('id', '=', id).execute();
      }
    });
  }

  async sidecarsWritten(ids: readonly number[]): Promise<void> {
    await this.#database
      .updateTable('items')
      .set({ sidecar: 'written' })
      .where('id', 'in', [...ids])
      .execute();
  }

  /** Items with work to do, the newest first. */
  waitingFor(work: 'sidecar' | 'derived' | 'facts', most: number): Promise<readonly ItemRow[]> {
    const waiting = this.#database.selectFrom('items').selectAll().where('removed_at', 'is', null);
    const chosen =
      work === 'facts'
        ? waiting.where('facts', 'is', null)
        : waiting.where(work, '=', sql.lit<'pending'>('pending'));
    return chosen.orderBy('id', 'desc').limit(most).execute();
  }

  /** All rows in the order of their ids, in pages, the thrown-away ones included. */
  after(id: number, most: number): Promise<readonly ItemRow[]> {
    return this.#database
      .selectFrom('items')
      .selectAll()
      .where('id', '>', id)
      .orderBy('id')
      .limit(most)
      .execute();
  }

  async count(): Promise<number> {
    const { count } = await this.#database
      .selectFrom('items')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('removed_at', 'is', null)
      .executeTakeFirstOrThrow();
    return count;
  }
}

/** Narrows a query to what the scope may know of. */
function inScope<Query extends { where(column: 'owner_id', operator: '=', value: number): Query }>(
  query: Query,
  scope: Scope,
): Query {
  return scope.seesAll ? query : query.where('owner_id', '=', scope.userId);
}

function mergedPresence(
  rows: readonly { id: number; hash: string; owner_id: number; removed_at: number | null }[],
  userId: number,
): readonly Presence[] {
  const merged = new Map<string, Presence>();
  for (const row of rows) {
    const before = merged.get(row.hash) ?? {
      hash: row.hash,
      id: undefined,
      exists: false,
      ours: false,
      wasSynced: false,
    };
    const there = row.removed_at === null;
    const own = row.owner_id === userId;
    merged.set(row.hash, {
      hash: row.hash,
      id: there && (own || before.id === undefined) ? row.id : before.id,
      exists: before.exists || there,
      ours: before.ours || (own && there),
      wasSynced: before.wasSynced || (own && !there),
    });
  }
  return [...merged.values()];
}
