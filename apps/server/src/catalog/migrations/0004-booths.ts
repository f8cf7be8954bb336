import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { DatabaseKind } from '../schema.ts';

/** Photo booths, and which photo lies under which of their paths. */
export function booths(kind: DatabaseKind): Migration {
  const [id, number] =
    kind === 'sqlite' ? (['integer', 'integer'] as const) : (['bigserial', 'bigint'] as const);
  return {
    up: async (database: Kysely<unknown>): Promise<void> => {
      await database.schema
        .createTable('booths')
        .addColumn('id', id, (column) => column.primaryKey())
        .addColumn('user_id', number, (column) => column.notNull().references('users.id').onDelete('cascade'))
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('created_at', number, (column) => column.notNull())
        .execute();
      await database.schema
        .createTable('booth_files')
        .addColumn('booth_id', number, (column) =>
          column.notNull().references('booths.id').onDelete('cascade'),
        )
        .addColumn('path', 'text', (column) => column.notNull())
        .addColumn('stem', 'text', (column) => column.notNull())
        .addColumn('item_id', number)
        .addPrimaryKeyConstraint('booth_files_key', ['booth_id', 'path'])
        .execute();
      await database.schema
        .createIndex('booth_files_stem')
        .on('booth_files')
        .columns(['booth_id', 'stem'])
        .execute();
      await database.schema.createIndex('booth_files_item').on('booth_files').column('item_id').execute();
    },
  };
}
