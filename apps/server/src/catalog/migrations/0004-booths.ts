import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { DatabaseKind } from '../schema.ts';

/** Photo booths, and which photo lies under which of their paths. */
export function booths(kind: DatabaseKind): Migration {
  const number = kind === 'sqlite' ? 'integer' : 'bigint';
  return {
    up: async ({ schema: create }: Kysely<unknown>): Promise<void> => {
      await create
        .createTable('booths')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('user_id', number, (column) => column.notNull().references('users.id').onDelete('cascade'))
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('sealed_secret', 'text', (column) => column.notNull())
        .addColumn('created_at', number, (column) => column.notNull())
        .addColumn('withdrawn_at', number)
        .execute();
      await create
        .createTable('booth_files')
        .addColumn('booth_id', 'text', (column) =>
          column.notNull().references('booths.id').onDelete('cascade'),
        )
        .addColumn('path_hash', 'text', (column) => column.notNull())
        .addColumn('key_hash', 'text', (column) => column.notNull())
        .addColumn('item_id', number)
        .addPrimaryKeyConstraint('booth_files_key', ['booth_id', 'path_hash'])
        .execute();
      await create
        .createIndex('booth_files_by_key')
        .on('booth_files')
        .columns(['booth_id', 'key_hash'])
        .execute();
      await create.createIndex('booth_files_by_item').on('booth_files').column('item_id').execute();
    },
  };
}
