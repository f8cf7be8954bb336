import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { MediaReceipt } from '@homeroll/protocol/media-receipt';
import { metadataToFields, metadataToHeaders, type UploadMetadata } from '@homeroll/protocol/upload-metadata';
import { readSidecar } from '@homeroll/server/metadata/sidecar';
import { madePhoto, type MadePhoto } from './made-photo.ts';
import { testServer, type TestServer } from './running-server.ts';

let server: TestServer;

beforeAll(async () => {
  server = await testServer();
  const party = { title: 'Party', tags: ['family/birthday', 'loud'], end: '2026-06-15T03:00:00' };
  const summer = { title: 'Summer', tags: ['2026', 'loud'] };
  for (const event of [
    { ...party, start: '2026-06-14T15:00:00', timeZone: 'Europe/Berlin' },
    { ...summer, start: '2026-06-01T00:00:00', timeZone: 'Europe/Berlin' },
    { title: 'Screens', tags: [], start: '2026-01-01T00:00:00', timeZone: 'UTC', albums: ['Screenshots'] },
  ]) {
    const answer = await server.request('/api/events', {
      method: 'POST',
      body: JSON.stringify(event),
      headers: { 'content-type': 'application/json' },
    });
    expect(answer.status).toBe(201);
  }
});
afterAll(() => server.close());

type Door = (photo: MadePhoto, metadata: UploadMetadata) => Promise<MediaReceipt>;

const put: Door = async ({ bytes, hash }, metadata) =>
  receipt(await server.put(bytes, { hash, headers: metadataToHeaders(metadata) }));

const doors: Record<string, Door> = {
  'PUT with the hash': put,
  'POST of a raw body': async ({ bytes }, metadata) => {
    const query = new URLSearchParams(metadataToFields(metadata)).toString();
    const init = { method: 'POST', body: Buffer.from(bytes) };
    return receipt(await server.request(`/api/media?${query}`, init));
  },
  'POST of a form': async ({ bytes }, metadata) => {
    const form = new FormData();
    for (const [field, value] of Object.entries(metadataToFields(metadata))) form.set(field, value);
    form.set('file', new Blob([Buffer.from(bytes)]), metadata.fileName);
    return receipt(await server.request('/api/media', { method: 'POST', body: form }));
  },
  'tus, in two pieces': async ({ bytes, hash }, metadata) => {
    const pairs = Object.entries({ hash, ...metadataToFields(metadata) });
    const tus = { 'tus-resumable': '1.0.0' };
    const begun = await server.request('/api/uploads/tus', {
      method: 'POST',
      headers: {
        ...tus,
        'upload-length': String(bytes.length),
        'upload-metadata': pairs
          .map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`)
          .join(','),
      },
    });
    const url = begun.headers.get('location') ?? '';
    const piece = (from: number, to: number): Promise<Response> =>
      server.request(url, {
        method: 'PATCH',
        body: Buffer.from(bytes.subarray(from, to)),
        headers: { ...tus, 'upload-offset': String(from), 'content-type': 'application/offset+octet-stream' },
      });
    await piece(0, 100);
    const last = await piece(100, bytes.length);
    return JSON.parse(decodeURIComponent(last.headers.get('homeroll-receipt') ?? '')) as MediaReceipt;
  },
};

async function receipt(answer: Response): Promise<MediaReceipt> {
  expect(answer.status).toBe(201);
  return (await answer.json()) as MediaReceipt;
}

async function known(id: number): Promise<{ title: string | null; tags: readonly string[] }> {
  return (await (await server.request(`/api/media/${String(id)}`)).json()) as {
    title: string | null;
    tags: readonly string[];
  };
}

it.each(Object.entries(doors))(
  'P29 what comes by %s without title gets those of its events',
  async (_, door) => {
    const { id, path } = await door(await madePhoto(), { fileName: 'a.jpg' });
    expect(path).toMatch(/^2026\/2026-06-14 Party\/a( \(\d\))?\.jpg$/);
    expect(await known(id)).toMatchObject({ title: 'Party', tags: ['family/birthday', 'loud', '2026'] });
  },
);

it.each(Object.entries(doors))(
  'what comes by %s with a title keeps it, and gets no tags',
  async (_, door) => {
    const { id, path } = await door(await madePhoto(), { fileName: 'b.jpg', title: 'Mine' });
    expect(path).toMatch(/^2026\/2026-06-14 Mine\/b/);
    expect(await known(id)).toMatchObject({ title: 'Mine', tags: [] });
  },
);

it('what comes with tags keeps them, and gets no title', async () => {
  const photo = await madePhoto();
  const { id } = await put(photo, { fileName: 'c.jpg', tags: ['own'] });
  expect(await known(id)).toMatchObject({ title: null, tags: ['own'] });
});

it.each([
  ['2026:06:14 14:59:59', 'Summer', ['2026', 'loud'], 'before the start of one, inside another'],
  ['2026:06:14 15:00:00', 'Party', ['family/birthday', 'loud', '2026'], 'at the start'],
  ['2026:06:15 02:59:59', 'Party', ['family/birthday', 'loud', '2026'], 'a second before the end'],
  ['2026:06:15 03:00:00', 'Summer', ['2026', 'loud'], 'at the end, which is outside'],
  ['2026:05:31 23:59:59', null, [], 'before all of them'],
])('P28 shot at %s: %s %o (%s)', async (taken, title, tags, _says) => {
  const photo = await madePhoto({ taken });
  const { id } = await put(photo, { fileName: 'd.jpg' });
  expect(await known(id)).toMatchObject({ title, tags });
});

it('what an event gave lies beside the file, so that a lost catalog loses nothing', async () => {
  const { path } = await put(await madePhoto(), { fileName: 'sidecar.jpg' });
  const sidecar = join(server.dataFolder, 'library', 'anna', `${path}.xmp`);
  await expect.poll(() => readFile(sidecar, 'utf8').catch(() => '')).toContain('family/birthday');
  expect(readSidecar(await readFile(sidecar, 'utf8'))).toMatchObject({
    title: 'Party',
    tags: ['family/birthday', 'loud', '2026'],
  });
});

it('an event of certain albums marks only what says that it is from one', async () => {
  const photo = { taken: '2026:03:01 12:00:00' };
  const inside = await put(await madePhoto(photo), { fileName: 'e.jpg', album: 'Screenshots' });
  const outside = await put(await madePhoto(photo), { fileName: 'e.jpg', album: 'Camera' });
  expect(await known(inside.id)).toMatchObject({ title: 'Screens' });
  expect(await known(outside.id)).toMatchObject({ title: null });
});

it('an edited event marks what comes from then on', async () => {
  const events = (await (await server.request('/api/events')).json()) as { id: string; title: string }[];
  const { id: event, ...summer } = events.find(({ title }) => title === 'Summer') ?? { id: '', title: '' };
  const init = { method: 'PUT', headers: { 'content-type': 'application/json' } };
  const taken = '2026:08:01 12:00:00';
  const before = await put(await madePhoto({ taken }), { fileName: 'f.jpg' });
  await server.request(`/api/events/${event}`, {
    ...init,
    body: JSON.stringify({ ...summer, title: 'Sea' }),
  });
  const after = await put(await madePhoto({ taken }), { fileName: 'f.jpg' });
  expect([await known(before.id), await known(after.id)]).toMatchObject([
    { title: 'Summer' },
    { title: 'Sea' },
  ]);
});
