import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import { openCatalog, type Catalog } from '@homeroll/server/catalog/catalog';
import type { NewItem } from '@homeroll/server/catalog/item-row';
import { postgresPrograms, startPostgres } from './postgres.ts';

/** A catalog that all tests of a suite share. Filled in before the first of them. */
export interface CatalogUnderTest {
  readonly url: string;
  readonly catalog: Catalog;
  /** A user of the suite's own, by a new name each time. */
  addUser(): Promise<number>;
}

interface Database {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

const postgres = postgresPrograms();
if (postgres === undefined && process.env['CI'] === 'true')
  throw new Error('PostgreSQL is not installed: see tools/test-servers.mjs');

/** What the server relies on, whichever database keeps the catalog. */
export function onBothDatabases(what: string, suite: (tested: () => CatalogUnderTest) => void): void {
  describe(`${what} on SQLite`, () => suite(shared(sqlite)));
  describe.skipIf(postgres === undefined)('needs PostgreSQL, which is not installed here', () => {
    describe(`${what} on PostgreSQL`, () => suite(shared(() => startPostgres(postgres ?? ''))));
  });
}

/** A row with a hash and a path of its own. */
export function someItem(values: Partial<NewItem> & Pick<NewItem, 'owner_id'>): NewItem {
  const hash = randomBytes(32).toString('hex');
  const fixed = {
    size: 7,
    media_type: 'image/jpeg',
    kind: 'photo',
    taken_source: 'exif',
    derived: 'pending',
  } as const;
  const empty = {
    stored_hash: null,
    duration_seconds: null,
    offset_minutes: null,
    title: null,
    tags: null,
  } as const;
  return {
    ...{
      hash,
      path: `Anna/${hash}.jpg`,
      path_key: `ANNA/${hash}.JPG`,
      file_name: `${hash}.jpg`,
    },
    ...fixed,
    ...empty,
    ...{ width: 40, height: 30, day: 20_000, second: 60, album: null, device: null, received_at: 5 },
    ...{ sidecar: 'none', colour: 0, facts: null, removed_at: null },
    ...values,
  };
}

function shared(start: () => Promise<Database>): () => CatalogUnderTest {
  let database: Database | undefined;
  let tested: CatalogUnderTest | undefined;
  beforeAll(async () => {
    database = await start();
    const catalog = await openCatalog(database.url);
    const addUser = async (): Promise<number> => {
      const name = randomBytes(8).toString('hex');
      const user = { name, folder: name, passwordHash: null, rights: ['view'] as const, createdAt: 1 };
      return (await catalog.accounts.addUser(user))?.id ?? 0;
    };
    tested = { url: database.url, catalog, addUser };
  });
  afterAll(async () => {
    await tested?.catalog.close();
    await database?.stop();
  });
  return () => {
    if (!tested) throw new Error('asked before the first test');
    return tested;
  };
}

async function sqlite(): Promise<Database> {
  const folder = await mkdtemp(join(tmpdir(), 'homeroll-catalog-'));
  return { url: join(folder, 'catalog.sqlite'), stop: () => rm(folder, { recursive: true }) };
}
