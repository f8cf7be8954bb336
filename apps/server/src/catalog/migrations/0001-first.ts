import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { DatabaseKind } from '../schema.ts';

/** The first catalog: accounts, items, resumable uploads, shares. */
export function first(kind: DatabaseKind): Migration {
  const columns: ColumnTypes =
    kind === 'sqlite' ? { id: 'integer', number: 'integer' } : { id: 'bigserial', number: 'bigint' };
  return {
    up: async (database: Kysely<unknown>): Promise<void> => {
      await accounts(database, columns);
      await items(database, columns);
      await itemIndices(database);
      await handedOver(database, columns);
    },
  };
}

interface ColumnTypes {
  readonly id: 'integer' | 'bigserial';
  readonly number: 'integer' | 'bigint';
}

async function accounts({ schema: create }: Kysely<unknown>, { id, number }: ColumnTypes): Promise<void> {
  await create
    .createTable('about')
    .addColumn('key', 'text', (column) => column.primaryKey())
    .addColumn('value', 'text', (column) => column.notNull())
    .execute();
  await create
    .createTable('users')
    .addColumn('id', id, (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('name_key', 'text', (column) => column.notNull().unique())
    .addColumn('folder', 'text', (column) => column.notNull().unique())
    .addColumn('password_hash', 'text')
    .addColumn('rights', 'text', (column) => column.notNull())
    .addColumn('created_at', number, (column) => column.notNull())
    .execute();
  await create
    .createTable('tokens')
    .addColumn('id', id, (column) => column.primaryKey())
    .addColumn('user_id', number, (column) => column.references('users.id').onDelete('cascade'))
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('secret_hash', 'text', (column) => column.notNull().unique())
    .addColumn('label', 'text', (column) => column.notNull())
    .addColumn('rights', 'text', (column) => column.notNull())
    .addColumn('created_at', number, (column) => column.notNull())
    .addColumn('last_used_at', number)
    .addColumn('expires_at', number)
    .execute();
}

async function items({ schema: create }: Kysely<unknown>, { id, number }: ColumnTypes): Promise<void> {
  await create
    .createTable('items')
    .addColumn('id', id, (column) => column.primaryKey())
    .addColumn('owner_id', number, (column) => column.notNull().references('users.id'))
    .addColumn('hash', 'text', (column) => column.notNull())
    .addColumn('stored_hash', 'text')
    .addColumn('size', number, (column) => column.notNull())
    .addColumn('path', 'text', (column) => column.notNull())
    .addColumn('path_key', 'text', (column) => column.notNull())
    .addColumn('file_name', 'text', (column) => column.notNull())
    .addColumn('media_type', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('width', 'integer')
    .addColumn('height', 'integer')
    .addColumn('duration_seconds', 'real')
    .addColumn('day', 'integer', (column) => column.notNull())
    .addColumn('second', 'integer', (column) => column.notNull())
    .addColumn('offset_minutes', 'integer')
    .addColumn('taken_source', 'text', (column) => column.notNull())
    .addColumn('title', 'text')
    .addColumn('tags', 'text')
    .addColumn('album', 'text')
    .addColumn('device', 'text')
    .addColumn('received_at', number, (column) => column.notNull())
    .addColumn('sidecar', 'text', (column) => column.notNull())
    .addColumn('derived', 'text', (column) => column.notNull())
    .addColumn('colour', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('facts', 'text')
    .addColumn('removed_at', number)
    .execute();
}

async function itemIndices(database: Kysely<unknown>): Promise<void> {
  const create = database.schema;
  await create.createIndex('items_hash').on('items').columns(['hash', 'owner_id']).unique().execute();
  await create.createIndex('items_path').on('items').column('path_key').unique().execute();
  await create.createIndex('items_time').on('items').columns(['day', 'second', 'id']).execute();
  await sql`create index items_sidecar on items (id) where sidecar = 'pending'`.execute(database);
  await sql`create index items_derived on items (id) where derived = 'pending'`.execute(database);
  await sql`create index items_facts on items (id) where facts is null`.execute(database);
}

async function handedOver({ schema: create }: Kysely<unknown>, { id, number }: ColumnTypes): Promise<void> {
  await create
    .createTable('partial_uploads')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('user_id', number, (column) => column.notNull().references('users.id').onDelete('cascade'))
    .addColumn('size', number, (column) => column.notNull())
    .addColumn('hash', 'text')
    .addColumn('metadata', 'text', (column) => column.notNull())
    .addColumn('expires_at', number, (column) => column.notNull())
    .execute();
  await create
    .createTable('shares')
    .addColumn('id', id, (column) => column.primaryKey())
    .addColumn('user_id', number, (column) => column.notNull().references('users.id').onDelete('cascade'))
    .addColumn('key', 'text', (column) => column.notNull().unique())
    .addColumn('title', 'text')
    .addColumn('created_at', number, (column) => column.notNull())
    .addColumn('expires_at', number)
    .addColumn('withdrawn_at', number)
    .execute();
  await create
    .createTable('share_items')
    .addColumn('share_id', number, (column) => column.notNull().references('shares.id').onDelete('cascade'))
    .addColumn('position', 'integer', (column) => column.notNull())
    .addColumn('item_id', number, (column) => column.notNull().references('items.id'))
    .addPrimaryKeyConstraint('share_items_key', ['share_id', 'position'])
    .execute();
}
