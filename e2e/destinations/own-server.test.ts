import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FileStore, StorePath } from '@homeroll/core/ports/file-store';
import { boothIdOf } from '@homeroll/agent/booth/booth-id';
import { nodeHasher } from '@homeroll/agent/node-hasher';
import { nodeHttpClient, type NodeHttpClient } from '@homeroll/destinations/http/node-http-client';
import { boothFileStore } from '@homeroll/destinations/own-server/booth-file-store';
import { routes } from '@homeroll/protocol/routes';
import { openCatalogOf } from '@homeroll/server/open-catalog-of';
import { madePhoto } from '../../apps/server/test/made-photo.ts';
import { testServer, type TestServer } from '../../apps/server/test/running-server.ts';

const path = 'media/a-key.jpg' as StorePath;
const secret = randomBytes(32).toString('base64url');

let server: TestServer;
let http: NodeHttpClient;
let store: FileStore;

beforeEach(async () => {
  server = await testServer();
  http = nodeHttpClient({ connections: 4 });
  store = storeWith(server.token);
});
afterEach(async () => {
  await store.close();
  await server.close();
});

function storeWith(token: string): FileStore {
  return boothFileStore(
    { address: server.address, token, http: http.send },
    {
      ...{ name: 'a booth', booth: { id: boothIdOf(secret), name: 'Booth', secret }, hasher: nodeHasher },
      stream: (url, headers, signal) =>
        http.stream({ method: 'GET', url, headers, ...(signal === undefined ? {} : { signal }) }),
      close: () => http.close(),
    },
  );
}

async function put(bytes: Buffer): Promise<void> {
  // eslint-disable-next-line @typescript-eslint/require-await -- an async iterable by contract
  const open = async function* (offset: number) {
    yield bytes.subarray(offset);
  };
  await store.put(path, {
    size: bytes.length,
    mediaType: 'image/jpeg',
    version: '1',
    fileName: 'a.jpg',
    open,
  });
}

const inLibrary = async (bytes: Buffer): Promise<number> => {
  const catalog = await openCatalogOf(server.dataFolder, undefined);
  const rows = await catalog.items.withHash(createHash('sha256').update(bytes).digest('hex'));
  await catalog.close();
  return rows.filter(({ removed_at }) => removed_at === null).length;
};

describe('B13: a booth at our own server', () => {
  it('its pictures are photos of the library, filed under their own names, and once', async () => {
    const { bytes } = await madePhoto();
    await put(bytes);
    await put(bytes);
    expect(await inLibrary(bytes)).toBe(1);
    const [item] = await itemsNamed('a.jpg');
    expect(item).toBe('a.jpg');
  });

  it('brings back a picture that somebody threw away there: the booth has it', async () => {
    const { bytes, hash } = await madePhoto();
    await put(bytes);
    await server.request(routes.mediaByHash(hash), { method: 'DELETE' });
    expect(await store.stat(path)).toBeUndefined();
    await put(bytes);
    expect(await store.stat(path)).toEqual({ size: bytes.length });
  });

  it('goes on when the server’s catalog was made anew and knows the booth no more', async () => {
    await put((await madePhoto()).bytes);
    const catalog = new DatabaseSync(join(server.dataFolder, 'catalog.sqlite'), { timeout: 10_000 });
    catalog.exec('pragma foreign_keys = on; delete from booths');
    catalog.close();
    expect(await store.stat(path)).toBeUndefined();
    const { bytes } = await madePhoto();
    await put(bytes);
    expect(await store.stat(path)).toEqual({ size: bytes.length });
  });

  it('is told in words where its links were withdrawn, and goes on where they work again', async () => {
    const { bytes } = await madePhoto();
    await put(bytes);
    await server.request(routes.booth(boothIdOf(secret)), { method: 'DELETE' });
    await expect(put(bytes)).rejects.toMatchObject({
      fault: 'forbidden',
      message: expect.stringMatching(/withdrawn/) as string,
    });
    await server.request(routes.restoreBooth(boothIdOf(secret)), { method: 'POST' });
    await put(bytes);
    expect(await store.stat(path)).toEqual({ size: bytes.length });
  });

  it('says which right is missing, and that a token is wrong', async () => {
    const { bytes } = await madePhoto();
    store = storeWith(await server.makeToken('anna', ['upload', 'view']));
    await expect(put(bytes)).rejects.toMatchObject({
      fault: 'forbidden',
      message: expect.stringMatching(/share/) as string,
    });
    store = storeWith('hr_device_wrong');
    await expect(put(bytes)).rejects.toMatchObject({ fault: 'refused-login' });
  });
});

async function itemsNamed(name: string): Promise<string[]> {
  const catalog = await openCatalogOf(server.dataFolder, undefined);
  const known = await catalog.items.byIds([1, 2, 3]);
  await catalog.close();
  return known.map(({ file_name }) => file_name).filter((each) => each === name);
}
