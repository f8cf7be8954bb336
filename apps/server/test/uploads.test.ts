import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MediaReceipt } from '@homeroll/protocol/media-receipt';
import { metadataToHeaders } from '@homeroll/protocol/upload-metadata';
import { hashed, madePhoto } from './made-photo.ts';
import { testServer, type TestServer } from './running-server.ts';

let server: TestServer;

beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server.close());

async function stored(response: Response): Promise<MediaReceipt> {
  expect([200, 201]).toContain(response.status);
  return (await response.json()) as MediaReceipt;
}

async function problem(response: Response): Promise<string> {
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  return ((await response.json()) as { code: string }).code;
}

/** Nothing half lies about: temporary files of finished requests vanish a moment after the answer. */
async function expectTidy(): Promise<void> {
  await expect.poll(() => readdir(join(server.dataFolder, 'incoming'))).toEqual([]);
}

const inLibrary = (path: string): Promise<Buffer> =>
  readFile(join(server.dataFolder, 'library', 'anna', path));

describe('PUT /api/media/<sha256>', () => {
  it.each([
    ['small (gathered in memory)', 20_000],
    ['exactly one slot', 1024 * 1024],
    ['middle (page cache)', 3_000_001],
    ['large (direct writes)', 33 * 1024 * 1024 + 7],
  ])('P66: files a %s photo by its shooting time, byte for byte', async (_says, size) => {
    const photo = await madePhoto({ size });
    const headers = metadataToHeaders({
      fileName: `big ${String(size)}.jpg`,
      title: 'Wedding of A & B',
      tags: ['family/wedding'],
    });
    const receipt = await stored(await server.put(photo.bytes, { hash: photo.hash, headers }));
    expect(receipt).toMatchObject({ outcome: 'stored', hash: photo.hash, size: photo.bytes.length });
    expect(receipt.path).toBe(`2026/2026-06-14 Wedding of A & B/big ${String(size)}.jpg`);
    expect((await inLibrary(receipt.path)).equals(photo.bytes)).toBe(true);
    await expectTidy();
  });

  it('P65: makes no second copy when the same bytes come again, under whatever name', async () => {
    const photo = await madePhoto();
    const first = await stored(
      await server.put(photo.bytes, { hash: photo.hash, headers: { 'homeroll-file-name': 'a.jpg' } }),
    );
    const again = await stored(
      await server.put(photo.bytes, { hash: photo.hash, headers: { 'homeroll-file-name': 'b.jpg' } }),
    );
    expect(again).toEqual({ ...first, outcome: 'already-there' });
  });

  it('keeps one copy when twenty clients send the same file at once', async () => {
    const photo = await madePhoto({ size: 300_000 });
    const receipts = await Promise.all(
      Array.from({ length: 20 }, async (_, place) =>
        stored(
          await server.put(photo.bytes, {
            hash: photo.hash,
            headers: { 'homeroll-file-name': `${String(place)}.jpg` },
          }),
        ),
      ),
    );
    expect(new Set(receipts.map(({ id }) => id)).size).toBe(1);
    expect(receipts.filter(({ outcome }) => outcome === 'stored')).toHaveLength(1);
    await expectTidy();
  });

  it('refuses bytes that are not those of the hash, small and large, and keeps nothing', async () => {
    for (const size of [10_000, 2_000_000, 40_000_000]) {
      const photo = await madePhoto({ size });
      const wrong = createHash('sha256').update('another').digest('hex');
      const answer = await server.put(photo.bytes, {
        hash: wrong,
        headers: { 'homeroll-file-name': 'x.jpg' },
      });
      expect(answer.status).toBe(422);
      expect(await problem(answer)).toBe('hash-mismatch');
      const asked = await server.request('/api/uploads/check', check([wrong, photo.hash]));
      expect(await asked.json()).toEqual({ exists: [], ours: [], wasSynced: [], ids: [] });
    }
    await expectTidy();
  });

  it('forgets a body whose connection is cut in the middle', async () => {
    const photo = await madePhoto({ size: 3_000_000 });
    for (const sent of [5000, 2_500_000]) {
      await cutAfter(photo.bytes.subarray(0, sent), { hash: photo.hash, announced: photo.bytes.length });
    }
    await expectTidy();
    const again = await server.put(photo.bytes, {
      hash: photo.hash,
      headers: { 'homeroll-file-name': 'cut.jpg' },
    });
    expect((await stored(again)).outcome).toBe('stored');
  });

  it('says in words what it does not take: no picture, empty, too large, no hash', async () => {
    const html = hashed(Buffer.from('<script>alert(1)</script>'));
    expect(
      await problem(
        await server.put(html.bytes, { hash: html.hash, headers: { 'homeroll-file-name': 'x.html' } }),
      ),
    ).toBe('type-refused');
    const empty = hashed(Buffer.alloc(0));
    expect(
      await problem(
        await server.put(empty.bytes, { hash: empty.hash, headers: { 'homeroll-file-name': 'x.jpg' } }),
      ),
    ).toBe('bad-request');
    const small = await testServer({ fileBytes: 5000 });
    const photo = await madePhoto({ size: 6000 });
    expect(await problem(await small.put(photo.bytes, { hash: photo.hash }))).toBe('too-large');
    await small.close();
    expect((await server.request('/api/media/NOT-A-HASH', { method: 'PUT', body: 'x' })).status).toBe(400);
  });

  it('P11: tells a missing, an unknown and a too weak token apart', async () => {
    const { hash, bytes } = await madePhoto();
    const send = (authorization: Record<string, string>): Promise<Response> =>
      fetch(`${server.address}/api/media/${hash}`, {
        method: 'PUT',
        body: Buffer.from(bytes),
        headers: authorization,
      });
    expect(await problem(await send({}))).toBe('not-signed-in');
    expect(await problem(await send({ authorization: 'Bearer hr_device_wrong' }))).toBe('not-signed-in');
    const weak = await server.makeToken('anna', ['view']);
    expect(await problem(await send({ authorization: `Bearer ${weak}` }))).toBe('forbidden');
  });
});

