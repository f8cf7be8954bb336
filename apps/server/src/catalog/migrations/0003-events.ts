import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { DatabaseKind } from '../schema.ts';

/** Events, the list of tags, and the right to define them for whoever may administer. */
export function events(kind: DatabaseKind): Migration {
  const number = kind === 'sqlite' ? 'integer' : 'bigint';
  return {
    up: async (database: Kysely<unknown>): Promise<void> => {
      await database.schema
        .createTable('events')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('title', 'text', (column) => column.notNull())
        .addColumn('tags', 'text', (column) => column.notNull())
        .addColumn('starts', 'text', (column) => column.notNull())
        .addColumn('ends', 'text')
        .addColumn('time_zone', 'text', (column) => column.notNull())
        .addColumn('albums', 'text')
        .addColumn('connection', 'text')
        .addColumn('created_at', number, (column) => column.notNull())
        .execute();
      await database.schema
        .createTable('tags')
        .addColumn('path', 'text', (column) => column.primaryKey())
        .execute();
      // The tags in use are counted from this index alone; a photo without tags costs it nothing.
      await sql`create index items_tags on items (tags, owner_id)
                where tags is not null and removed_at is null`.execute(database);
      for (const table of ['users', 'tokens']) {
        await sql`update ${sql.table(table)}
                  set rights = replace(rights, '"administer"', '"define-events","administer"')
                  where rights not like '%"define-events"%'`.execute(database);
      }
    },
  };
}
