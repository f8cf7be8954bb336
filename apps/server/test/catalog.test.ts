import { randomBytes } from 'node:crypto';
import { beforeAll, expect, it } from 'vitest';
import { openCatalog, type Catalog } from '@homeroll/server/catalog/catalog';
import type { NewItem } from '@homeroll/server/catalog/item-row';
import { onBothDatabases, someItem } from './both-catalogs.ts';

onBothDatabases('catalog', (tested) => {
  let catalog: Catalog;
  let anna: number;
  let bert: number;
  const item = (values: Partial<NewItem> = {}): NewItem => someItem({ owner_id: anna, ...values });

  beforeAll(async () => {
    ({ catalog } = tested());
    anna = await tested().addUser();
    bert = await tested().addUser();
  });

  it('keeps its name and its rows when it is opened again', async () => {
    const [id = 0] = await catalog.items.add([item({ title: 'Käse 🧀' })]);
    const again = await openCatalog(tested().url);
    expect(again.name).toBe(catalog.name);
    expect((await again.items.byId({ userId: anna, seesAll: false }, id))?.title).toBe('Käse 🧀');
    await again.close();
  });

  it('adds all or none', async () => {
    const good = item();
    await expect(catalog.items.add([good, item({ path_key: good.path_key })])).rejects.toThrow();
    expect(await catalog.items.known([good.hash])).toEqual([]);
    const ids = await catalog.items.add([good, item(), item()]);
    expect(new Set(ids).size).toBe(3);
    expect((await catalog.items.known([good.hash]))[0]).toMatchObject({
      id: ids[0],
      hash: good.hash,
      size: 7,
    });
  });

  it('knows a photo once for each owner, and only what the scope may know', async () => {
    const mine = item();
    const theirs = item({ owner_id: bert });
    const gone = item({ removed_at: 9 });
    await catalog.items.add([mine, theirs, gone]);
    await expect(catalog.items.add([{ ...mine, path_key: 'other' }])).rejects.toThrow();
    const asked = [mine.hash, theirs.hash, gone.hash, 'f'.repeat(64)];
    const flags = async (seesAll: boolean): Promise<unknown> =>
      (await catalog.items.presence({ userId: anna, seesAll }, asked))
        .map(({ hash, exists, ours, wasSynced }) => [asked.indexOf(hash), exists, ours, wasSynced])
        .toSorted();
    expect(await flags(false)).toEqual([
      [0, true, true, false],
      [2, false, false, true],
    ]);
    expect(await flags(true)).toEqual([
      [0, true, true, false],
      [1, true, false, false],
      [2, false, false, true],
    ]);
  });

  it('answers 10,000 hashes in one question', async () => {
    const known = item();
    await catalog.items.add([known]);
    const asked = [...Array.from({ length: 9999 }, () => randomBytes(32).toString('hex')), known.hash];
    expect(
      (await catalog.items.presence({ userId: anna, seesAll: true }, asked)).map(({ hash }) => hash),
    ).toEqual([known.hash]);
  });

  it('lists the timeline newest first, within days, before 1970 too', async () => {
    const carla = await catalog.accounts.addUser({
      name: 'carla',
      folder: 'carla',
      passwordHash: null,
      rights: [],
      createdAt: 1,
    });
    const owner_id = carla?.id ?? 0;
    const scope = { userId: owner_id, seesAll: false };
    expect(await catalog.timeline.newestDay(scope)).toBeUndefined();
    await catalog.items.add([
      item({ owner_id, day: -400, second: 5 }),
      item({ owner_id, day: 100, second: 10 }),
      item({ owner_id, day: 100, second: 20 }),
      item({ owner_id, day: 101, second: 0, removed_at: 3 }),
    ]);
    expect(await catalog.timeline.newestDay(scope)).toBe(100);
    expect(await catalog.timeline.newestDay(scope, 100)).toBe(-400);
    expect(await catalog.timeline.newestDay(scope, -400)).toBeUndefined();
    const rows = await catalog.timeline.between(scope, -1000, 1000);
    expect(rows.map(({ day, second }) => [day, second])).toEqual([
      [100, 20],
      [100, 10],
      [-400, 5],
    ]);
  });

  it('finds what waits for work, and nothing that was thrown away', async () => {
    await catalog.items.add([
      item({ sidecar: 'pending', title: 'a' }),
      item({ sidecar: 'pending', removed_at: 1 }),
    ]);
    const waiting = await catalog.items.waitingFor('sidecar', 10);
    expect(waiting.map(({ title }) => title)).toEqual(['a']);
    await catalog.items.sidecarsWritten(waiting.map(({ id }) => id));
    expect(await catalog.items.waitingFor('sidecar', 10)).toEqual([]);
  });

  it('takes a user name once, in whatever case or Unicode form', async () => {
    const user = { passwordHash: null, rights: [], createdAt: 1 };
    expect(await catalog.accounts.addUser({ name: 'Jörg', folder: 'j1', ...user })).toBeDefined();
    expect(
      await catalog.accounts.addUser({ name: 'JÖRG'.normalize('NFD'), folder: 'j2', ...user }),
    ).toBeUndefined();
    expect((await catalog.accounts.userByName('jörg'))?.name).toBe('Jörg');
  });

  it('hands out items in their order, until the share is withdrawn', async () => {
    const ids = await catalog.items.add([item(), item(), item()]);
    const order = [ids[2] ?? 0, ids[0] ?? 0];
    const share = await catalog.shares.add(
      { userId: anna, key: 'k', title: null, createdAt: 1, expiresAt: null },
      order,
    );
    expect(await catalog.shares.byKey('k')).toMatchObject({ id: share.id, count: 2, withdrawnAt: null });
    expect((await catalog.shares.items(share.id)).map(({ id }) => id)).toEqual(order);
    expect(await catalog.shares.withdraw(bert, share.id, 5)).toBe(false);
    expect(await catalog.shares.withdraw(anna, share.id, 5)).toBe(true);
    expect(await catalog.shares.of(anna)).toEqual([]);
    await catalog.shares.withdraw(anna, share.id, null);
    expect((await catalog.shares.of(anna)).length).toBe(1);
  });

  it('keeps a resumable upload for its own account only', async () => {
    const upload = {
      id: 'u1',
      userId: anna,
      size: 2 ** 40,
      hash: null,
      metadata: { fileName: 'ä.mp4', tags: ['x'] },
      force: true,
      expiresAt: 9,
    };
    await catalog.partialUploads.add(upload);
    expect(await catalog.partialUploads.get(anna, 'u1')).toEqual(upload);
    expect(await catalog.partialUploads.get(bert, 'u1')).toBeUndefined();
    await catalog.partialUploads.remove('u1');
    expect(await catalog.partialUploads.all()).toEqual([]);
  });
});
