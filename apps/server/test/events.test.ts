import { readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ServerEvent } from '@homeroll/protocol/events';
import { openDataFolder } from '@homeroll/server/library/data-folder';
import { rebuildCatalog } from '@homeroll/server/library/rebuild';
import { openCatalogOf } from '@homeroll/server/open-catalog-of';
import { madePhoto } from './made-photo.ts';
import { testServer, type TestServer } from './running-server.ts';

let server: TestServer;

beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server.close());

const party = {
  title: 'Party',
  tags: ['family/birthday'],
  start: '2026-06-14T15:00:00',
  end: '2026-06-15T03:00:00',
  timeZone: 'Europe/Berlin',
};

interface Asked {
  readonly method?: string;
  readonly body?: unknown;
  readonly token?: string;
  readonly headers?: Record<string, string>;
}

function ask(path: string, { method = 'GET', body, token = server.token, headers }: Asked = {}) {
  return fetch(server.address + path, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    headers: {
      ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
  });
}

async function made(event: unknown = party): Promise<ServerEvent> {
  const answer = await ask('/api/events', { method: 'POST', body: event });
  expect(answer.status).toBe(201);
  return (await answer.json()) as ServerEvent;
}

async function list(): Promise<readonly ServerEvent[]> {
  return (await (await ask('/api/events')).json()) as ServerEvent[];
}

async function emptied(): Promise<void> {
  for (const { id } of await list()) await ask(`/api/events/${id}`, { method: 'DELETE' });
}

async function refusal(answer: Response): Promise<{ status: number; code: string; detail: string }> {
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
  return (await answer.json()) as { status: number; code: string; detail: string };
}

describe('/api/events', () => {
  it('P23 P33 keeps any number of events, and edits and deletes one', async () => {
    await emptied();
    const first = await made();
    const second = await made({ ...party, end: undefined, title: 'Backup', start: '2001-01-01T00:00:00' });
    expect(second).not.toHaveProperty('end');
    expect(await list()).toEqual([first, second]);
    const edited = await ask(`/api/events/${first.id}`, { method: 'PUT', body: { ...party, tags: [] } });
    expect(await edited.json()).toEqual({ ...first, tags: [] });
    expect((await ask(`/api/events/${second.id}`, { method: 'DELETE' })).status).toBe(204);
    expect(await list()).toEqual([{ ...first, tags: [] }]);
  });

  it('brings a deleted event back as it was', async () => {
    const { id, ...event } = await made();
    await ask(`/api/events/${id}`, { method: 'DELETE' });
    const back = await ask(`/api/events/${id}`, { method: 'PUT', body: event });
    expect(await back.json()).toEqual({ id, ...event });
    const older = await ask(`/api/events/${id}`, { method: 'PUT', body: { ...party, createdAt: 1 } });
    expect(await older.json()).toMatchObject({ createdAt: event.createdAt });
  });

  it('P33a costs an empty answer while nothing changed', async () => {
    await made();
    const etag = (await ask('/api/events')).headers.get('etag') ?? '';
    const again = await ask('/api/events', { headers: { 'if-none-match': etag } });
    expect([again.status, await again.text()]).toEqual([304, '']);
    await made();
    const changed = await ask('/api/events', { headers: { 'if-none-match': etag } });
    expect(changed.status).toBe(200);
    expect(changed.headers.get('etag')).not.toBe(etag);
  });

  it.each([
    ['P27 an end before the start', { end: '2026-06-14T14:00:00' }, 'the event ends before it starts'],
    ['P27 an end at the start', { end: party.start }, 'the event ends before it starts'],
    ['30 February', { start: '2026-02-30T10:00:00' }, 'of the calendar'],
    ['an unknown time zone', { timeZone: 'Mars/Olympus' }, 'Europe/Berlin'],
    ['an empty tag', { tags: [''] }, 'without empty parts'],
    ['no title at all', { title: undefined }, '/title'],
  ])('refuses %s in words, on every way in', async (_says, wrong, words) => {
    const { id } = await made();
    const body = { ...party, ...wrong };
    for (const [path, method] of [
      ['/api/events', 'POST'],
      [`/api/events/${id}`, 'PUT'],
      ['/api/events/count', 'POST'],
    ] as const) {
      const { status, detail } = await refusal(await ask(path, { method, body }));
      expect([status, detail]).toEqual([400, expect.stringContaining(words)]);
    }
  });

  it('knows nothing of an id that is not there, and takes none that is no id', async () => {
    expect((await refusal(await ask('/api/events/none', { method: 'DELETE' }))).code).toBe('not-found');
    expect((await refusal(await ask('/api/events/none/count'))).code).toBe('not-found');
    const strange = await ask('/api/events/a%2Fb', { method: 'PUT', body: party });
    expect((await refusal(strange)).code).toBe('bad-request');
  });

  it('is defined by those who may, and read by whoever uploads or views', async () => {
    const { id } = await made();
    const changes = [
      ['/api/events', 'POST'],
      [`/api/events/${id}`, 'PUT'],
      [`/api/events/${id}`, 'DELETE'],
    ] as const;
    const reads = [
      ['/api/events', 'GET'],
      [`/api/events/${id}/count`, 'GET'],
      ['/api/events/count', 'POST'],
    ] as const;
    const status = async ([path, method]: readonly [string, string], token: string): Promise<number> => {
      const body = method === 'GET' || method === 'DELETE' ? undefined : party;
      return (await ask(path, { method, token, body })).status;
    };
    for (const token of [
      await server.makeToken('anna', ['upload']),
      await server.makeToken('anna', ['view']),
    ]) {
      for (const change of changes) expect(await status(change, token)).toBe(403);
      for (const read of reads) expect(await status(read, token)).toBe(200);
    }
    const sharing = await server.makeToken('anna', ['share']);
    for (const asked of [...changes, ...reads]) {
      expect(await status(asked, sharing)).toBe(403);
      expect(await status(asked, '')).toBe(401);
    }
    const defining = await server.makeToken('anna', ['define-events']);
    expect(await status(changes[0], defining)).toBe(201);
  });

  it('P33 counts the photos of the window, of those that the asker may see', async () => {
    const count = async (body: unknown, token = server.token): Promise<unknown> =>
      (await ask('/api/events/count', { method: 'POST', body, token })).json();
    const window = { ...party, start: '2019-02-01T10:00:00', end: '2019-02-01T10:00:10' };
    for (const taken of ['09:59:59', '10:00:00', '10:00:09', '10:00:10']) {
      const { bytes, hash } = await madePhoto({ taken: `2019:02:01 ${taken}` });
      await server.put(bytes, { hash });
    }
    expect(await count(window)).toEqual({ count: 2 });
    const { id } = await made(window);
    expect(await (await ask(`/api/events/${id}/count`)).json()).toEqual({ count: 2 });
    await server.makeUser('bert', ['upload']);
    expect(await count(window, await server.makeToken('bert', ['upload']))).toEqual({ count: 0 });
    await ask(`/api/events/${id}`, { method: 'DELETE' });
  });
});

