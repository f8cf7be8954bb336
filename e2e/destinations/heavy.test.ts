import { execFileSync } from 'node:child_process';
import { chown, mkdir, open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FileContent, FileStore } from '@homeroll/core/ports/file-store';
import { contentOf } from '@homeroll/destinations/conformance/files/tidily';
import { partName } from '@homeroll/destinations/part-name';
import { unreliableProxy } from '../unreliable-proxy.ts';
import { account, isRoot, type LoginServer } from '../servers/login-server.ts';
import { hasOpenSsh, startOpenSsh } from '../servers/openssh.ts';
import { hasProftpd, startProftpd } from '../servers/proftpd.ts';
import { hasPureFtpd, startPureFtpd } from '../servers/pure-ftpd.ts';
import { temporaryFolder } from '../servers/server-program.ts';
import { hasVsftpd, startVsftpd } from '../servers/vsftpd.ts';
import { stoppedLater } from '../servers/stopped-later.ts';
import { fileOf, growthOfBigPut, opened, pathOf } from './opened.ts';

const mebibyte = 1024 * 1024;
const path = pathOf('party/film.mp4');
type Started = Omit<LoginServer, 'password'>;

const programs = [
  { name: 'vsftpd', kind: 'ftp', isHere: hasVsftpd, start: startVsftpd },
  { name: 'ProFTPD', kind: 'ftp', isHere: hasProftpd, start: startProftpd },
  { name: 'Pure-FTPd', kind: 'ftp', isHere: hasPureFtpd, start: startPureFtpd },
  { name: 'OpenSSH', kind: 'sftp', isHere: hasOpenSsh, start: startOpenSsh },
] as const;
const allHere = programs.every(({ isHere }) => isHere);

describe.skipIf(!isRoot || !allHere)(
  'a disk that is full (needs root for a small tmpfs, and the servers)',
  () => {
    it.each(programs)(
      'is told of by $name, shows nothing half, and takes what fits',
      async ({ kind, start }) => {
        await withSmallDisk(async (disk) => {
          const server: Started = await start({ root: disk });
          const store = await opened(kind, { ...server, secure: 'off' });
          try {
            await expectFull(store, disk, /disk is full/);
          } finally {
            await store.close();
            await server.stop();
          }
        });
      },
    );

    it('is told of by a folder', async () => {
      await withSmallDisk(async (disk) => {
        await expectFull(await opened('folder', { path: disk, mounted: true }), disk, /disk is full/);
      });
    });
  },
);

describe.skipIf(!allHere)('a large file (the servers must be on this machine)', () => {
  let servers: readonly { kind: 'ftp' | 'sftp'; server: Started }[];
  beforeAll(async () => {
    const [vsftpd, openssh] = await Promise.all([startVsftpd(), startOpenSsh()]);
    servers = [
      { kind: 'ftp', server: vsftpd },
      { kind: 'sftp', server: openssh },
    ];
  });
  afterAll(() => Promise.all(servers.map(({ server }) => server.stop())));

  it.each([0, 1])('of 5 GB goes on beyond what 32 bits count (%i: FTP, SFTP)', async (which) => {
    const { kind, server } = servers[which]!;
    const store = await opened(kind, { ...server, secure: 'off' });
    const size = 5 * 1024 * mebibyte;
    const content = { ...fileOf(size), version: 'film' };
    // As if a put had broken off there: a sparse file, so that the disk need not hold it.
    const part = join(server.root, 'party', partName(path, content.version));
    await mkdir(join(server.root, 'party'));
    await chown(join(server.root, 'party'), account.id, account.id);
    const file = await open(part, 'w');
    await file.truncate(size - 8 * mebibyte);
    await file.chown(account.id, account.id);
    await file.close();
    const offsets: number[] = [];
    await store.put(path, { ...content, open: (offset) => (offsets.push(offset), content.open(offset)) });
    expect(await store.stat(path)).toEqual({ size });
    expect(offsets[0]).toBeGreaterThanOrEqual(size - 9 * mebibyte);
    await store.remove(path);
    await store.close();
  });

  it.each([
    [0, 2048],
    [1, 450],
  ])('is not held in memory (%i: FTP, SFTP; %i MiB)', async (which, size) => {
    const { kind, server } = servers[which]!;
    const store = await opened(kind, { ...server, secure: 'off' });
    await expectFlat(store, size);
    await store.close();
  });

  it('is not held in memory (folder)', async () => {
    const own = await temporaryFolder('heavy');
    await expectFlat(await opened('folder', { path: own.path }), 450);
    await own.remove();
  });
});

