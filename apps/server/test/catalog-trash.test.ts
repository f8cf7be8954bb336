import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kysely } from 'kysely';
import { Migrator } from 'kysely/migration';
import { beforeAll, expect, it } from 'vitest';
import { openCatalog, type Catalog } from '@homeroll/server/catalog/catalog';
import type { NewItem } from '@homeroll/server/catalog/item-row';
import { first } from '@homeroll/server/catalog/migrations/0001-first';
import { openSqlite } from '@homeroll/server/catalog/node-sqlite';
import type { Schema } from '@homeroll/server/catalog/schema';
import { onBothDatabases, someItem } from './both-catalogs.ts';

onBothDatabases('the trash in the catalog', (tested) => {
  let catalog: Catalog;
  let anna: number;
  let bert: number;
  const item = (values: Partial<NewItem> = {}): NewItem => someItem({ owner_id: anna, ...values });
  const own = (userId: number): { userId: number; seesAll: boolean } => ({ userId, seesAll: false });

  beforeAll(async () => {
    ({ catalog } = tested());
    anna = await tested().addUser();
    bert = await tested().addUser();
  });

  it('has thrown-away names free, and takes each once again', async () => {
    const gone = item({ removed_at: 5, trash_path: 'anna/1-a.jpg' });
    await catalog.items.add([gone]);
    expect(await catalog.items.takenPaths([gone.path_key])).toEqual(new Set());
    const next = item({ path: gone.path, path_key: gone.path_key });
    await catalog.items.add([next]);
    expect(await catalog.items.takenPaths([gone.path_key])).toEqual(new Set([gone.path_key]));
    await expect(catalog.items.add([item({ path_key: gone.path_key })])).rejects.toThrow();
  });

  it('keeps rows of any shape whole', async () => {
    const plain = item();
    const thrown = item({ removed_at: 5, trash_path: 'anna/2-b.jpg', leftover: 'library/x' });
    const [, id = 0] = [...(await catalog.items.add([plain])), ...(await catalog.items.add([thrown]))];
    expect(await catalog.trash.row(id)).toMatchObject({ trash_path: 'anna/2-b.jpg', leftover: 'library/x' });
    expect((await catalog.trash.unfinished()).map((row) => row.id)).toEqual([id]);
    await catalog.items.change(id, { leftover: null });
    expect(await catalog.trash.unfinished()).toEqual([]);
  });

  it('changes several rows together, or none', async () => {
    const [one = 0, two = 0] = await catalog.items.add([item(), item({ removed_at: 1 })]);
    const taken = (await catalog.trash.row(one))?.path_key ?? '';
    const changes = [
      { id: one, values: { title: 'new' } },
      { id: two, values: { removed_at: null, path_key: taken } },
    ];
    await expect(catalog.items.changeTogether(changes)).rejects.toThrow();
    expect((await catalog.trash.row(one))?.title).toBeNull();
    await catalog.items.changeTogether(changes.slice(0, 1));
    expect((await catalog.trash.row(one))?.title).toBe('new');
  });

  it('lists what lies in it by owner, by age, and by pages', async () => {
    const at = (removed_at: number, more: Partial<NewItem> = {}): NewItem =>
      item({
        removed_at,
        trash_path: `t/${String(removed_at)}-${String(more.owner_id)}`,
        owner_id: bert,
        ...more,
      });
    const dora = await tested().addUser();
    const ids = await catalog.items.add([
      at(10),
      at(30),
      at(30, { trash_path: 't/x' }),
      at(20, { owner_id: dora }),
      at(40, { trash_path: null, purged_at: 41 }),
    ]);
    const page = async (...asked: Parameters<typeof catalog.trash.page>): Promise<readonly number[]> =>
      (await catalog.trash.page(...asked)).map(({ id }) => ids.indexOf(id));
    expect(await page(own(bert), 10)).toEqual([2, 1, 0]);
    expect(await page(own(dora), 10)).toEqual([3]);
    expect((await page({ userId: bert, seesAll: true }, 100)).filter((place) => place >= 0)).toEqual([
      2, 1, 3, 0,
    ]);
    expect(await page(own(bert), 10, { removedAt: 30, id: ids[2] ?? 0 })).toEqual([1, 0]);
    expect(await page(own(bert), 1, { removedAt: 30, id: ids[1] ?? 0 })).toEqual([0]);
    const until = (await catalog.trash.thrownAwayUntil(20, 100)).map(({ id }) => ids.indexOf(id));
    expect(until.filter((place) => place >= 0)).toEqual([0, 3]);
    expect((await catalog.trash.byIds(ids)).length).toBe(4);
    expect(await catalog.trash.knownPaths(['t/x', 't/strange'])).toEqual(new Set(['t/x']));
    const presence = await catalog.items.presence(
      own(bert),
      (await catalog.trash.byIds(ids)).map(({ hash }) => hash),
    );
    expect(presence.map(({ exists, wasSynced }) => [exists, wasSynced])).toEqual([
      [false, true],
      [false, true],
      [false, true],
    ]);
  });

  it('counts in a share only what is there', async () => {
    const [one = 0, two = 0] = await catalog.items.add([item(), item()]);
    const made = { userId: anna, key: `k${String(one)}`, title: null, createdAt: 1, expiresAt: null };
    const share = await catalog.shares.add(made, [one, two]);
    await catalog.items.change(one, { removed_at: 3 });
    expect((await catalog.shares.items(share.id)).map(({ id, position }) => [id, position])).toEqual([
      [two, 1],
    ]);
    expect((await catalog.shares.byKey(made.key))?.count).toBe(1);
    await catalog.trash.leaveShares(one);
    await catalog.items.change(one, { removed_at: null });
    expect((await catalog.shares.byKey(made.key))?.count).toBe(1);
  });
});

it('P39: who could send in an older catalog may delete what they sent, who administers everything', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'homeroll-catalog-'));
  const file = join(folder, 'catalog.sqlite');
  const { dialect, log } = openSqlite(file);
  const old = new Kysely<Schema>({ dialect });
  const provider = { getMigrations: () => Promise.resolve({ '0001-first': first('sqlite') }) };
  await new Migrator({ db: old, provider }).migrateToLatest();
  const user = (name: string, rights: readonly string[]) => ({
    ...{
      name,
      name_key: name,
      folder: name,
      password_hash: null,
      created_at: 1,
      rights: JSON.stringify(rights),
    },
  });
  await old
    .insertInto('users')
    .values([
      user('anna', ['upload', 'view', 'share', 'administer']),
      user('bert', ['upload']),
      user('eye', ['view']),
    ])
    .execute();
  const token = (kind: 'device' | 'session') => ({
    ...{
      user_id: 1,
      kind,
      secret_hash: kind,
      label: kind,
      rights: JSON.stringify(['upload']),
      created_at: 1,
    },
  });
  await old
    .insertInto('tokens')
    .values([token('device'), token('session')])
    .execute();
  await log.close();
  await old.destroy();

  const catalog = await openCatalog(file);
  const users = await catalog.accounts.users();
  const deleting = users.map(({ rights }) => rights.filter((right) => right.startsWith('delete')));
  expect(deleting).toEqual([['delete', 'delete-any'], ['delete'], []]);
  const rightsOf = async (hash: string): Promise<unknown> =>
    (await catalog.accounts.tokenByHash(hash))?.token.rights;
  expect(await rightsOf('device')).toEqual(['upload']);
  expect(await rightsOf('session')).toEqual(['upload', 'delete']);
  await catalog.close();
  await rm(folder, { recursive: true });
});