describe('names that attack', () => {
  it.each([
    '../../etc/passwd.jpg',
    '/etc/passwd.jpg',
    '..\\..\\windows\\system32\\evil.jpg',
    'a\0b.jpg',
    `${'ü'.repeat(300)}.jpg`,
    'CON.jpg',
    'nul',
    '.hidden.jpg',
    '...',
    ' .jpg',
    'a/b/c.jpg',
    '\u202Egpj.exe.jpg',
    '"<>|?*:.jpg',
    '\n\r\t.jpg',
    '',
  ])('%j ends as a plain name inside the library', async (fileName) => {
    const photo = await madePhoto();
    const receipt = await stored(
      await server.put(photo.bytes, { hash: photo.hash, headers: metadataToHeaders({ fileName }) }),
    );
    const name = receipt.path.split('/').at(-1) ?? '';
    expect(receipt.path).toMatch(/^2026\/2026-06-14\/[^/\\]+$/);
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255 - '.xmp'.length);
    // eslint-disable-next-line no-control-regex -- the very characters that must not come through
    expect(name).not.toMatch(/^\.|[\x00-\x1f\u202e]|^(con|nul)\.|[. ]$/i);
    expect((await inLibrary(receipt.path)).equals(photo.bytes)).toBe(true);
  });

  it('gives twins in case and in Unicode form different names', async () => {
    const names = ['Grüße.jpg', 'Grüße.jpg'.normalize('NFD'), 'GRÜSSE.jpg', 'grüße.JPG', 'Grüße.jpg'];
    const paths: string[] = [];
    for (const fileName of names) {
      const photo = await madePhoto({ taken: '2025:01:02 03:04:05' });
      const receipt = await stored(
        await server.put(photo.bytes, { hash: photo.hash, headers: metadataToHeaders({ fileName }) }),
      );
      paths.push(receipt.path);
    }
    expect(new Set(paths.map((path) => path.normalize('NFC').toLowerCase())).size).toBe(names.length);
  });

  it('never files a photo where the sidecar of another goes', async () => {
    const [photo, twin] = [
      await madePhoto({ taken: '2023:01:02 03:04:05' }),
      await madePhoto({ taken: '2023:01:02 03:04:05' }),
    ];
    const put = async ({ bytes, hash }: typeof photo, fileName: string): Promise<MediaReceipt> =>
      stored(await server.put(bytes, { hash, headers: metadataToHeaders({ fileName, title: 'T' }) }));
    const asSidecar = await put(twin, 'a.jpg.XMP');
    const plain = await put(photo, 'a.jpg');
    expect(asSidecar.path).toBe('2023/2023-01-02 T/a.jpg.XMP.jpg');
    const folder = join(server.dataFolder, 'library/anna/2023/2023-01-02 T');
    await expect.poll(() => readdir(folder)).toHaveLength(4);
    expect((await inLibrary(plain.path)).equals(photo.bytes)).toBe(true);
    expect((await inLibrary(asSidecar.path)).equals(twin.bytes)).toBe(true);
  });

  it('numbers many files of one name that arrive together', async () => {
    const photos = await Promise.all(
      Array.from({ length: 40 }, () => madePhoto({ taken: '2024:01:02 03:04:05' })),
    );
    const receipts = await Promise.all(
      photos.map(async ({ bytes, hash }) =>
        stored(await server.put(bytes, { hash, headers: { 'homeroll-file-name': 'image.jpg' } })),
      ),
    );
    expect(new Set(receipts.map(({ path }) => path)).size).toBe(40);
    for (const [place, { path }] of receipts.entries()) {
      expect((await inLibrary(path)).equals(photos[place]?.bytes ?? Buffer.alloc(0))).toBe(true);
    }
  });
});

describe('POST /api/media', () => {
  it('takes a raw body with the name in the query (iOS Shortcuts)', async () => {
    const { bytes, hash } = await madePhoto();
    const answer = await server.request('/api/media?fileName=IMG_1.jpg&title=Beach', {
      method: 'POST',
      body: Buffer.from(bytes),
    });
    expect(await stored(answer)).toMatchObject({ hash, path: '2026/2026-06-14 Beach/IMG_1.jpg' });
  });

  it('takes a form, its fields before or after the file', async () => {
    for (const fieldsFirst of [true, false]) {
      const { bytes, hash } = await madePhoto({ size: 2_000_000 });
      const form = new FormData();
      if (fieldsFirst) form.set('title', 'Form');
      form.set('file', new Blob([Buffer.from(bytes)]), 'form.jpg');
      if (!fieldsFirst) form.set('title', 'Form');
      const receipt = await stored(await server.request('/api/media', { method: 'POST', body: form }));
      expect(receipt.hash).toBe(hash);
      expect(receipt.path).toMatch(/^2026\/2026-06-14 Form\/form( \(2\))?\.jpg$/);
    }
  });
});

function check(hashes: readonly string[]): RequestInit {
  return {
    method: 'POST',
    body: JSON.stringify({ hashes }),
    headers: { 'content-type': 'application/json' },
  };
}

function cutAfter(part: Buffer, { hash, announced }: { hash: string; announced: number }): Promise<void> {
  return new Promise((resolve) => {
    const request = httpRequest(`${server.address}/api/media/${hash}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${server.token}`, 'content-length': announced },
    });
    request.on('error', () => resolve());
    request.on('close', () => resolve());
    request.write(part, () => request.destroy());
  });
}
