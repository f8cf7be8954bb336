import { createHash, createHmac, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { boothKey } from '@homeroll/core/share/booth-key';
import { boothSchema, type Booth as Listed } from '@homeroll/protocol/booths';
import { routes } from '@homeroll/protocol/routes';
import { parseSharedSet } from '@homeroll/protocol/shared-set';
import { madePhoto } from './made-photo.ts';
import { testServer, type TestServer } from './running-server.ts';

let server: TestServer;
let pages: string;
let booth: Booth;

interface Booth {
  readonly id: string;
  readonly secret: string;
}

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

async function setUp(name: string, token?: string): Promise<Booth> {
  const secret = randomBytes(32).toString('base64url');
  const id = idOf(secret);
  expect((await put(routes.booth(id), { name, secret }, token)).status).toBe(204);
  return { id, secret };
}

function idOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url').slice(0, 12);
}

function put(path: string, body: object, token?: string): Promise<Response> {
  return send('PUT', path, body, token);
}

function post(path: string, body: object, token?: string): Promise<Response> {
  return send('POST', path, body, token);
}

function send(method: string, path: string, body: object, token: string | undefined): Promise<Response> {
  const headers = {
    'content-type': 'application/json',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  };
  return server.request(path, { method, body: JSON.stringify(body), headers });
}

function keyFor(path: string, { secret } = booth): string {
  return boothKey(path, (text) => createHmac('sha256', secret).update(text).digest('base64url'));
}

async function arrive(path: string, fileName = 'a.jpg'): Promise<Buffer> {
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
    const bytes = await arrive('full/first.jpg');
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
    expect((await fetch(`${server.address}/b/0123456789ab/${keyFor('full/x.jpg')}`)).status).toBe(404);
  });

  it('B4: a picture that was changed has the same link; the older one goes into the trash', async () => {
    const key = keyFor('full/changed.jpg');
    await arrive('full/changed.jpg', 'changed-1.jpg');
    const second = await arrive('full/changed.jpg', 'changed-2.jpg');
    expect((await pictureOf(key)).equals(second)).toBe(true);
    const trash = (await (await server.request(routes.trash)).json()) as { items: { fileName: string }[] };
    expect(trash.items.map(({ fileName }) => fileName)).toEqual(['changed-1.jpg']);
  });

  it('B4: what the booth deletes goes into the trash, and its link is over; twice is fine', async () => {
    const path = `media/${keyFor('full/gone.jpg')}.jpg`;
    await arrive('full/gone.jpg', 'gone.jpg');
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
    await arrive('full/mine.jpg');
    const { hash } = await madePhoto();
    expect((await post(routes.boothFiles(booth.id), { path, hash }, theirs)).status).toBe(404);
    expect((await post(routes.findBoothFile(booth.id), { path }, theirs)).status).toBe(404);
    expect((await post(routes.removeBoothFile(booth.id), { path }, theirs)).status).toBe(404);
    expect((await post(routes.boothFiles(booth.id), { path, hash })).status).toBe(404);
    expect((await asGuest(keyFor('full/mine.jpg'), '/set.json')).status).toBe(200);
  });

  it('may be named anew by its account; neither another account nor a wrong secret gets at it', async () => {
    const { id, secret } = await setUp('Old name');
    const theirs = await server.makeToken('berta', ['share']);
    expect((await put(routes.booth(id), { name: 'New name', secret })).status).toBe(204);
    expect((await put(routes.booth(id), { name: 'Theirs', secret }, theirs)).status).toBe(403);
    const wrong = randomBytes(32).toString('base64url');
    expect((await put(routes.booth(id), { name: 'New name', secret: wrong })).status).toBe(400);
    expect((await put(routes.booth(idOf('short')), { name: 'x', secret: 'short' })).status).toBe(400);
  });

  it('is listed and withdrawn by its account alone: its links end, its pictures stay, and it may be undone', async () => {
    const { id, secret } = await setUp('For one evening');
    const { bytes, hash } = await madePhoto();
    await server.put(bytes, { hash });
    const key = keyFor('full/last.jpg', { id, secret });
    await post(routes.boothFiles(id), { path: `media/${key}.jpg`, hash });
    const theirs = await server.makeToken('berta', ['share']);
    expect((await send('DELETE', routes.booth(id), {}, theirs)).status).toBe(404);
    expect((await fetch(server.address + routes.boothPage(id, key))).status).toBe(200);
    const listed = async (token?: string): Promise<readonly Listed[]> => {
      const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
      const answer = await server.request(routes.booths, { headers });
      return z.array(boothSchema).parse(await answer.json());
    };
    expect((await listed()).find((each) => each.id === id)).toMatchObject({
      name: 'For one evening',
      count: 1,
    });
    expect(await listed(theirs)).toEqual([]);
    expect((await send('DELETE', routes.booth(id), {}, undefined)).status).toBe(204);
    const page = await fetch(server.address + routes.boothPage(id, key));
    expect(await page.text()).toContain('{"reason":"expired"}');
    expect((await fetch(`${server.address}${routes.boothPage(id, key)}/1/file`)).status).toBe(410);
    expect((await listed()).some((each) => each.id === id)).toBe(false);
    const check = await post(routes.check, { hashes: [hash] });
    expect(await check.json()).toMatchObject({ exists: [0] });

    // The booth goes on, and is told.
    expect((await put(routes.booth(id), { name: 'For one evening', secret })).status).toBe(204);
    const refused = await post(routes.boothFiles(id), { path: `media/${key}.jpg`, hash });
    expect([refused.status, await refused.text()]).toEqual([403, expect.stringContaining('withdrawn')]);
    expect((await fetch(`${server.address}${routes.boothPage(id, key)}/1/file`)).status).toBe(410);

    expect((await post(routes.restoreBooth(id), {}, theirs)).status).toBe(404);
    expect((await post(routes.restoreBooth(id), {})).status).toBe(204);
    expect((await fetch(`${server.address}${routes.boothPage(id, key)}/1/file`)).status).toBe(200);
  });

  it('B16: neither its secret nor a link to a picture lies in the catalog', async () => {
    const key = keyFor('full/secret.jpg');
    await arrive('full/secret.jpg');
    const files = ['catalog.sqlite', 'catalog.sqlite-wal'].map((name) => join(server.dataFolder, name));
    const bytes = Buffer.concat(await Promise.all(files.map((file) => readFile(file))));
    expect(bytes.includes(booth.id)).toBe(true);
    expect(bytes.includes(booth.secret)).toBe(false);
    expect(bytes.includes(key)).toBe(false);
  });

  it.each(['../x', '/x', 'a//b', '', 'a\\b', 'a\nb'])('refuses %j, which is no path', async (path) => {
    const answer = await post(routes.findBoothFile(booth.id), { path });
    expect(answer.status).toBe(400);
  });
});
