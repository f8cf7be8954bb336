import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { readdir } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { DestinationFault } from '@homeroll/core/ports/destination-error';
import type { FileStore } from '@homeroll/core/ports/file-store';
import { contentOf } from '@homeroll/destinations/conformance/files/tidily';
import { startOddFtp, type FtpOddities } from '../servers/odd-ftp.ts';
import { hasOpenSsh, startOpenSsh, type OpenSshServer } from '../servers/openssh.ts';
import { hasProftpd, startProftpd } from '../servers/proftpd.ts';
import { hasPureFtpd, startPureFtpd } from '../servers/pure-ftpd.ts';
import { hasRcloneSftp, startRcloneSftp } from '../servers/rclone-sftp.ts';
import { hasVsftpd, startVsftpd } from '../servers/vsftpd.ts';
import { stoppedLater } from '../servers/stopped-later.ts';
import { opened, pathOf } from './opened.ts';

const path = pathOf('party/one.jpg');
const photo = Buffer.alloc(100_000, 7);

describe('B8: FTP says in words', () => {
  const programs = [
    { name: 'vsftpd', isHere: hasVsftpd, start: startVsftpd },
    { name: 'ProFTPD', isHere: hasProftpd, start: startProftpd },
    { name: 'Pure-FTPd', isHere: hasPureFtpd, start: startPureFtpd },
  ];
  // Pure-FTPd lets those wait for seconds who have a wrong password.
  it.skipIf(!programs.every(({ isHere }) => isHere)).each(programs.slice(0, 2))(
    'that the password is wrong ($name, which must be on this machine)',
    async ({ start }) => {
      const server = await stoppedLater(start());
      const password = 'hunter2-not-right';
      await expectFault(
        { ...server, password, secure: 'off' },
        'refused-login',
        /user name or password is wrong/,
      );
    },
  );

  it.skipIf(!programs.every(({ isHere }) => isHere)).each(programs)(
    'that a certificate has expired, or that nobody vouches for it ($name, which must be on this machine)',
    async ({ start }) => {
      const expired = await stoppedLater(start({ certificate: 'expired' }));
      await expectFault(expired, 'tls', /expired/);
      const selfMade = await stoppedLater(start({ certificate: 'self-made' }));
      await expectFault(selfMade, 'tls', /nobody vouches/);
      await expectKept({ ...selfMade, verifyCertificate: false });
    },
  );

  it.skipIf(!hasPureFtpd)(
    'that it does not offer TLS (Pure-FTPd, which must be on this machine)',
    async () => {
      const server = await stoppedLater(startPureFtpd());
      await expectFault(server, 'protocol', /does not know a command/);
    },
  );

  it.skipIf(!hasVsftpd)('nothing bad of implicit TLS (vsftpd, which must be on this machine)', async () => {
    const server = await stoppedLater(startVsftpd({ certificate: 'self-made', isImplicit: true }));
    await expectFault({ ...server, secure: 'implicit' }, 'tls', /nobody vouches/);
    await expectKept({ ...server, secure: 'implicit', verifyCertificate: false });
  });

  it.skipIf(!hasVsftpd)('that it wants TLS (vsftpd, which must be on this machine)', async () => {
    const server = await stoppedLater(startVsftpd({ certificate: 'self-made' }));
    await expectFault({ ...server, secure: 'off' }, 'refused-login', /encryption/);
  });
});

describe('B8: an odd FTP server', () => {
  const oddities: FtpOddities = {};
  let server: Awaited<ReturnType<typeof startOddFtp>>;
  let store: FileStore;
  beforeAll(async () => {
    server = await startOddFtp(oddities);
    store = await opened('ftp', { ...server, secure: 'off' });
  });
  afterEach(async () => {
    delete oddities.lie;
    delete oddities.hangsUpAfter;
    await store.remove(path);
  });
  afterAll(async () => {
    await store.close();
    await server.stop();
  });

  it('that lies about a size is not believed: nothing new is under the name, and nothing half', async () => {
    oddities.lie = (size) => size - 1;
    const put = store.put(path, contentOf(photo));
    await expect(put).rejects.toMatchObject({
      fault: 'hash-mismatch',
      message: expect.stringMatching(/99999 bytes of 100000/) as string,
    });
    expect(await readdir(server.root, { recursive: true })).toEqual(['party']);
  });

  it('that hangs up in the middle leaves the old file there, and the next put goes on', async () => {
    await store.put(path, contentOf(photo));
    oddities.hangsUpAfter = 1_000_000;
    const offsets: number[] = [];
    const bytes = Buffer.alloc(3_000_000, 9);
    const content = contentOf(bytes);
    const open: typeof content.open = (offset) => (offsets.push(offset), content.open(offset));
    await expect(store.put(path, { ...content, open })).rejects.toMatchObject({ fault: 'unreachable' });
    expect(await store.stat(path)).toEqual({ size: photo.length });
    delete oddities.hangsUpAfter;
    await store.put(path, { ...content, open });
    expect(await store.stat(path)).toEqual({ size: bytes.length });
    expect(offsets).toHaveLength(2);
    expect(offsets[1]).toBeGreaterThan(500_000);
  });
});

