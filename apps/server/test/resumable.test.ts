import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as tus from 'tus-js-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MediaReceipt } from '@homeroll/protocol/media-receipt';
import { madePhoto, type MadePhoto } from './made-photo.ts';
import { testServer, type TestServer } from './running-server.ts';

const dayMs = 24 * 3600 * 1000;
let server: TestServer;
let now = Date.now();

beforeAll(async () => {
  server = await testServer({ now: () => now });
});
afterAll(() => server.close());

const pieceHeaders = { 'tus-resumable': '1.0.0', 'content-type': 'application/offset+octet-stream' };

async function begin(
  photo: MadePhoto,
  metadata: Record<string, string> = { filename: 'IMG_1.jpg' },
): Promise<string> {
  const pairs = Object.entries({ hash: photo.hash, ...metadata });
  const answer = await server.request('/api/uploads/tus', {
    method: 'POST',
    headers: {
      'tus-resumable': '1.0.0',
      'upload-length': String(photo.bytes.length),
      'upload-metadata': pairs
        .map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`)
        .join(','),
    },
  });
  expect(answer.status).toBe(201);
  return answer.headers.get('location') ?? '';
}

function piece(
  url: string,
  bytes: Uint8Array,
  offset: number,
  more: Record<string, string> = {},
): Promise<Response> {
  const headers = { ...pieceHeaders, 'upload-offset': String(offset), ...more };
  return server.request(url, { method: 'PATCH', body: Buffer.from(bytes), headers });
}

async function offsetOf(url: string): Promise<number | undefined> {
  const answer = await server.request(url, { method: 'HEAD', headers: { 'tus-resumable': '1.0.0' } });
  return answer.status === 200 ? Number(answer.headers.get('upload-offset')) : undefined;
}

function receiptOf(answer: Response): MediaReceipt {
  return JSON.parse(decodeURIComponent(answer.headers.get('homeroll-receipt') ?? '')) as MediaReceipt;
}

async function codeOf(answer: Response): Promise<string> {
  return ((await answer.json()) as { code: string }).code;
}

const inLibrary = (path: string): Promise<Buffer> =>
  readFile(join(server.dataFolder, 'library', 'anna', path));

describe('tus 1.0', () => {
  it('P69: an existing tus client resumes where a broken transfer stopped', async () => {
    const photo = await madePhoto({ size: 12_000_000 });
    const url = await brokenOff(photo);
    const before = (await offsetOf(url)) ?? 0;
    expect(before).toBeGreaterThan(0);
    expect(before).toBeLessThan(photo.bytes.length);
    const firstSent = await new Promise<number>((resolve, reject) => {
      let first: number | undefined;
      const upload = new tus.Upload(photo.bytes, {
        uploadUrl: server.address + url,
        headers: { authorization: `Bearer ${server.token}` },
        chunkSize: 1_000_000,
        onProgress: (sent) => (first ??= sent),
        onSuccess: () => resolve(first ?? 0),
        onError: reject,
      });
      upload.start();
    });
    expect(firstSent).toBeGreaterThanOrEqual(before);
    expect((await inLibrary('2026/2026-06-14 Long film/big.jpg')).equals(photo.bytes)).toBe(true);
  });

  it('takes the whole file with its creation, and answers with the receipt', async () => {
    const photo = await madePhoto({ size: 2_000_000 });
    const answer = await server.request('/api/uploads/tus', {
      method: 'POST',
      body: Buffer.from(photo.bytes),
      headers: {
        ...pieceHeaders,
        'upload-length': String(photo.bytes.length),
        'upload-metadata': `filename ${btoa('one.jpg')}`,
      },
    });
    expect(answer.status).toBe(201);
    expect(receiptOf(answer)).toMatchObject({
      outcome: 'stored',
      hash: photo.hash,
      path: '2026/2026-06-14/one.jpg',
    });
  });

  it('takes pieces of odd sizes, the large ones past the page cache', async () => {
    const photo = await madePhoto({ size: 72_000_000 });
    const url = await begin(photo, { filename: 'odd.jpg' });
    let at = 0;
    for (const end of [1, 4096, 36_000_000, 36_000_001, photo.bytes.length]) {
      const answer = await piece(url, photo.bytes.subarray(at, end), at);
      expect(answer.headers.get('upload-offset')).toBe(String(end));
      at = end;
    }
    expect((await inLibrary('2026/2026-06-14/odd.jpg')).equals(photo.bytes)).toBe(true);
  });

  it('takes a damaged piece back', async () => {
    const photo = await madePhoto({ size: 300_000 });
    const url = await begin(photo, { filename: 'checked.jpg' });
    const sum = (bytes: Uint8Array): string =>
      `sha256 ${createHash('sha256').update(bytes).digest('base64')}`;
    const [first, second] = [photo.bytes.subarray(0, 100_000), photo.bytes.subarray(100_000)];
    expect((await piece(url, first, 0, { 'upload-checksum': sum(first) })).status).toBe(204);
    expect((await piece(url, second, 100_000, { 'upload-checksum': sum(first) })).status).toBe(460);
    expect(await offsetOf(url)).toBe(100_000);
    const done = await piece(url, second, 100_000, { 'upload-checksum': sum(second) });
    expect(receiptOf(done).hash).toBe(photo.hash);
  });

  it('refuses a piece at another place, and says where it is', async () => {
    const photo = await madePhoto({ size: 50_000 });
    const url = await begin(photo);
    await piece(url, photo.bytes.subarray(0, 10_000), 0);
    const answer = await piece(url, photo.bytes.subarray(20_000), 20_000);
    expect(answer.status).toBe(409);
    expect(await codeOf(answer)).toBe('offset-mismatch');
    expect(await offsetOf(url)).toBe(10_000);
  });

  it('drops a file that turns out to be another than announced', async () => {
    const photo = await madePhoto({ size: 50_000 });
    const url = await begin({ ...photo, hash: 'a'.repeat(64) });
    expect(await codeOf(await piece(url, photo.bytes, 0))).toBe('hash-mismatch');
    expect(await offsetOf(url)).toBeUndefined();
  });

  it('ends an upload when told to, and lets no other account touch it', async () => {
    const photo = await madePhoto({ size: 50_000 });
    const url = await begin(photo);
    await server.makeUser('bert');
    const other = await server.makeToken('bert', ['upload']);
    const asBert = { headers: { 'tus-resumable': '1.0.0', authorization: `Bearer ${other}` } };
    expect((await server.request(url, { method: 'DELETE', ...asBert })).status).toBe(404);
    expect(await offsetOf(url)).toBe(0);
    expect(
      (await server.request(url, { method: 'DELETE', headers: { 'tus-resumable': '1.0.0' } })).status,
    ).toBe(204);
    expect(await offsetOf(url)).toBeUndefined();
  });

  it('forgets an upload that nobody came back for', async () => {
    const url = await begin(await madePhoto({ size: 50_000 }));
    now += 8 * dayMs;
    expect(await offsetOf(url)).toBeUndefined();
  });

  it('speaks only tus 1.0.0 and says what it can', async () => {
    expect(
      (await server.request('/api/uploads/tus', { method: 'POST', headers: { 'upload-length': '1' } }))
        .status,
    ).toBe(412);
    const answer = await server.request('/api/uploads/tus', { method: 'OPTIONS' });
    expect(answer.headers.get('tus-extension')).toBe(
      'creation,creation-with-upload,checksum,termination,expiration',
    );
  });
});

describe('a restart', () => {
  it('P69: keeps what was begun and goes on, after the doubtful end was taken back', async () => {
    const first = await testServer();
    const photo = await madePhoto({ size: 20_000_000 });
    const headers = { authorization: `Bearer ${first.token}`, 'tus-resumable': '1.0.0' };
    const created = await fetch(`${first.address}/api/uploads/tus`, {
      method: 'POST',
      headers: {
        ...headers,
        'upload-length': String(photo.bytes.length),
        'upload-metadata': `hash ${btoa(photo.hash)},filename ${btoa('r.jpg')}`,
      },
    });
    const path = created.headers.get('location') ?? '';
    const half = photo.bytes.subarray(0, 15_000_000);
    await fetch(first.address + path, {
      method: 'PATCH',
      body: Buffer.from(half),
      headers: { ...headers, ...pieceHeaders, 'upload-offset': '0' },
    });
    await first.stop();
    const again = await testServer({ dataFolder: first.dataFolder });
    const head = await fetch(again.address + path, { method: 'HEAD', headers });
    const offset = Number(head.headers.get('upload-offset'));
    expect(offset).toBeGreaterThan(7_500_000);
    const rest = await fetch(again.address + path, {
      method: 'PATCH',
      body: Buffer.from(photo.bytes.subarray(offset)),
      headers: { ...headers, ...pieceHeaders, 'upload-offset': String(offset) },
    });
    expect(receiptOf(rest)).toMatchObject({ outcome: 'stored', hash: photo.hash });
    await expect.poll(() => readdir(join(first.dataFolder, 'incoming'))).toEqual([]);
    await again.close();
  });
});

/** Sends with the real client and breaks off after some pieces; answers the upload's address. */
function brokenOff(photo: MadePhoto): Promise<string> {
  return new Promise((resolve, reject) => {
    const upload = new tus.Upload(photo.bytes, {
      endpoint: `${server.address}/api/uploads/tus`,
      headers: { authorization: `Bearer ${server.token}` },
      metadata: { filename: 'big.jpg', title: 'Long film', hash: photo.hash },
      chunkSize: 1_000_000,
      onChunkComplete: (_size, accepted) => {
        if (accepted < 5_000_000) return;
        void upload.abort().then(() => resolve(new URL(upload.url ?? '').pathname));
      },
      onError: reject,
    });
    upload.start();
  });
}
