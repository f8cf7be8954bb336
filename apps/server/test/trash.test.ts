import { readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { decodeTimeline } from '@homeroll/protocol/timeline';
import type { Share } from '@homeroll/protocol/shares';
import { parseSharedSet } from '@homeroll/protocol/shared-set';
import { trashSchema, type Trash } from '@homeroll/protocol/trash';
import { testServer, type TestServer } from './running-server.ts';
import {
  ask,
  type Answered,
  checked,
  expectClean,
  filesIn,
  purge,
  report,
  restore,
  sendPhoto,
  throwAway,
} from './trash-folder.ts';

const msPerDay = 86_400_000;
const byHash = (hash: string): string => `/api/media/${hash}`;

let server: TestServer;
let now = Date.now();
beforeAll(async () => {
  server = await testServer({ now: () => now });
});
afterAll(() => server.close());

describe('P38: what an account deletes', () => {
  it('lies in the trash with its sidecar, and is nowhere else', async () => {
    const photo = await sendPhoto(server, { fileName: 'IMG_1.jpg', title: 'Lake', tags: ['a/b'] });
    const count = async (): Promise<number> => {
      const answer = await server.request('/api/timeline');
      const { counts } = decodeTimeline(new Uint8Array(await answer.arrayBuffer()));
      return counts.reduce((sum, one) => sum + one, 0);
    };
    const before = await count();
    expect((await ask(server, ['DELETE', byHash(photo.hash)])).status).toBe(204);
    expect(await count()).toBe(before - 1);
    for (const path of ['', '/thumb', '/preview', '/original']) {
      expect((await server.request(`/api/media/${String(photo.id)}${path}`)).status).toBe(404);
    }
    expect((await ask(server, ['POST', '/api/shares', { items: [photo.id] }])).status).toBe(404);
    expect(await filesIn(server.dataFolder, 'library')).toEqual([]);
    const name = `anna/${String(photo.id)}-IMG_1.jpg`;
    expect(await filesIn(server.dataFolder, 'trash')).toEqual([name, `${name}.xmp`]);
    expect((await readFile(join(server.dataFolder, 'trash', name))).equals(photo.bytes)).toBe(true);
    expect(await readFile(join(server.dataFolder, 'trash', `${name}.xmp`), 'utf8')).toContain('Lake');
    expect(await checked(server, photo.hash)).toEqual({ exists: false, wasSynced: true });
  });

  it('P68: is not found a second time', async () => {
    const photo = await sendPhoto(server, { fileName: 'twice.jpg' });
    expect((await ask(server, ['DELETE', byHash(photo.hash)])).status).toBe(204);
    const again = (await ask(server, ['DELETE', byHash(photo.hash)])) as Answered<{ code: string }>;
    expect([again.status, again.body.code]).toEqual([404, 'not-found']);
    expect(await throwAway(server, photo.id, 987_654)).toEqual({
      done: [],
      refused: [photo.id, 987_654].map((id) => ({ id, reason: 'not-found' })),
    });
  });

  it('gives its name free: the next photo of that name takes it', async () => {
    const first = await sendPhoto(server, { fileName: 'same.jpg' });
    await throwAway(server, first.id);
    const second = await sendPhoto(server, { fileName: 'same.jpg' });
    expect(second.path).toBe(first.path);
    expect((await restore(server, first.id)).done).toEqual([first.id]);
    const { body } = (await ask(server, ['GET', `/api/media/${String(first.id)}`])) as Answered<{
      path: string;
    }>;
    expect(body.path).toBe(`anna/${first.path.replace('.jpg', ' (2).jpg')}`);
    expect((await readFile(join(server.dataFolder, 'library', body.path))).equals(first.bytes)).toBe(true);
    expect(await checked(server, first.hash)).toEqual({ exists: true, wasSynced: false });
  });
});

describe('P39: who may delete', () => {
  it('needs the right: a token without it deletes nothing, and sees no trash', async () => {
    const photo = await sendPhoto(server, { fileName: 'kept.jpg' });
    const token = await server.makeToken('anna', ['upload', 'view', 'share']);
    const asked = [
      ['DELETE', byHash(photo.hash)],
      ['GET', '/api/trash'],
      ['POST', '/api/trash', { ids: [photo.id] }],
      ['POST', '/api/trash/restore', { ids: [photo.id] }],
      ['DELETE', '/api/trash', { ids: [photo.id] }],
    ] as const;
    for (const request of asked) {
      const { status, body } = (await ask(server, request, token)) as Answered<{
        code: string;
        detail: string;
      }>;
      expect([status, body.code]).toEqual([403, 'forbidden']);
      expect(body.detail).toContain('the right to delete');
    }
    expect(await checked(server, photo.hash)).toEqual({ exists: true, wasSynced: false });
  });

  it('reaches the own copies; those of others only with delete-any, and only where they may be seen', async () => {
    await server.makeUser('bert', ['upload', 'view', 'delete']);
    await server.makeUser('carl', ['upload', 'delete', 'delete-any']);
    const bert = await server.makeToken('bert', ['upload', 'view', 'delete']);
    const carl = await server.makeToken('carl', ['upload', 'delete', 'delete-any']);
    const photo = await sendPhoto(server, { fileName: 'of-anna.jpg' });
    expect((await ask(server, ['DELETE', byHash(photo.hash)], bert)).status).toBe(403);
    expect((await ask(server, ['DELETE', byHash(photo.hash)], carl)).status).toBe(404);
    const several = await ask(server, ['POST', '/api/trash', { ids: [photo.id] }], bert);
    expect(several.body).toEqual({ done: [], refused: [{ id: photo.id, reason: 'forbidden' }] });
    const unseen = await ask(server, ['POST', '/api/trash', { ids: [photo.id] }], carl);
    expect(unseen.body).toEqual({ done: [], refused: [{ id: photo.id, reason: 'not-found' }] });

    const ofBert = await sendPhoto(server, { fileName: 'of-bert.jpg' }, bert);
    expect((await ask(server, ['DELETE', byHash(ofBert.hash)])).status).toBe(204);
    expect(await checked(server, ofBert.hash, bert)).toEqual({ exists: false, wasSynced: true });
    expect(await checked(server, ofBert.hash)).toEqual({ exists: false, wasSynced: false });
    const listed = async (token: string): Promise<boolean | undefined> =>
      ((await ask(server, ['GET', '/api/trash'], token)) as Answered<Trash>).body.items.find(
        ({ id }) => id === ofBert.id,
      )?.mine;
    expect([await listed(server.token), await listed(bert), await listed(carl)]).toEqual([
      false,
      true,
      undefined,
    ]);
    expect((await ask(server, ['DELETE', '/api/trash', {}], bert)).body).toMatchObject({ done: [ofBert.id] });
  });
});

describe('the trash', () => {
  it('lists the newest first, page by page, with the days that are left', async () => {
    await server.makeUser('dora');
    const token = await server.makeToken('dora', ['upload', 'delete']);
    const photos = await Promise.all(
      Array.from({ length: 205 }, (_, number) =>
        sendPhoto(server, { fileName: `${String(number)}.jpg` }, token),
      ),
    );
    const ids = photos.map(({ id }) => id);
    await ask(server, ['POST', '/api/trash', { ids: ids.slice(0, 3) }], token);
    now += 1000;
    await ask(server, ['POST', '/api/trash', { ids }], token);
    const first = trashSchema.parse((await ask(server, ['GET', '/api/trash'], token)).body);
    const rest = trashSchema.parse(
      (await ask(server, ['GET', `/api/trash?before=${first.next ?? ''}`], token)).body,
    );
    expect([first.items.length, rest.items.length, rest.next, first.days]).toEqual([200, 5, undefined, 30]);
    const all = [...first.items, ...rest.items];
    expect(all.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
    expect(all.slice(-3).map(({ id }) => id)).toEqual(ids.slice(0, 3).toSorted((a, b) => b - a));
    expect(all[0]).toMatchObject({
      removedAt: now,
      purgedAt: now + 30 * msPerDay,
      mine: true,
      kind: 'photo',
    });
    expect((await ask(server, ['GET', '/api/trash?before=x'], token)).status).toBe(400);
    const emptied = (await ask(server, ['DELETE', '/api/trash', {}], token)) as Answered<{ done: number[] }>;
    expect(emptied.body.done.length).toBe(205);
  });

  it('shows the thumbnail of what lies in it, and forgets it with the photo', async () => {
    const photo = await sendPhoto(server, { fileName: 'shown.jpg', title: 'Secret' });
    expect((await server.request(`/api/media/${String(photo.id)}/thumb`)).status).toBe(200);
    await throwAway(server, photo.id);
    const thumb = (): Promise<Response> => server.request(`/api/trash/${String(photo.id)}/thumb`);
    expect((await thumb()).headers.get('content-type')).toBe('image/webp');
    const derived = join(server.dataFolder, 'derived', photo.hash.slice(0, 2));
    expect((await readdir(derived)).filter((name) => name.startsWith(photo.hash)).length).toBe(2);
    expect(await purge(server, photo.id)).toEqual({ done: [photo.id], refused: [] });
    expect((await thumb()).status).toBe(404);
    expect((await readdir(derived)).filter((name) => name.startsWith(photo.hash))).toEqual([]);
    expect((await filesIn(server.dataFolder, 'trash')).some((path) => path.includes('shown'))).toBe(false);
    expect(await checked(server, photo.hash)).toEqual({ exists: false, wasSynced: true });
    expect((await restore(server, photo.id)).refused).toEqual([{ id: photo.id, reason: 'not-found' }]);
  });

  it('gives title, tags and sidecar back', async () => {
    const photo = await sendPhoto(server, { fileName: 'back.jpg', title: 'Back', tags: ['x'] });
    const library = join(server.dataFolder, 'library', 'anna', photo.path);
    await expect.poll(() => readFile(`${library}.xmp`, 'utf8')).toContain('Back');
    await throwAway(server, photo.id);
    await restore(server, photo.id);
    expect((await readFile(library)).equals(photo.bytes)).toBe(true);
    expect(await readFile(`${library}.xmp`, 'utf8')).toContain('Back');
    const { body } = await ask(server, ['GET', `/api/media/${String(photo.id)}`]);
    expect(body).toMatchObject({ title: 'Back', tags: ['x'], path: `anna/${photo.path}` });
  });

  it('goes on with what was still to be done when it was deleted', async () => {
    const embedding = await testServer({ metadata: 'embed' });
    const photo = await sendPhoto(embedding, { fileName: 'early.jpg', title: 'Early' });
    await throwAway(embedding, photo.id);
    await restore(embedding, photo.id);
    const path = join(embedding.dataFolder, 'library', 'anna', photo.path);
    await expect.poll(async () => (await readFile(path)).includes('Early')).toBe(true);
    await throwAway(embedding, photo.id);
    await expectClean(embedding.dataFolder);
    await embedding.close();
  });

  it('says which could not be moved, and keeps the others moving', async () => {
    const lost = await sendPhoto(server, { fileName: 'lost.jpg' });
    const good = await sendPhoto(server, { fileName: 'good.jpg' });
    await rm(join(server.dataFolder, 'library', 'anna', lost.path));
    expect(await throwAway(server, lost.id, good.id)).toEqual({
      done: [good.id],
      refused: [{ id: lost.id, reason: 'failed' }],
    });
    expect((await ask(server, ['DELETE', byHash(lost.hash)])).status).toBe(409);
    expect((await report(server.dataFolder)).missing).toEqual([`anna/${lost.path}`]);
  });
});

describe('a share', () => {
  it('keeps the rest of a set, each at its address, and is over when nothing is left', async () => {
    const photos = [
      await sendPhoto(server, { fileName: 'one.jpg' }),
      await sendPhoto(server, { fileName: 'two.jpg' }),
    ];
    const ids = photos.map(({ id }) => id);
    const { body: share } = (await ask(server, ['POST', '/api/shares', { items: ids }])) as Answered<Share>;
    const status = async (path: string): Promise<number> =>
      (await fetch(server.address + share.path + path)).status;
    await throwAway(server, ids[0] ?? 0);
    const set = parseSharedSet(await (await fetch(`${server.address}${share.path}/set.json`)).json());
    expect(set?.items.map(({ fileName, file }) => [fileName, file])).toEqual([['two.jpg', '2/file']]);
    expect([await status('/1/file'), await status('/2/file')]).toEqual([404, 200]);
    const counted = ((await ask(server, ['GET', '/api/shares'])) as Answered<Share[]>).body.find(
      ({ id }) => id === share.id,
    );
    expect(counted?.count).toBe(1);
    await throwAway(server, ids[1] ?? 0);
    expect([await status('/set.json'), await status('/2/file'), await status('/all.zip')]).toEqual([
      410, 410, 410,
    ]);
    await restore(server, ...ids);
    expect([await status('/set.json'), await status('/1/file')]).toEqual([200, 200]);
  });
});

describe('the cleaner', () => {
  it('deletes for good what has lain in the trash long enough: at a start, and on the hour', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    let time = Date.now();
    const settings = { now: () => time, trashDays: 2 };
    const first = await testServer(settings);
    const [early, late] = [
      await sendPhoto(first, { fileName: 'early.jpg' }),
      await sendPhoto(first, { fileName: 'late.jpg' }),
    ];
    await throwAway(first, early.id);
    time += msPerDay;
    await throwAway(first, late.id);
    time += msPerDay - 1;
    vi.advanceTimersByTime(3_600_000);
    await first.stop();
    const { dataFolder } = first;
    expect((await filesIn(dataFolder, 'trash')).length).toBe(2);
    time += 1;
    const second = await testServer({ ...settings, dataFolder });
    await expect.poll(() => filesIn(dataFolder, 'trash')).toEqual([`anna/${String(late.id)}-late.jpg`]);
    time += msPerDay;
    vi.advanceTimersByTime(3_600_000);
    vi.useRealTimers();
    await expect.poll(() => filesIn(dataFolder, 'trash')).toEqual([]);
    await expectClean(dataFolder);
    await second.stop();
    await first.close();
  });
});

it('verify is not misled by photos that move while it looks', async () => {
  const moving = await testServer();
  const photos = await Promise.all(
    Array.from({ length: 30 }, (_, number) => sendPhoto(moving, { fileName: `${String(number)}.jpg` })),
  );
  const ids = photos.map(({ id }) => id);
  const looking = new AbortController();
  const move = async (): Promise<void> => {
    while (!looking.signal.aborted) {
      await throwAway(moving, ...ids);
      await restore(moving, ...ids);
    }
  };
  const moves = move();
  for (let times = 0; times < 5; times += 1) {
    const { missing, changed } = await report(moving.dataFolder);
    expect({ missing, changed }).toEqual({ missing: [], changed: [] });
  }
  looking.abort();
  await moves;
  await moving.close();
});
