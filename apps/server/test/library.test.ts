import { spawnSync } from 'node:child_process';
import { link, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MediaReceipt } from '@homeroll/protocol/media-receipt';
import type { Share } from '@homeroll/protocol/shares';
import { parseSharedSet } from '@homeroll/protocol/shared-set';
import { decodeTimeline, decodeTimelineMonth } from '@homeroll/protocol/timeline';
import { metadataToHeaders } from '@homeroll/protocol/upload-metadata';
import { openCatalogOf } from '@homeroll/server/open-catalog-of';
import { openDataFolder } from '@homeroll/server/library/data-folder';
import { rebuildCatalog } from '@homeroll/server/library/rebuild';
import { isClean, verifyLibrary } from '@homeroll/server/library/verify';
import { madePhoto } from './made-photo.ts';
import { testServer, type TestServer } from './running-server.ts';
import { expectClean, report } from './trash-folder.ts';

async function send(
  server: TestServer,
  metadata: { fileName: string; title?: string; tags?: string[] },
  taken?: string,
): Promise<MediaReceipt> {
  const photo = await madePhoto(taken === undefined ? {} : { taken });
  const answer = await server.put(photo.bytes, { hash: photo.hash, headers: metadataToHeaders(metadata) });
  expect(answer.status).toBe(201);
  return (await answer.json()) as MediaReceipt;
}

const post = (body: unknown): RequestInit => ({
  method: 'POST',
  body: JSON.stringify(body),
  headers: { 'content-type': 'application/json' },
});

describe('the timeline', () => {
  it('carries days, counts and ratios, and 304 until something changes', async () => {
    const server = await testServer();
    await send(server, { fileName: 'a.jpg' }, '2026:06:14 10:00:00');
    await send(server, { fileName: 'b.jpg', title: 'T' }, '2026:06:14 12:00:00');
    await send(server, { fileName: 'c.jpg' }, '1969:12:31 23:00:00');
    const answer = await server.request('/api/timeline');
    const timeline = decodeTimeline(new Uint8Array(await answer.arrayBuffer()));
    expect(timeline.days).toEqual([20_618, -1]);
    expect(timeline.counts).toEqual([2, 1]);
    const month = decodeTimelineMonth(
      new Uint8Array(await (await server.request('/api/timeline/2026-06')).arrayBuffer()),
    );
    expect(month.ids).toEqual([2, 1]);
    expect(month.seconds).toEqual([12 * 3600, 10 * 3600]);
    expect(month.titles).toEqual([{ place: 0, title: 'T' }]);
    expect((await server.request('/api/timeline/2026-13')).status).toBe(400);
    await send(server, { fileName: 'd.jpg' });
    const etag = answer.headers.get('etag') ?? '';
    expect((await server.request('/api/timeline', { headers: { 'if-none-match': etag } })).status).toBe(200);
    await server.close();
  });
});

describe('one item', () => {
  it('P67: tells title, tags, shooting time and, a moment later, what the camera wrote; pictures and original are served', async () => {
    const server = await testServer();
    const receipt = await send(server, {
      fileName: 'IMG_1.jpg',
      title: 'Lake',
      tags: ['family/summer', 'water'],
    });
    const item = async (): Promise<Record<string, unknown>> =>
      (await (await server.request(`/api/media/${String(receipt.id)}`)).json()) as Record<string, unknown>;
    expect(await item()).toMatchObject({
      title: 'Lake',
      tags: ['family/summer', 'water'],
      taken: { local: '2026-06-14T15:30:00', offsetMinutes: null, source: 'exif' },
      owner: 'anna',
    });
    const thumb = await server.request(`/api/media/${String(receipt.id)}/thumb`);
    expect(thumb.headers.get('content-type')).toBe('image/webp');
    await expect.poll(async () => (await item())['facts']).toMatchObject({ Camera: 'Test Camera' });
    const original = await server.request(`/api/media/${String(receipt.id)}/original`, {
      headers: { range: 'bytes=0-9' },
    });
    expect(original.status).toBe(206);
    expect(original.headers.get('content-type')).toBe('image/jpeg');
    expect(original.headers.get('content-disposition')).toMatch(/^attachment/);
    expect(original.headers.get('x-content-type-options')).toBe('nosniff');
    expect((await server.request('/api/media/99999')).status).toBe(404);
    await server.close();
  });

  it('stores a picture that no program can show, and shows an honest placeholder', async () => {
    const server = await testServer();
    const { bytes, hash } = await madePhoto();
    const broken = Buffer.concat([bytes.subarray(0, 300), Buffer.from(hash)]);
    const answer = await server.request('/api/media?fileName=broken.jpg', { method: 'POST', body: broken });
    expect(answer.status).toBe(201);
    const { id, path } = (await answer.json()) as MediaReceipt;
    expect((await readFile(join(server.dataFolder, 'library/anna', path))).equals(broken)).toBe(true);
    const thumb = await server.request(`/api/media/${String(id)}/thumb`);
    expect(thumb.headers.get('content-type')).toMatch(/^image\/svg\+xml/);
    await server.close();
  });
});

