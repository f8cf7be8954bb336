import { randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { Kysely } from 'kysely';
import { Accounts } from './accounts.ts';
import { Booths } from './booths.ts';
import { Events } from './events.ts';
import { HotItems } from './hot-items.ts';
import { Items } from './items.ts';
import { migrate } from './migrate.ts';
import { partialUploadsOf, type PartialUploads } from './partial-uploads.ts';
import type { DatabaseKind, Schema } from './schema.ts';
import { Shares } from './shares.ts';
import { Tags } from './tags.ts';
import type { WriteAheadLog } from './write-ahead-log.ts';
import { TrashRows } from './trash-rows.ts';
import { timelineRowsOf, type TimelineRows } from './timeline-rows.ts';

/**
 * The index of the library. Photos, titles and tags can be rebuilt from the files and their sidecars; accounts,
 * tokens and shares live here only. Every change is durable when its promise is fulfilled.
 */
export interface Catalog {
  /** A random name made with the catalog: ids mean something only together with it. */
  readonly name: string;
  readonly items: Items;
  readonly trash: TrashRows;
  readonly accounts: Accounts;
  readonly shares: Shares;
  readonly booths: Booths;
  readonly events: Events;
  readonly tags: Tags;
  readonly partialUploads: PartialUploads;
  readonly timeline: TimelineRows;
  close(): Promise<void>;
}

/** `database` is a file path, or `postgres://…`. Makes it, or brings it up to date. */
export async function openCatalog(database: string): Promise<Catalog> {
  const { kysely, kind, sqlite } = await connect(database);
  await migrate(kysely, kind);
  return {
    name: await catalogName(kysely),
    items: new Items(kysely, sqlite && new HotItems(sqlite.database, sqlite.log)),
    trash: new TrashRows(kysely),
    accounts: new Accounts(kysely),
    shares: new Shares(kysely),
    booths: new Booths(kysely),
    events: new Events(kysely),
    tags: new Tags(kysely),
    partialUploads: partialUploadsOf(kysely),
    timeline: timelineRowsOf(kysely),
    close: async () => {
      await sqlite?.log.close();
      await kysely.destroy();
    },
  };
}

interface Connected {
  readonly kysely: Kysely<Schema>;
  readonly kind: DatabaseKind;
  readonly sqlite?: { readonly database: DatabaseSync; readonly log: WriteAheadLog };
}

async function connect(database: string): Promise<Connected> {
  if (/^postgres(ql)?:\/\//.test(database)) {
    const { openPostgres } = await import('./postgres.ts');
    return { kysely: new Kysely<Schema>({ dialect: openPostgres(database) }), kind: 'postgres' };
  }
  const { openSqlite } = await import('./node-sqlite.ts');
  const { dialect, ...sqlite } = openSqlite(database);
  return { kysely: new Kysely<Schema>({ dialect }), kind: 'sqlite', sqlite };
}

async function catalogName(database: Kysely<Schema>): Promise<string> {
  await database
    .insertInto('about')
    .values({ key: 'name', value: randomBytes(6).toString('hex') })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const { value } = await database
    .selectFrom('about')
    .select('value')
    .where('key', '=', 'name')
    .executeTakeFirstOrThrow();
  return value;
}
