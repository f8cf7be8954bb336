import type { Kysely } from 'kysely';
import type { Scope } from './items.ts';
import type { Schema } from './schema.ts';

/** The list of tags that is offered, and the tags that photos have. */
export class Tags {
  readonly #database: Kysely<Schema>;

  constructor(database: Kysely<Schema>) {
    this.#database = database;
  }

  /** The list, in the order of the paths. */
  async listed(): Promise<readonly string[]> {
    const rows = await this.#database.selectFrom('tags').select('path').execute();
    return rows.map(({ path }) => path).toSorted();
  }

  /** All or none: these tags and no others are on the list. */
  async keep(paths: readonly string[]): Promise<void> {
    await this.#database.transaction().execute(async (transaction) => {
      await transaction.deleteFrom('tags').execute();
      for (const path of paths) await transaction.insertInto('tags').values({ path }).execute();
    });
  }

  /** How many items of the scope have each tag; one that is written in two Unicode forms is one. */
  async inUse(scope: Scope): Promise<ReadonlyMap<string, number>> {
    const tagged = this.#database
      .selectFrom('items')
      .select(({ fn }) => ['tags', fn.countAll<number>().as('count')])
      .where('tags', 'is not', null)
      .where('removed_at', 'is', null);
    const seen = scope.seesAll ? tagged : tagged.where('owner_id', '=', scope.userId);
    const counts = new Map<string, number>();
    for (const { tags, count } of await seen.groupBy('tags').execute()) {
      const paths = (JSON.parse(tags ?? '[]') as string[]).map((path) => path.normalize('NFC'));
      for (const path of new Set(paths)) counts.set(path, (counts.get(path) ?? 0) + count);
    }
    return counts;
  }
}
