import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { FileStore } from '@homeroll/core/ports/file-store';
import { contentOf, readAll } from '@homeroll/destinations/conformance/files/tidily';
import { startOddFtp, type FtpOddities } from '../servers/odd-ftp.ts';
import { stoppedLater } from '../servers/stopped-later.ts';
import { opened, pathOf } from './opened.ts';

const path = pathOf('party/one.jpg');
const photo = Buffer.alloc(100_000, 7);
let store: FileStore;
let server: Awaited<ReturnType<typeof startOddFtp>>;
afterEach(() => store.close());

async function openAt(oddities: FtpOddities, more: object = {}): Promise<void> {
  server = await stoppedLater(startOddFtp(oddities));
  store = await opened('ftp', { ...server, secure: 'off', connections: 1, ...more });
}

describe('B8: an FTP server', () => {
  it('that ends the data connection a while before it says why is heard, and answers what is asked next', async () => {
    const oddities: FtpOddities = { fullAfter: 300_000 };
    await openAt(oddities);
    const put = store.put(path, contentOf(Buffer.alloc(5_000_000)));
    await expect(put).rejects.toMatchObject({ fault: 'disk-full' });
    delete oddities.fullAfter;
    expect(await store.stat(path)).toBeUndefined();
    await store.put(path, contentOf(photo));
    expect(await store.stat(path)).toEqual({ size: photo.length });
  });

  it('without SIZE: a folder at the root is no file', async () => {
    await openAt({ hasNoSize: true, refusesReplacing: true });
    await store.put(path, contentOf(photo));
    const folder = pathOf('party');
    expect(await store.stat(folder)).toBeUndefined();
    await expect(store.put(folder, contentOf(photo))).rejects.toMatchObject({ fault: 'conflict' });
    expect(await store.stat(path)).toEqual({ size: photo.length });
    expect(await readdir(server.root, { recursive: true })).toEqual(['party', 'party/one.jpg']);
  });

  it('that replaces no file and hangs up in between: the old one is back before the new one is sent', async () => {
    const oddities: FtpOddities = { refusesReplacing: true };
    await openAt(oddities);
    await store.put(path, contentOf(photo));
    oddities.hangsUpAfterRename = true;
    await expect(store.put(path, contentOf(photo))).rejects.toMatchObject({ fault: 'unreachable' });
    delete oddities.hangsUpAfterRename;
    oddities.hangsUpAfter = 10_000;
    await expect(store.put(path, contentOf(photo))).rejects.toMatchObject({ fault: 'unreachable' });
    delete oddities.hangsUpAfter;
    expect(Buffer.from(await readAll(store, path))).toEqual(photo);
    await store.remove(path);
    expect(await readdir(server.root, { recursive: true })).toEqual([]);
  });

  it('is hung up on when the put ends in whose middle the store was closed', async () => {
    await openAt({});
    let isClosed: Promise<void> = Promise.resolve();
    const open = async function* (): AsyncGenerator<Uint8Array> {
      yield photo;
      isClosed = store.close();
      await isClosed;
    };
    await store.put(path, contentOf(photo, { open }));
    await expect.poll(() => server.reached()).toBe(0);
    expect(await store.stat(path)).toEqual({ size: photo.length });
  });

  it('is asked nothing on a kept connection for who is stopped already', async () => {
    await openAt({});
    await store.put(path, contentOf(photo));
    const signal = AbortSignal.abort();
    await expect(store.stat(path, signal)).rejects.toThrow();
    await expect(store.remove(path, signal)).rejects.toThrow();
    const reading = store.read(path, signal)[Symbol.asyncIterator]();
    await expect(reading.next()).rejects.toThrow();
    expect(await store.stat(path)).toEqual({ size: photo.length });
  });

  it('that says it speaks TLS and then nothing is given up, and can be left', async () => {
    const silent = createServer((socket) => {
      socket.on('error', () => undefined).write('220 Hello\r\n');
      socket.on('data', (said) => {
        const isGreeting = !said.toString().startsWith('AUTH');
        if (isGreeting) silent.emit('greeted');
        else socket.write('234 Go on\r\n');
      });
    }).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const login = { host: '127.0.0.1', port, username: 'booth', password: 'secret' };
    store = await opened('ftp', { ...login, timeout: 1 });
    await expect(store.stat(path)).rejects.toMatchObject({ fault: 'timeout' });
    store = await opened('ftp', { ...login, timeout: 600 });
    const stop = new AbortController();
    const asked = store.stat(path, stop.signal);
    silent.once('greeted', () => stop.abort());
    await expect(asked).rejects.toThrow();
    silent.close();
  });
});