describe('work after the acknowledgement', () => {
  it('is not held up by a file that somebody took away', async () => {
    const server = await testServer();
    const { dataFolder } = server;
    await server.stop();
    const catalog = await openCatalogOf(dataFolder, undefined);
    const anna = await catalog.accounts.userByName('anna');
    const there = await madePhoto();
    await mkdir(join(dataFolder, 'library/anna/x'), { recursive: true });
    await writeFile(join(dataFolder, 'library/anna/x/there.jpg'), there.bytes);
    const row = {
      ...{ owner_id: anna?.id ?? 0, stored_hash: null, size: 1, media_type: 'image/jpeg', kind: 'photo' },
      ...{
        width: 1,
        height: 1,
        duration_seconds: null,
        day: 1,
        second: 1,
        offset_minutes: null,
        taken_source: 'exif',
      },
      ...{
        title: 'T',
        tags: null,
        album: null,
        device: null,
        received_at: 1,
        colour: 0,
        facts: null,
        removed_at: null,
      },
      ...({ sidecar: 'pending', derived: 'pending' } as const),
    };
    const named = (path: string, hash: string) => ({ ...row, path, path_key: path, file_name: path, hash });
    // Newer rows come first, so the missing ones stand in front of the one that is there.
    await catalog.items.add([named('anna/x/there.jpg', there.hash)]);
    await catalog.items.add(
      Array.from({ length: 20 }, (_, n) => named(`anna/gone/${String(n)}.jpg`, String(n).padStart(64, '0'))),
    );
    await catalog.close();
    const again = await testServer({ dataFolder });
    await expect.poll(() => readdir(join(dataFolder, 'library/anna/x'))).toContain('there.jpg.xmp');
    const state = async (): Promise<unknown> => {
      const look = await openCatalogOf(dataFolder, undefined);
      const [item] = await look.items.withHash(there.hash);
      await look.close();
      return item?.derived;
    };
    await expect.poll(state).toBe('made');
    await again.close();
  });
});