describe('events of a lost catalog', () => {
  it('come back from their file; a file that is damaged is put aside', async () => {
    const first = await testServer();
    const { dataFolder } = first;
    const post = (path: string, body: unknown): Promise<Response> =>
      first.request(path, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      });
    await post('/api/events', party);
    await post('/api/tags', { path: 'family/birthday' });
    const events = await (await first.request('/api/events')).json();
    await first.stop();
    const file = join(dataFolder, 'events.json');
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(events);

    await writeFile(file, '[{"id":"half');
    const second = await testServer({ dataFolder });
    const asAnna = { headers: { authorization: `Bearer ${first.token}` } };
    expect(await (await fetch(`${second.address}/api/events`, asAnna)).json()).toEqual(events);
    await second.stop();
    expect(await readFile(`${file}.unreadable`, 'utf8')).toBe('[{"id":"half');
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(events);

    for (const name of await readdir(dataFolder))
      if (name.startsWith('catalog')) await rm(join(dataFolder, name));
    const data = await openDataFolder(dataFolder);
    const catalog = await openCatalogOf(dataFolder, undefined);
    const parts = { data, catalog, stop: new AbortController().signal, progress: () => undefined };
    expect(await rebuildCatalog(parts, () => 0)).toMatchObject({ events: 1, tags: 1, unreadable: [] });
    expect(await catalog.events.all()).toEqual(events);
    await catalog.close();
    const third = await testServer({ dataFolder, withoutUser: true });
    await third.makeUser('carla');
    const asCarla = { headers: { authorization: `Bearer ${await third.makeToken('carla', ['view'])}` } };
    expect(await (await fetch(`${third.address}/api/events`, asCarla)).json()).toEqual(events);
    expect(await (await fetch(`${third.address}/api/tags`, asCarla)).json()).toEqual([
      { path: 'family/birthday', count: 0, listed: true },
    ]);
    await third.stop();
    await first.close().catch(() => rm(dataFolder, { recursive: true, force: true }));
  });
});
