import { createHmac } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { boothKey } from '@homeroll/core/share/booth-key';
import type { NewBooth } from '@homeroll/protocol/booths';
import { routes } from '@homeroll/protocol/routes';
import { parseSharedSet } from '@homeroll/protocol/shared-set';
import { madePhoto } from './made-photo.ts';
import { testServer, type TestServer } from './running-server.ts';

let server: TestServer;
let pages: string;
let booth: NewBooth;

beforeAll(async () => {
  pages = await mkdtemp(join(tmpdir(), 'homeroll-pages-'));
  await mkdir(join(pages, 'portal'));
  await writeFile(join(pages, 'portal/index.html'), '<html><head></head></html>');
  server = await testServer({ pages: { web: 'not-built', portal: join(pages, 'portal') } });
  await server.makeUser('berta');
  booth = await setUp('Wedding');
});
afterAll(async () => {
  await server.close();
  await rm(pages, { recursive: true });
});

async function setUp(name: string, token?: string): Promise<NewBooth> {
  const answer = await post(routes.booths, { name }, token);
  expect(answer.status).toBe(201);
  return (await answer.json()) as NewBooth;
}

function post(path: string, body: object, token?: string): Promise<Response> {
  const headers = {
    'content-type': 'application/json',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  };
  return server.request(path, { method: 'POST', body: JSON.stringify(body), headers });
}

function keyFor(path: string, { secret } = booth): string {
  return boothKey(path, (text) => createHmac('sha256', secret).update(text).digest('base64url'));
}

async function put(path: string, fileName = 'a.jpg'): Promise<Buffer> {
  const { bytes, hash } = await madePhoto();
  await server.put(bytes, { hash, headers: { 'homeroll-file-name': fileName } });
  const answer = await post(routes.boothFiles(booth.id), { path: `media/${keyFor(path)}.jpg`, hash });
  expect(answer.status).toBe(200);
  return bytes;
}

const asGuest = (key: string, part = ''): Promise<Response> =>
  fetch(server.address + routes.boothPage(booth.id, key) + part);

async function pictureOf(key: string): Promise<Buffer> {
  const set = parseSharedSet(await (await asGuest(key, '/set.json')).json());
  const answer = await asGuest(key, `/${set?.items[0]?.file ?? ''}`);
  return Buffer.from(await answer.arrayBuffer());
}

describe('a photo booth at the own server', () => {
  it('B16: its links are valid before the picture has arrived: the page says so, and then shows it', async () => {
    const key = keyFor('full/first.jpg');
    const page = await asGuest(key);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('{"reason":"not-here-yet"}');
    expect((await asGuest(key, '/set.json')).status).toBe(404);
    expect((await asGuest(key, '/1/file')).status).toBe(404);
    const bytes = await put('full/first.jpg');
    expect((await asGuest(key)).status).toBe(200);
    expect((await pictureOf(key)).equals(bytes)).toBe(true);
  });

  it('B13: a link that this booth never made is told from one whose picture is to come', async () => {
    const stranger = { ...booth, secret: 'another secret' };
    for (const key of [keyFor('full/x.jpg', stranger), 'x', 'full-AAAAAA-AAAAAAAAAAAAAAAAAAAAAA']) {
      const page = await asGuest(key);
      expect(page.status).toBe(404);
      expect(await page.text()).toContain('{"reason":"not-found"}');
    }
    const other = await setUp('Another');
    expect((await fetch(`${server.address}/b/${other.id}/${keyFor('full/x.jpg')}`)).status).toBe(404);
    expect((await fetch(`${server.address}/b/0/${keyFor('full/x.jpg')}`)).status).toBe(404);
  });

  it('B4: a picture that was changed has the same link; the older one goes into the trash', async () => {
    const key = keyFor('full/changed.jpg');
    await put('full/changed.jpg', 'changed-1.jpg');
    const second = await put('full/changed.jpg', 'changed-2.jpg');
    expect((await pictureOf(key)).equals(second)).toBe(true);
    const trash = (await (await server.request(routes.trash)).json()) as { items: { fileName: string }[] };
    expect(trash.items.map(({ fileName }) => fileName)).toEqual(['changed-1.jpg']);
  });

  it('B4: what the booth deletes goes into the trash, and its link is over; twice is fine', async () => {
    const path = `media/${keyFor('full/gone.jpg')}.jpg`;
    await put('full/gone.jpg', 'gone.jpg');
    for (let time = 1; time <= 2; time += 1) {
      expect((await post(routes.removeBoothFile(booth.id), { path })).status).toBe(204);
    }
    expect((await asGuest(keyFor('full/gone.jpg'), '/set.json')).status).toBe(410);
    expect((await post(routes.findBoothFile(booth.id), { path })).status).toBe(404);
    const trash = (await (await server.request(routes.trash)).json()) as { items: { fileName: string }[] };
    expect(trash.items.map(({ fileName }) => fileName)).toContain('gone.jpg');
  });

  it('keeps a photo that another path of a booth still hands out', async () => {
    const { bytes, hash } = await madePhoto();
    await server.put(bytes, { hash });
    const paths = ['a', 'b'].map((name) => `media/${keyFor(name)}.jpg`);
    for (const path of paths) await post(routes.boothFiles(booth.id), { path, hash });
    await post(routes.removeBoothFile(booth.id), { path: paths[0] });
    expect((await pictureOf(keyFor('b'))).equals(bytes)).toBe(true);
  });

  it('is nobody else’s: another account neither puts, finds nor removes; nor does one put what it has not sent', async () => {
    const theirs = await server.makeToken('berta', ['upload', 'share', 'delete']);
    const path = `media/${keyFor('full/mine.jpg')}.jpg`;
    await put('full/mine.jpg');
    const { hash } = await madePhoto();
    expect((await post(routes.boothFiles(booth.id), { path, hash }, theirs)).status).toBe(404);
    expect((await post(routes.findBoothFile(booth.id), { path }, theirs)).status).toBe(404);
    expect((await post(routes.removeBoothFile(booth.id), { path }, theirs)).status).toBe(404);
    expect((await post(routes.boothFiles(booth.id), { path, hash })).status).toBe(404);
    expect((await asGuest(keyFor('full/mine.jpg'), '/set.json')).status).toBe(200);
  });

  it.each(['../x', '/x', 'a//b', '', 'a\\b', 'a\nb'])('refuses %j, which is no path', async (path) => {
    const answer = await post(routes.findBoothFile(booth.id), { path });
    expect(answer.status).toBe(400);
  });
});