describe('shares', () => {
  let server: TestServer;
  let now = Date.now();
  let receipts: MediaReceipt[];

  beforeAll(async () => {
    server = await testServer({ now: () => now });
    receipts = [
      await send(server, { fileName: 'one.jpg' }),
      await send(server, { fileName: 'one.jpg' }),
      await send(server, { fileName: 'ü.jpg' }),
    ];
  });
  afterAll(() => server.close());

  async function share(wanted: object): Promise<Share> {
    const answer = await server.request('/api/shares', post(wanted));
    expect(answer.status).toBe(201);
    return (await answer.json()) as Share;
  }
  const asGuest = (path: string): Promise<Response> => fetch(server.address + path);

  it('B16: hands out originals by an unguessable link, to guests without an account', async () => {
    const made = await share({ items: receipts.map(({ id }) => id), title: 'Party' });
    expect(made.path).toMatch(/^\/s\/[\w-]{36}$/);
    const set = parseSharedSet(await (await asGuest(`${made.path}/set.json`)).json());
    expect(set?.items.map(({ fileName }) => fileName)).toEqual(['one.jpg', 'one.jpg', 'ü.jpg']);
    for (const [place, item] of (set?.items ?? []).entries()) {
      const file = await asGuest(`${made.path}/${item.file}`);
      expect(file.headers.get('content-security-policy')).toMatch(/sandbox/);
      const lies = await readFile(join(server.dataFolder, 'library/anna', receipts[place]?.path ?? ''));
      expect(Buffer.from(await file.arrayBuffer()).equals(lies)).toBe(true);
    }
    expect((await asGuest(`${made.path}/4/file`)).status).toBe(404);
    expect((await asGuest(`${made.path.slice(0, -1)}!/set.json`)).status).toBe(404);
  });

  it('B29: sends a set as one ZIP whose length is known from the start', async () => {
    const made = await share({ items: receipts.map(({ id }) => id) });
    const answer = await asGuest(`${made.path}/all.zip`);
    const zip = Buffer.from(await answer.arrayBuffer());
    expect(Number(answer.headers.get('content-length'))).toBe(zip.length);
    const path = join(server.dataFolder, 'all.zip');
    await writeFile(path, zip);
    const listed = spawnSync('python3', [
      '-c',
      'import sys,zipfile; z=zipfile.ZipFile(sys.argv[1]); print(z.testzip()); print("|".join(z.namelist()))',
      path,
    ]);
    expect(listed.stdout.toString()).toBe('None\none.jpg|one (2).jpg|ü.jpg\n');
  });

  it('B40: stops at its expiry, and when it is withdrawn; that can be undone', async () => {
    const made = await share({ items: [receipts[0]?.id], expiresInDays: 1 });
    const status = async (): Promise<number> => (await asGuest(`${made.path}/set.json`)).status;
    expect(await status()).toBe(200);
    await server.request(`/api/shares/${String(made.id)}`, { method: 'DELETE' });
    expect(await status()).toBe(410);
    await server.request(`/api/shares/${String(made.id)}`, { method: 'PUT' });
    expect(await status()).toBe(200);
    now += 2 * 24 * 3600 * 1000;
    expect(await status()).toBe(410);
  });

  it('B19: draws the link as a code, SVG and PNG', async () => {
    const made = await share({ items: [receipts[0]?.id] });
    const svg = await server.request(`/api/shares/${String(made.id)}/qr.svg`);
    expect(svg.headers.get('content-type')).toMatch(/^image\/svg/);
    const png = await server.request(`/api/shares/${String(made.id)}/qr.png`);
    expect(
      Buffer.from(await png.arrayBuffer())
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG');
  });

  it('refuses to hand out what is not there', async () => {
    expect((await server.request('/api/shares', post({ items: [98_765] }))).status).toBe(404);
    expect((await server.request('/api/shares', post({ items: [] }))).status).toBe(400);
  });
});

describe('verify and rebuild', () => {
  it('names what is missing, changed, unknown and half-written', async () => {
    const server = await testServer();
    const [lost, bent, good] = [
      await send(server, { fileName: 'lost.jpg' }),
      await send(server, { fileName: 'bent.jpg' }),
      await send(server, { fileName: 'good.jpg' }),
    ];
    const library = join(server.dataFolder, 'library');
    await expectClean(server.dataFolder);
    await rm(join(library, 'anna', lost.path));
    await writeFile(join(library, 'anna', bent.path), 'bent');
    await writeFile(join(library, 'anna', '2026', 'stranger.jpg'), 'x');
    await writeFile(join(server.dataFolder, 'incoming', 'half.part'), 'x');
    expect(await report(server.dataFolder)).toEqual({
      compared: 3,
      missing: [`anna/${lost.path}`],
      changed: [`anna/${bent.path}`],
      unknown: ['anna/2026/stranger.jpg'],
      halfWritten: ['half.part'],
    });
    expect(good.outcome).toBe('stored');
    await server.close();
  });

  it.each(['sidecar', 'embed'] as const)(
    'brings all photos back from files and sidecars alone (metadata: %s)',
    async (metadata) => {
      const server = await testServer({ metadata });
      const { dataFolder } = server;
      const metadataOfFirst = { fileName: 'IMG_1.jpg', title: 'Wedding', tags: ['family/wedding', 'Zürich'] };
      const photo = await madePhoto();
      const headers = metadataToHeaders(metadataOfFirst);
      const { path } = (await (
        await server.put(photo.bytes, { hash: photo.hash, headers })
      ).json()) as MediaReceipt;
      const second = await send(server, { fileName: 'IMG_2.jpg' });
      const folder = dirname(join(dataFolder, 'library/anna', path));
      await expect.poll(() => readdir(folder)).toContain('IMG_1.jpg.xmp');
      await server.stop();
      const lies = await readFile(join(dataFolder, 'library/anna', path));
      expect(lies.equals(photo.bytes)).toBe(metadata === 'sidecar');
      for (const name of await readdir(dataFolder))
        if (name.startsWith('catalog')) await rm(join(dataFolder, name));

      const data = await openDataFolder(dataFolder);
      const catalog = await openCatalogOf(dataFolder, undefined);
      const parts = { data, catalog, stop: new AbortController().signal, progress: () => undefined };
      expect(await rebuildCatalog(parts, () => 0)).toMatchObject({
        added: 2,
        newUsers: ['anna'],
        leftAlone: [],
      });
      expect(isClean(await verifyLibrary(parts))).toBe(true);
      const rows = await catalog.items.after(0, 10);
      expect(rows.find(({ hash }) => hash === photo.hash)).toMatchObject({
        path: `anna/${path}`,
        file_name: 'IMG_1.jpg',
        title: 'Wedding',
        tags: JSON.stringify(metadataOfFirst.tags),
        taken_source: 'exif',
      });
      expect(rows.some(({ hash }) => hash === second.hash)).toBe(true);
      await catalog.close();
      await rm(dataFolder, { recursive: true });
    },
  );
});

describe('the next start', () => {
  it('takes back what was placed but never acknowledged, and keeps what was', async () => {
    const first = await testServer();
    const kept = await send(first, { fileName: 'kept.jpg' });
    const library = join(first.dataFolder, 'library', 'anna');
    const incoming = join(first.dataFolder, 'incoming');
    // As a kill between link and commit leaves it, and one between commit and the end of the temporary name.
    await writeFile(join(incoming, 'a.part'), (await madePhoto()).bytes);
    await mkdir(join(library, 'x'));
    await link(join(incoming, 'a.part'), join(library, 'x', 'orphan.jpg'));
    await link(join(library, kept.path), join(incoming, 'b.part'));
    await writeFile(join(incoming, 'c.part'), 'half');
    const again = await testServer({ dataFolder: first.dataFolder });
    await expect.poll(() => readdir(incoming)).toEqual([]);
    await expect.poll(() => readdir(join(library, 'x'))).toEqual([]);
    await expectClean(first.dataFolder);
    await again.stop();
    await first.close();
  });
});

it('P69: the next start never cuts a file that was resumable and is in the library now', async () => {
  const first = await testServer();
  const kept = await send(first, { fileName: 'film.jpg' });
  const path = join(first.dataFolder, 'library', 'anna', kept.path);
  const before = await readFile(path);
  await first.stop();
  // As a kill leaves it between the answer to the last piece and the end of the upload's row and temporary name.
  const catalog = await openCatalogOf(first.dataFolder, undefined);
  const anna = await catalog.accounts.userByName('anna');
  const upload = { id: 'u-1', userId: anna?.id ?? 0, size: before.length, hash: kept.hash };
  await catalog.partialUploads.add({
    ...upload,
    metadata: { fileName: 'film.jpg' },
    force: false,
    expiresAt: Date.now() + 1e9,
  });
  await catalog.close();
  await link(path, join(first.dataFolder, 'incoming', 'u-1.resumable'));
  const again = await testServer({ dataFolder: first.dataFolder });
  expect((await readFile(path)).equals(before)).toBe(true);
  expect(await readdir(join(first.dataFolder, 'incoming'))).toEqual([]);
  await expectClean(first.dataFolder);
  await again.close();
});
