import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { metadataToHeaders } from '@homeroll/protocol/upload-metadata';
import type { Tag } from '@homeroll/protocol/tags';
import { madePhoto } from './made-photo.ts';
import { testServer, type TestServer } from './running-server.ts';

let server: TestServer;

beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server.close());
beforeEach(async () => {
  for (const { path, listed } of await tags()) if (listed) await remove(path);
});

function change(method: string, body: unknown, token = server.token): Promise<Response> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  return fetch(`${server.address}/api/tags`, { method, body: JSON.stringify(body), headers });
}

function remove(path: string, token = server.token): Promise<Response> {
  const query = new URLSearchParams({ path }).toString();
  const headers = { authorization: `Bearer ${token}` };
  return fetch(`${server.address}/api/tags?${query}`, { method: 'DELETE', headers });
}

async function listed(...paths: string[]): Promise<void> {
  for (const path of paths) expect((await change('POST', { path })).status).toBe(204);
}

async function tags(): Promise<readonly Tag[]> {
  return (await (await server.request('/api/tags')).json()) as Tag[];
}

async function paths(): Promise<readonly string[]> {
  return (await tags()).filter((tag) => tag.listed).map(({ path }) => path);
}

async function codeOf(answer: Response): Promise<[number, string]> {
  return [answer.status, ((await answer.json()) as { code: string }).code];
}

describe('/api/tags', () => {
  it('P51 P53 adds paths, in their order, each once in whatever Unicode form', async () => {
    await listed('family/wedding', 'Käse', 'family');
    expect(await paths()).toEqual(['Käse', 'family', 'family/wedding']);
    expect(await codeOf(await change('POST', { path: 'Käse'.normalize('NFD') }))).toEqual([409, 'conflict']);
    expect(await codeOf(await change('POST', { path: 'a//b' }))).toEqual([400, 'bad-request']);
  });

  it('P51 P53 renames a tag with all below it, and joins what meets', async () => {
    await listed('family', 'family/wedding', 'family/wedding/2026', 'familiar', 'kin/wedding');
    expect((await change('PATCH', { path: 'family', to: 'kin' })).status).toBe(204);
    expect(await paths()).toEqual(['familiar', 'kin', 'kin/wedding', 'kin/wedding/2026']);
    await change('PATCH', { path: 'kin/wedding', to: 'kin/wedding/old' });
    expect(await paths()).toEqual(['familiar', 'kin', 'kin/wedding/old', 'kin/wedding/old/2026']);
  });

  it('refuses what cannot be renamed, and changes nothing then', async () => {
    await listed('a', `a/${'x'.repeat(90)}`);
    const before = await paths();
    expect(await codeOf(await change('PATCH', { path: 'b', to: 'c' }))).toEqual([404, 'not-found']);
    expect(await codeOf(await change('PATCH', { path: 'a', to: 'y'.repeat(50) }))).toEqual([409, 'conflict']);
    expect(await codeOf(await change('PATCH', { path: 'a', to: '' }))).toEqual([400, 'bad-request']);
    expect(await codeOf(await change('PATCH', { path: 'a' }))).toEqual([400, 'bad-request']);
    expect(await paths()).toEqual(before);
  });

  it('P51 removes a tag with all below it, also one that is only a folder of others', async () => {
    await listed('a/b', 'a/b/c', 'ab', 'd');
    expect((await remove('a')).status).toBe(204);
    expect(await paths()).toEqual(['ab', 'd']);
    expect(await codeOf(await remove('a'))).toEqual([404, 'not-found']);
    expect(await codeOf(await remove(' '))).toEqual([400, 'bad-request']);
  });

  it('P52 changes no photo; what photos have is shown with its count', async () => {
    const upload = async (...own: string[]): Promise<string> => {
      const { bytes, hash } = await madePhoto();
      await server.put(bytes, { hash, headers: metadataToHeaders({ fileName: 'a.jpg', tags: own }) });
      return hash;
    };
    await upload('trip/rome');
    await upload('trip/rome', 'odd // tag');
    await listed('trip/rome', 'trip');
    const all = [
      { path: 'odd // tag', count: 1, listed: false },
      { path: 'trip', count: 0, listed: true },
      { path: 'trip/rome', count: 2, listed: true },
    ];
    expect(await tags()).toEqual(all);
    await change('PATCH', { path: 'trip', to: 'travel' });
    await remove('travel');
    expect(await tags()).toEqual([
      { path: 'odd // tag', count: 1, listed: false },
      { path: 'trip/rome', count: 2, listed: false },
    ]);
  });

  it('is changed by those who define events, and read by whoever uploads or views', async () => {
    await listed('a');
    const weak = await server.makeToken('anna', ['upload', 'view', 'share']);
    const statuses = async (token: string): Promise<number[]> => [
      (await change('POST', { path: 'b' }, token)).status,
      (await change('PATCH', { path: 'a', to: 'b' }, token)).status,
      (await remove('a', token)).status,
    ];
    expect(await statuses(weak)).toEqual([403, 403, 403]);
    expect(await statuses('wrong')).toEqual([401, 401, 401]);
    const read = async (token: string): Promise<number> =>
      (await fetch(`${server.address}/api/tags`, { headers: { authorization: `Bearer ${token}` } })).status;
    expect(await read(await server.makeToken('anna', ['upload']))).toBe(200);
    expect(await read(await server.makeToken('anna', ['view']))).toBe(200);
    expect(await read(await server.makeToken('anna', ['share']))).toBe(403);
  });
});
