import type { Kysely } from 'kysely';
import { Migrator } from 'kysely/migration';
import { first } from './migrations/0001-first.ts';
import { trash } from './migrations/0002-trash.ts';
import { events } from './migrations/0003-events.ts';
import { booths } from './migrations/0004-booths.ts';
import type { DatabaseKind, Schema } from './schema.ts';

/** Brings an older catalog up to date; a catalog of a newer Homeroll is refused, untouched. */
export async function migrate(database: Kysely<Schema>, kind: DatabaseKind): Promise<void> {
  const migrator = new Migrator({
    db: database,
    provider: {
      getMigrations: () =>
        Promise.resolve({
          '0001-first': first(kind),
          '0002-trash': trash(kind),
          '0003-events': events(kind),
          '0004-booths': booths(kind),
        }),
    },
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) {
    throw new Error('The catalog cannot be brought up to date; was it made by a newer Homeroll?', {
      cause: error,
    });
  }
}
