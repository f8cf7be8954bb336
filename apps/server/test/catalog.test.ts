import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCatalog, type Catalog } from '@homeroll/server/catalog/catalog';
import type { NewItem } from '@homeroll/server/catalog/item-row';
import { postgresPrograms, startPostgres } from './postgres.ts';

const postgres = postgresPrograms();
if (postgres === undefined && process.env['CI'] === 'true')
  throw new Error('PostgreSQL is not installed: see tools/test-servers.mjs');

interface Database {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

async function sqlite(): Promise<Database> {
  const folder = await mkdtemp(join(tmpdir(), 'homeroll-catalog-'));
  return { url: join(folder, 'catalog.sqlite'), stop: () => rm(folder, { recursive: true }) };
}

conformance('SQLite', sqlite);
describe.skipIf(postgres === undefined)('needs PostgreSQL, which is not installed here', () => {
  conformance('PostgreSQL', () => startPostgres(postgres ?? ''));
});

/** What the server relies on, whichever database keeps the catalog. */
function conformance(name: string, start: () => Promise<Database>): void {
  describe(`catalog on ${name}`, () => {
    let database: Database;
    let catalog: Catalog;
    let anna: number;
    let bert: number;

    beforeAll(async () => {
      database = await start();
      catalog = await openCatalog(database.url);
      const user = { passwordHash: null, rights: ['view'] as const, createdAt: 1 };
      anna = (await catalog.accounts.addUser({ name: 'Anna', folder: 'Anna', ...user }))?.id ?? 0;
      bert = (await catalog.accounts.addUser({ name: 'bert', folder: 'bert', ...user }))?.id ?? 0;
    });
    afterAll(async () => {
      await catalog.close();
      await database.stop();
    });

    const item = (values: Partial<NewItem> = {}): NewItem => {
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
          owner_id: anna,
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
    };

    it('keeps its name and its rows when it is opened again', async () => {
      const [id = 0] = await catalog.items.add([item({ title: 'Käse 🧀' })]);
      const again = await openCatalog(database.url);
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
        expiresAt: 9,
      };
      await catalog.partialUploads.add(upload);
      expect(await catalog.partialUploads.get(anna, 'u1')).toEqual(upload);
      expect(await catalog.partialUploads.get(bert, 'u1')).toBeUndefined();
      await catalog.partialUploads.remove('u1');
      expect(await catalog.partialUploads.all()).toEqual([]);
    });
  });
}