describe('B10: SFTP says in words', () => {
  describe.skipIf(!hasOpenSsh)('(OpenSSH, which must be on this machine)', () => {
    let server: OpenSshServer;
    beforeAll(async () => {
      server = await startOpenSsh();
    });
    afterAll(() => server.stop());

    it('which host key it saw, when none is set, and lets nobody in unseen', async () => {
      const { hostKey, ...rest } = server;
      await expectFault(rest, 'tls', new RegExp(hostKey.replaceAll('+', '\\+')), 'sftp');
      expect(server.said()).not.toMatch(/Accepted publickey/);
    });

    it('that the host key is another one', async () => {
      const hostKey = `SHA256:${'A'.repeat(43)}`;
      await expectFault({ ...server, hostKey }, 'tls', /not the one that is set/, 'sftp');
    });

    it('that a key is refused, locked, or not there', async () => {
      const stranger = { ...server, username: 'nobody' };
      await expectFault(stranger, 'refused-login', /refused/, 'sftp');
      const locked = { ...server, privateKey: server.lockedKey };
      await expectFault(locked, 'refused-login', /cannot be used/, 'sftp');
      await expectKept({ ...locked, passphrase: 'open' }, 'sftp');
      await expectFault({ ...server, privateKey: '/none' }, 'refused-login', /cannot be read/, 'sftp');
      await expectFault({ ...server, privateKey: undefined }, 'refused-login', /neither/, 'sftp');
    });
  });

  it.skipIf(!hasRcloneSftp)(
    'that the password is wrong (rclone, which must be on this machine)',
    async () => {
      const server = await stoppedLater(startRcloneSftp());
      await expectFault({ ...server, password: 'hunter2-not-right' }, 'refused-login', /refused/, 'sftp');
    },
  );
});

describe.each(['ftp', 'sftp'] as const)('%s says in words', (kind) => {
  const login = { host: '127.0.0.1', username: 'booth', password: 'hunter2-not-right', hostKey: 'any' };
  let server: Server | undefined;
  afterEach(() => server?.close());

  const listen = async (welcome: string): Promise<number> => {
    server = createServer((socket) => void socket.on('error', () => undefined).write(welcome)).listen(
      0,
      '127.0.0.1',
    );
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };

  it('that nobody answers', async () => {
    const port = await listen('');
    server?.close();
    await expectFault({ ...login, port }, 'unreachable', /nothing answers/, kind);
  });

  it('that it hears nothing', async () => {
    const port = await listen('');
    await expectFault({ ...login, port, timeout: 1 }, 'timeout', /does not answer/, kind);
  });

  it('that there is no such host', async () => {
    await expectFault(
      { ...login, host: 'host.invalid', port: 21 },
      'unreachable',
      /no machine of this name/,
      kind,
    );
  });

  it('that it is something else that answers', async () => {
    const port = await listen('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
    const store = await opened(kind, { ...login, port, timeout: 1 });
    await expect(store.stat(path)).rejects.toMatchObject({
      name: 'DestinationError',
      fault: expect.stringMatching(/^(protocol|timeout)$/) as string,
    });
    await store.close();
  });
});

/** With the fault, in words, and without the secret. */
async function expectFault(
  given: object,
  fault: DestinationFault,
  words: RegExp,
  kind: 'ftp' | 'sftp' = 'ftp',
): Promise<void> {
  const store = await opened(kind, { ...given });
  const error = await store.put(path, contentOf(photo)).then(
    () => undefined,
    (refusal: unknown) => refusal,
  );
  await store.close();
  expect(error).toMatchObject({
    name: 'DestinationError',
    fault,
    message: expect.stringMatching(words) as string,
  });
  expect(`${String(error)} ${String((error as Error).cause)}`).not.toMatch(/hunter2/);
}

async function expectKept(given: object, kind: 'ftp' | 'sftp' = 'ftp'): Promise<void> {
  const store = await opened(kind, { ...given });
  await store.put(path, contentOf(photo));
  expect(await store.stat(path)).toEqual({ size: photo.length });
  await store.close();
}
