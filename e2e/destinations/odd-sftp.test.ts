import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { SFTPWrapper } from 'ssh2';
import { afterEach, describe, expect, it } from 'vitest';
import type { FileStore } from '@homeroll/core/ports/file-store';
import { soon } from '@homeroll/destinations/conformance/files/tidily';
import { startOddSsh, type OddSsh } from '../servers/odd-ssh.ts';
import { stoppedLater } from '../servers/stopped-later.ts';
import { opened, pathOf } from './opened.ts';

const path = pathOf('party/one.jpg');
let store: FileStore;
let server: OddSsh;
afterEach(() => store.close());

async function openAt(...asked: Parameters<typeof startOddSsh>): Promise<void> {
  server = await stoppedLater(startOddSsh(...asked));
  store = await opened('sftp', { ...server, hostKey: 'any', folder: '/' });
}

/** A server where nothing lies. */
function empty(files: SFTPWrapper): void {
  files.on('STAT', (id) => files.status(id, 2));
}

async function closed(open: ReadonlySet<Socket>): Promise<void> {
  await Promise.all(Array.from(open, (socket) => once(socket, 'close')));
}

describe('B10: an SFTP server', () => {
  it('that offers no files is hung up on', async () => {
    await openAt('no files');
    await expect(store.stat(path)).rejects.toMatchObject({ name: 'DestinationError' });
    await closed(server.open);
    expect(server.open.size).toBe(0);
  });

  it('that begins to speak something else is left, and met anew', async () => {
    let isOdd = true;
    await openAt((files) => {
      files.on('STAT', (id) => {
        if (isOdd) (files as unknown as { _protocol: Told })._protocol.channelData(idOf(files), garbage);
        else files.status(id, 2);
        isOdd = false;
      });
    });
    await expect(store.stat(path)).rejects.toMatchObject({ fault: 'unreachable' });
    expect(await store.stat(path)).toBeUndefined();
  });

  it('that ends the session of the files, but not the connection, is met anew', async () => {
    const sessions: SFTPWrapper[] = [];
    await openAt((files) => {
      sessions.push(files);
      empty(files);
    });
    expect(await store.stat(path)).toBeUndefined();
    sessions[0]?.end();
    await closed(server.open);
    expect(await store.stat(path)).toBeUndefined();
    expect(sessions).toHaveLength(2);
  });

  it('that falls silent in the middle of a picture is left by who is told to stop', async () => {
    await openAt((files) => {
      files.on('STAT', (id) =>
        files.attrs(id, { mode: 0o100_644, size: 9, uid: 0, gid: 0, atime: 0, mtime: 0 }),
      );
      files.on('OPEN', (id) => files.handle(id, Buffer.from('one')));
      files.on('READ', () => stop.abort());
    });
    const stop = new AbortController();
    const reading = store.read(path, stop.signal)[Symbol.asyncIterator]().next();
    await expect(soon(reading)).rejects.toThrow();
    await closed(server.open);
  });

  it('that is reached in vain once, and well by who asked later, is hung up on when the store is closed', async () => {
    const reached: Socket[] = [];
    await openAt(empty, (socket) => (reached.push(socket) === 1 ? 'ignored' : 'served'));
    const first = store.stat(path);
    await expect.poll(() => reached.length).toBe(1);
    const closing = store.close();
    expect(await store.stat(path)).toBeUndefined();
    reached[0]?.destroy();
    await expect(first).rejects.toMatchObject({ name: 'DestinationError' });
    await closing;
    expect(await store.stat(path)).toBeUndefined();
    expect(reached).toHaveLength(2);
    await store.close();
    await closed(server.open);
    expect(server.open.size).toBe(0);
  });
});

interface Told {
  channelData(channel: number, data: Buffer): void;
}

const garbage = Buffer.from('Welcome to this machine!\n');

function idOf(files: SFTPWrapper): number {
  return (files as unknown as { outgoing: { id: number } }).outgoing.id;
}