describe.skipIf(!hasOpenSsh)('SFTP over a bad line (OpenSSH must be on this machine)', () => {
  it('that breaks in the middle of a file goes on with the next put', async () => {
    const server = await stoppedLater(startOpenSsh());
    const proxy = await unreliableProxy(server.port);
    const store = await opened('sftp', { ...server, port: proxy.port });
    const bytes = Buffer.alloc(8 * mebibyte, 5);
    const progress = (sent: number): void => {
      if (sent > 6 * mebibyte) proxy.mode = 'refuse';
    };
    const content = contentOf(bytes);
    await expect(store.put(path, { ...content, progress })).rejects.toMatchObject({ fault: 'unreachable' });
    proxy.mode = 'through';
    const offsets: number[] = [];
    await store.put(path, { ...content, open: (offset) => (offsets.push(offset), content.open(offset)) });
    expect(offsets[0]).toBeGreaterThan(2 * mebibyte);
    expect(await store.stat(path)).toEqual({ size: bytes.length });
    expect(await readdir(join(server.root, 'party'))).toEqual(['film.mp4']);
    await store.close();
    await proxy.close();
  });

  it('that is slow is given the time, however short the patience with silence', async () => {
    const server = await stoppedLater(startOpenSsh());
    const proxy = await unreliableProxy(server.port);
    const store = await opened('sftp', { ...server, port: proxy.port, timeout: 1 });
    await store.stat(path);
    proxy.rate = 400_000;
    await store.put(path, contentOf(Buffer.alloc(800_000)));
    expect(await store.stat(path)).toEqual({ size: 800_000 });
    await store.close();
    await proxy.close();
  });
});

describe.skipIf(!hasProftpd)('FTP (ProFTPD must be on this machine)', () => {
  it('goes on with a file after both sides were started anew', async () => {
    const own = await temporaryFolder('again');
    const root = join(own.path, 'files');
    const first = await startProftpd({ root });
    const bytes = Buffer.alloc(8 * mebibyte, 5);
    const content = contentOf(bytes);
    let store = await opened('ftp', { ...first, secure: 'off' });
    const open: FileContent['open'] = async function* (offset) {
      for await (const piece of content.open(offset)) {
        yield piece;
        offset += piece.length;
        if (offset > 6 * mebibyte) await first.stop();
      }
    };
    await expect(store.put(path, { ...content, open })).rejects.toMatchObject({ fault: 'unreachable' });
    await store.close();

    const second = await stoppedLater(startProftpd({ root }));
    store = await opened('ftp', { ...second, secure: 'off' });
    const offsets: number[] = [];
    await store.put(path, { ...content, open: (offset) => (offsets.push(offset), content.open(offset)) });
    expect(offsets[0]).toBeGreaterThan(2 * mebibyte);
    expect(await store.stat(path)).toEqual({ size: bytes.length });
    expect(await readdir(join(root, 'party'))).toEqual(['film.mp4']);
    await store.close();
    await own.remove();
  });
});

async function expectFull(store: FileStore, disk: string, words: RegExp): Promise<void> {
  await store.put(pathOf('party/small.jpg'), contentOf(Buffer.alloc(100_000)));
  await expect(store.put(path, fileOf(12 * mebibyte))).rejects.toMatchObject({
    name: 'DestinationError',
    fault: expect.stringMatching(/^(disk-full|server-error)$/) as string,
    message: expect.stringMatching(words) as string,
  });
  await store.put(pathOf('party/other.jpg'), contentOf(Buffer.alloc(100_000)));
  expect((await readdir(join(disk, 'party'))).sort()).toEqual(['other.jpg', 'small.jpg']);
}

async function withSmallDisk(use: (disk: string) => Promise<void>): Promise<void> {
  const own = await temporaryFolder('full');
  const disk = join(own.path, 'disk');
  await mkdir(disk);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', disk]);
  try {
    await use(disk);
  } finally {
    execFileSync('umount', ['-l', disk]);
    await rm(own.path, { recursive: true, force: true });
  }
}

/** `size` in MiB; on a busy machine the collector of garbage comes late. */
async function expectFlat(store: FileStore, size: number): Promise<void> {
  expect(await growthOfBigPut(store, size * mebibyte)).toBeLessThan(size / 3);
  await store.close();
}
