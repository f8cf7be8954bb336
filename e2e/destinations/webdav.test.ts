import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { FileStore } from '@homeroll/core/ports/file-store';
import { canMakeDisks, loopDisk, type LoopDisk } from '../loop-disk.ts';
import { hasApache, startApacheDav } from '../servers/apache-dav.ts';
import type { DavServer } from '../servers/dav-server.ts';
import { hasNginxDav, startNginxDav } from '../servers/nginx-dav.ts';
import { captivePortal, tlsProxy } from '../servers/odd-web.ts';
import { hasRclone, startRcloneDav } from '../servers/rclone-dav.ts';
import { temporaryFolder } from '../servers/server-program.ts';
import { unreliableProxy } from '../unreliable-proxy.ts';
import { fileOf, flat, growthOfBigPut, opened, pathOf } from './opened.ts';

const path = pathOf('party/one.jpg');
let store: FileStore;
/** What a test started, to be ended whatever comes of it. */
const started: { stop: () => Promise<void> }[] = [];
const running = <Server extends { stop: () => Promise<void> }>(server: Server): Server => {
  started.push(server);
  return server;
};
afterEach(async () => {
  await store.close();
  for (const server of started.splice(0).reverse()) await server.stop();
});

const storeAt = async (
  server: Pick<DavServer, 'username' | 'password'>,
  url: string,
  more: Readonly<Record<string, unknown>> = {},
): Promise<FileStore> => {
  const { username, password } = server;
  store = await opened('webdav', { url, username, password, ...more });
  return store;
};

describe.skipIf(!hasApache)('WebDAV in trouble (needs Apache)', () => {
  let server: DavServer;
  beforeAll(async () => {
    server = await startApacheDav();
  });
  afterAll(() => server.stop());

  it('says that the login is wrong, and sends no picture for that', async () => {
    const proxy = await unreliableProxy(Number(new URL(server.address).port));
    const url = `${proxy.address}/dav`;
    await storeAt({ ...server, password: 'wrong' }, url);
    const refused = { fault: 'refused-login', message: expect.stringContaining('password') as string };
    await expect(store.put(path, fileOf(20_000_000))).rejects.toMatchObject(refused);
    await expect(store.stat(path)).rejects.toMatchObject(refused);
    expect(proxy.sent()).toBeLessThan(100_000);
    await proxy.close();
  });

  it('meets a connection that dies in the middle, shows nothing of the file, and makes it good (B6)', async () => {
    const proxy = await unreliableProxy(Number(new URL(server.address).port), () => 0.9);
    await storeAt(server, `${proxy.address}/dav`);
    proxy.mode = 'cut';
    await expect(store.put(path, fileOf(3_000_000))).rejects.toMatchObject({ fault: 'unreachable' });
    proxy.mode = 'through';
    expect(await store.stat(path)).toBeUndefined();
    await store.put(path, fileOf(3_000_000));
    expect(await store.stat(path)).toEqual({ size: 3_000_000 });
    expect(await readdir(join(server.root, 'party'))).toEqual(['one.jpg']);
    await store.remove(path);
    await proxy.close();
  });

  it.skipIf(!hasNginxDav).each([
    ['Apache', startApacheDav],
    ['nginx', startNginxDav],
  ])(
    'reaches %s where it does not know that a proxy speaks TLS for it (needs both)',
    async (_name, start) => {
      const behind = running(await start());
      const proxy = running(await tlsProxy(behind.address));
      await storeAt(behind, proxy.address, { verifyCertificate: false });
      for (const size of [9, 10]) {
        await store.put(path, fileOf(size));
        expect(await store.stat(path)).toEqual({ size });
      }
      await proxy.stop();
      await behind.stop();
    },
  );

  it.each([
    ['expired', /expired/],
    ['self-made', /nobody vouches/],
  ] as const)('names what is wrong with a certificate that is %s', async (certificate, words) => {
    const secure = running(await startApacheDav({ certificate }));
    await storeAt(secure, secure.address);
    await expect(store.put(path, fileOf(1000))).rejects.toMatchObject({
      fault: 'tls',
      message: expect.stringMatching(words) as string,
    });
  });
});

describe('WebDAV where something else answers', () => {
  it.each(['page', 'redirect'] as const)('takes the %s of a captive portal for no answer', async (how) => {
    const odd = running(await captivePortal(how));
    await storeAt({ username: 'booth', password: 'secret' }, odd.address);
    const asked = [store.put(path, fileOf(3000)), store.stat(path), store.remove(path)];
    const outcomes = await Promise.allSettled([...asked, store.read(path)[Symbol.asyncIterator]().next()]);
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { fault: 'protocol' } });
      expect(String((outcome as PromiseRejectedResult).reason)).not.toContain('secret');
    }
  });
});

describe.skipIf(!canMakeDisks)('WebDAV to a disk that is full (needs root and loop devices)', () => {
  let own: Awaited<ReturnType<typeof temporaryFolder>>;
  let disk: LoopDisk;
  beforeAll(async () => {
    own = await temporaryFolder('full');
    disk = loopDisk(own.path, { fileSystem: 'ext4', mebibytes: 16 });
  });
  afterAll(async () => {
    disk.remove();
    await own.remove();
  });

  it.skipIf(!hasApache || !hasNginxDav || !hasRclone).each([
    ['Apache', startApacheDav, 'disk-full'],
    // These two do not tell it from other failures; rclone's answer is 405.
    ['nginx', startNginxDav, 'server-error'],
    ['rclone', startRcloneDav, 'protocol'],
  ])(
    '%s (needs all three): it says so, keeps what was there, and leaves nothing',
    async (name, start, fault) => {
      const server = running(await start({ root: join(disk.path, name) }));
      await storeAt(server, server.address);
      await store.put(path, fileOf(1_000_000));
      await expect(store.put(path, fileOf(30_000_000))).rejects.toMatchObject({ fault });
      expect(await store.stat(path)).toEqual({ size: 1_000_000 });
      expect(await readdir(join(server.root, 'party'))).toEqual(['one.jpg']);
      await store.remove(path);
      await server.stop();
    },
  );
});

describe.skipIf(!hasNginxDav)('a large file by WebDAV (needs nginx)', () => {
  it('goes through without being held in memory', async () => {
    const server = running(await startNginxDav());
    await storeAt(server, server.address);
    expect(await growthOfBigPut(store)).toBeLessThan(flat);
  });
});
