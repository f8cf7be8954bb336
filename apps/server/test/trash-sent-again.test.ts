import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MediaReceipt } from '@homeroll/protocol/media-receipt';
import { metadataToHeaders } from '@homeroll/protocol/upload-metadata';
import { madePhoto, type MadePhoto } from './made-photo.ts';
import { testServer, type TestServer } from './running-server.ts';
import {
  ask,
  type Answered,
  checked,
  expectClean,
  filesIn,
  hashesIn,
  purge,
  report,
  sendPhoto,
  throwAway,
} from './trash-folder.ts';

let server: TestServer;
beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server.close());

type Send = (photo: MadePhoto, force: boolean) => Promise<Response>;
const forced = (force: boolean): Record<string, string> => (force ? { 'homeroll-force': '1' } : {});

function sendTus({ bytes, hash }: MadePhoto, force: boolean, hashIsAnnounced: boolean): Promise<Response> {
  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  const pairs = {
    fileName: 'again.jpg',
    ...(hashIsAnnounced ? { hash } : {}),
    ...(force ? { force: '1' } : {}),
  };
  return server.request('/api/uploads/tus', {
    method: 'POST',
    headers: {
      'tus-resumable': '1.0.0',
      'content-type': 'application/offset+octet-stream',
      'upload-length': String(bytes.length),
      'upload-metadata': Object.entries(pairs)
        .map(([key, value]) => `${key} ${base64(value)}`)
        .join(),
    },
    body: bytes,
  });
}

const doors: Readonly<Record<string, { readonly size?: number; readonly send: Send }>> = {
  'PUT of a small file': {
    send: ({ bytes, hash }, force) => server.put(bytes, { hash, headers: forced(force) }),
  },
  'PUT of a large file': {
    size: 3_000_000,
    send: ({ bytes, hash }, force) => server.put(bytes, { hash, headers: forced(force) }),
  },
  'POST, raw': {
    send: ({ bytes }, force) =>
      server.request(`/api/media?fileName=again.jpg${force ? '&force=1' : ''}`, {
        method: 'POST',
        body: bytes,
      }),
  },
  'POST, raw, by header': {
    send: ({ bytes }, force) =>
      server.request('/api/media', { method: 'POST', body: bytes, headers: forced(force) }),
  },
  'POST of a form': {
    send: ({ bytes }, force) => {
      const form = new FormData();
      form.append('file', new Blob([bytes]), 'again.jpg');
      if (force) form.append('force', '1');
      return server.request('/api/media', { method: 'POST', body: form });
    },
  },
  'tus, hash announced': { send: (photo, force) => sendTus(photo, force, true) },
  'tus, hash unknown': { send: (photo, force) => sendTus(photo, force, false) },
};

describe.each(['in the trash', 'deleted for good'])('a photo that is %s', (where) => {
  it.each(Object.entries(doors))('comes back by %s only by force, once', async (_, { size, send }) => {
    const photo = await madePhoto(size === undefined ? {} : { size });
    const headers = metadataToHeaders({ fileName: 'first.jpg', title: 'Kept title' });
    const { id } = (await (
      await server.put(photo.bytes, { hash: photo.hash, headers })
    ).json()) as MediaReceipt;
    await throwAway(server, id);
    if (where === 'deleted for good') await purge(server, id);

    const refused = await send(photo, false);
    const problem = (await refused.json()) as { code: string; detail: string };
    expect([refused.status, problem.code]).toEqual([409, 'conflict']);
    expect(problem.detail).toMatch(/deleted this photo here.*homeroll-force: 1/);
    expect(await checked(server, photo.hash)).toEqual({ exists: false, wasSynced: true });

    expect((await send(photo, true)).status).toBe(201);
    expect(await checked(server, photo.hash)).toEqual({ exists: true, wasSynced: false });
    expect((await hashesIn(server.dataFolder, 'library')).filter((hash) => hash === photo.hash).length).toBe(
      1,
    );
    expect(await hashesIn(server.dataFolder, 'trash')).not.toContain(photo.hash);
    const { body } = (await ask(server, ['GET', `/api/media/${String(id)}`])) as Answered<{
      title: string | null;
    }>;
    expect(body.title).toBe(where === 'in the trash' ? 'Kept title' : null);
    expect((await send(photo, true)).status).toBeLessThan(202);
    expect((await hashesIn(server.dataFolder, 'library')).filter((hash) => hash === photo.hash).length).toBe(
      1,
    );
  });
});

it('takes the new title and tags where the sender gives some', async () => {
  const photo = await sendPhoto(server, { fileName: 'a.jpg', title: 'Old', tags: ['old'] });
  await throwAway(server, photo.id);
  const headers = { ...metadataToHeaders({ fileName: 'b.jpg', title: 'New' }), 'homeroll-force': '1' };
  const receipt = (await (
    await server.put(photo.bytes, { hash: photo.hash, headers })
  ).json()) as MediaReceipt;
  expect(receipt).toMatchObject({ id: photo.id, outcome: 'stored' });
  const { body } = await ask(server, ['GET', `/api/media/${String(photo.id)}`]);
  expect(body).toMatchObject({
    title: 'New',
    tags: ['old'],
    fileName: 'b.jpg',
    path: `anna/${receipt.path}`,
  });
});

it('ends with one copy when it is sent by force several times at once, and brought back meanwhile', async () => {
  const photo = await sendPhoto(server, { fileName: 'race.jpg' });
  await throwAway(server, photo.id);
  const send = (): Promise<Response> =>
    server.put(photo.bytes, { hash: photo.hash, headers: { 'homeroll-force': '1' } });
  const restoring = ask(server, ['POST', '/api/trash/restore', { ids: [photo.id] }]);
  const answers = await Promise.all([send(), send(), send()]);
  await restoring;
  expect(answers.every(({ ok }) => ok)).toBe(true);
  expect((await hashesIn(server.dataFolder, 'library')).filter((hash) => hash === photo.hash)).toEqual([
    photo.hash,
  ]);
  expect((await filesIn(server.dataFolder, 'trash')).filter((path) => path.includes('race'))).toEqual([]);
});

it('is no stranger to verify after all of this', async () => {
  const left = await sendPhoto(server, { fileName: 'left.jpg' });
  await throwAway(server, left.id);
  await expectClean(server.dataFolder);
  const photos = [
    ...(await hashesIn(server.dataFolder, 'library')),
    ...(await hashesIn(server.dataFolder, 'trash')),
  ];
  expect((await report(server.dataFolder)).compared).toBe(photos.length);
});
