import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { DatabaseKind } from '../schema.ts';

/** Where thrown-away files lie; their names in the library are free again. */
export function trash(kind: DatabaseKind): Migration {
  const number = kind === 'sqlite' ? 'integer' : 'bigint';
  return {
    up: async (database: Kysely<unknown>): Promise<void> => {
      const { schema } = database;
      await schema.alterTable('items').addColumn('trash_path', 'text').execute();
      await schema.alterTable('items').addColumn('purged_at', number).execute();
      await schema.alterTable('items').addColumn('leftover', 'text').execute();
      await schema
        .alterTable('partial_uploads')
        .addColumn('force', 'integer', (column) => column.notNull().defaultTo(0))
        .execute();
      await schema.dropIndex('items_path').execute();
      await sql`create unique index items_path on items (path_key) where removed_at is null`.execute(
        database,
      );
      await sql`create index items_trash on items (removed_at, id) where trash_path is not null`.execute(
        database,
      );
      await sql`create unique index items_trash_path on items (trash_path) where trash_path is not null`.execute(
        database,
      );
      await sql`create index items_leftover on items (id) where leftover is not null`.execute(database);
      await giveRights(database);
    },
  };
}

interface RightsOnly {
  readonly users: { id: number; rights: string };
  readonly tokens: { id: number; kind: string; rights: string };
}

/** Who could send may delete what they sent, who administers everything; their browsers stay signed in with it. */
async function giveRights(database: Kysely<RightsOnly>): Promise<void> {
  for (const { id, rights } of await database.selectFrom('users').select(['id', 'rights']).execute()) {
    await database
      .updateTable('users')
      .set({ rights: withDeleting(rights) })
      .where('id', '=', id)
      .execute();
  }
  const sessions = database.selectFrom('tokens').select(['id', 'rights']).where('kind', '=', 'session');
  for (const { id, rights } of await sessions.execute()) {
    await database
      .updateTable('tokens')
      .set({ rights: withDeleting(rights) })
      .where('id', '=', id)
      .execute();
  }
}

function withDeleting(json: string): string {
  const rights = JSON.parse(json) as string[];
  const more = [
    ...(rights.includes('upload') ? ['delete'] : []),
    ...(rights.includes('administer') ? ['delete-any'] : []),
  ];
  return JSON.stringify([...rights, ...more]);
}
