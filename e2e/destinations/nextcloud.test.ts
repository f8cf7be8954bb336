import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FileStore } from '@homeroll/core/ports/file-store';
import { startNextcloudStandIn, type NextcloudStandIn } from '../servers/nextcloud-stand-in.ts';
import { captivePortal } from '../servers/odd-web.ts';
import { unreliableProxy } from '../unreliable-proxy.ts';
import { fileOf, flat, growthOfBigPut, opened, pathOf } from './opened.ts';

const path = pathOf('party/movie.mp4');
const large = 31_000_000;
let server: NextcloudStandIn;
let store: FileStore;

function eachWay(asked: FileStore): (() => Promise<unknown>)[] {
  return [
    () => asked.put(path, fileOf(1000)),
    () => asked.put(path, fileOf(large)),
    () => asked.stat(path),
    () => asked.remove(path),
    () => asked.publish?.() ?? Promise.reject(new Error('it offers no way to publish')),
  ];
}
beforeEach(async () => {
  server = await startNextcloudStandIn();
  await open();
});
afterEach(async () => {
  await store.close();
  await server.stop();
  expect(server.undocumented).toEqual([]);
});

async function open(more: Readonly<Record<string, unknown>> = {}): Promise<void> {
  const { address: url, username, password } = server;
  store = await opened('nextcloud', { url, username, password, ...more });
}

function share(more: Partial<NextcloudStandIn['shares'][number]>): void {
  server.shares.push({ token: 'given', path: '/Homeroll', permissions: 1, password: null, ...more });
}

describe('Nextcloud refuses', () => {
  it('a wrong login: the words tell of app passwords', async () => {
    await open({ password: 'my own password' });
    for (const ask of eachWay(store)) {
      const error = await ask().catch((reason: unknown) => reason);
      expect(error).toMatchObject({ fault: 'refused-login' });
      expect(String(error)).toMatch(/two-factor.*app password/);
      expect(String(error)).not.toContain('my own password');
    }
  });

  it.each([
    ['small', 3_000_000],
    ['large', large],
  ])('a %s file for which there is no room', async (_what, size) => {
    server.trouble.quota = size - 1;
    await expect(store.put(path, fileOf(size))).rejects.toMatchObject({ fault: 'disk-full' });
    expect(await store.stat(path)).toBeUndefined();
  });

  it.each(['links', 'links without a password'] as const)('%s, by its administrator', async (forbidden) => {
    server.trouble.forbids = forbidden;
    await expect(store.publish?.()).rejects.toMatchObject({
      fault: 'forbidden',
      message: expect.stringMatching(
        /Homeroll.*(disabled by the administrator|enforced).*share id/,
      ) as string,
    });
  });
});

describe('a public link of Nextcloud (B9)', () => {
  it('is made when there is none, for reading only, and found again by another process', async () => {
    const address = await store.publish?.();
    await open();
    expect(await store.publish?.()).toBe(address);
    expect(server.shares).toMatchObject([{ path: '/Homeroll', permissions: 1, password: null }]);
    expect(address).toBe(`${server.address}/public.php/dav/files/${String(server.shares[0]?.token)}`);
  });

  it.each([
    ['lets guests change pictures', { permissions: 15 }],
    ['wants a password', { password: 'hash' }],
    ['is one of another folder', { path: '/Documents' }],
  ])('that is there and %s is not used', async (_what, unfit) => {
    share(unfit);
    expect(await store.publish?.()).not.toContain('given');
    expect(server.shares).toHaveLength(2);
  });

  it('that was made by hand is used, by its id or pasted whole', async () => {
    await store.put(path, fileOf(1000));
    share({});
    server.trouble.forbids = 'links';
    for (const shareId of ['given', `${server.address}/index.php/s/given`]) {
      await open({ shareId });
      const address = await store.publish?.();
      const answer = await fetch(`${String(address)}/party/movie.mp4`);
      expect((await answer.arrayBuffer()).byteLength).toBe(1000);
    }
  });

  it.each([
    ['does not exist', 'other', /no public link.*version 29/],
    ['wants a password', 'given', /wants a password/],
  ])('that was made by hand and %s is refused in words', async (_what, shareId, words) => {
    share({ password: 'hash' });
    await open({ shareId });
    await expect(store.publish?.()).rejects.toThrow(words);
  });
});

describe('a large file to Nextcloud goes in chunks', () => {
  it('that are gone on with by another process after the connection died', async () => {
    const proxy = await unreliableProxy(Number(new URL(server.address).port));
    await open({ url: `${proxy.address}/cloud` });
    // Cut when the third chunk has begun.
    const progress = (bytes: number): void => {
      if (bytes > 25_000_000) proxy.mode = 'refuse';
    };
    await expect(store.put(path, fileOf(large, { progress }))).rejects.toMatchObject({
      fault: 'unreachable',
    });
    expect(await readdir(server.root)).not.toContain('movie.mp4');
    proxy.mode = 'through';
    const before = proxy.sent();
    await store.close();
    await open({ url: `${proxy.address}/cloud` });
    await store.put(path, fileOf(large));
    expect(proxy.sent() - before).toBeLessThan(large - 20_000_000);
    expect(await store.stat(path)).toEqual({ size: large });
    expect(await readdir(join(server.root, 'Homeroll/party'))).toEqual(['movie.mp4']);
    expect(server.uploads()).toEqual([]);
    await proxy.close();
  });

  it('of which none is left when the file changed while it was sent', async () => {
    const short = { open: (offset: number) => fileOf(large - 1).open(offset) };
    await expect(store.put(path, fileOf(large, short))).rejects.toMatchObject({ fault: 'hash-mismatch' });
    expect(server.uploads()).toEqual([]);
  });

  it('of which none is left of an older version', async () => {
    server.trouble.takesOver = ({ method }, response) =>
      method === 'MOVE' && Boolean(response.writeHead(503).end());
    for (const version of ['first', 'second']) {
      await expect(store.put(path, fileOf(large, { version }))).rejects.toMatchObject({
        fault: 'unavailable',
      });
      expect(server.uploads()).toHaveLength(1);
    }
    server.trouble.takesOver = undefined;
    await store.put(path, fileOf(large, { version: 'second' }));
    expect(server.uploads()).toEqual([]);
  });

  it('into a folder that somebody deleted meanwhile, and are not sent again for that', async () => {
    await store.put(path, fileOf(large));
    await rm(join(server.root, 'Homeroll'), { recursive: true });
    let chunks = 0;
    server.trouble.takesOver = ({ method, url }) => {
      if (method === 'PUT' && url?.includes('/uploads/')) chunks += 1;
      return false;
    };
    await store.put(path, fileOf(large));
    expect(await store.stat(path)).toEqual({ size: large });
    expect(chunks).toBe(3);
    expect(server.uploads()).toEqual([]);
  });

  it('that are put together though a proxy did not wait for it', async () => {
    server.trouble.isTooSlow = true;
    await store.put(path, fileOf(large));
    expect(await store.stat(path)).toEqual({ size: large });
  });

  it('without being held in memory', async () => {
    expect(await growthOfBigPut(store)).toBeLessThan(flat);
  });
});

it.each(['page', 'redirect'] as const)('the %s of a captive portal is no Nextcloud', async (how) => {
  const portal = await captivePortal(how);
  await open({ url: portal.address });
  for (const ask of eachWay(store)) {
    await expect(ask()).rejects.toMatchObject({ fault: 'protocol' });
  }
  await portal.stop();
});
