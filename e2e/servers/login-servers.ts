import { readdirSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { opened } from '../destinations/opened.ts';
import { oneStep, type ContractServer, type RunningServer } from './contract-server.ts';
import type { LoginServer } from './login-server.ts';
import { startOddFtp } from './odd-ftp.ts';
import { hasOpenSsh, startOpenSsh } from './openssh.ts';
import { hasProftpd, startProftpd } from './proftpd.ts';
import { hasPureFtpd, startPureFtpd } from './pure-ftpd.ts';
import { hasRcloneSftp, startRcloneSftp } from './rclone-sftp.ts';
import { seenOnDisk } from './seen-on-disk.ts';
import { hasVsftpd, startVsftpd } from './vsftpd.ts';

const lacks = ['askAsGuest'] as const;
const selfMade = { certificate: 'self-made' } as const;

const rcloneExempt = Object.fromEntries(
  [
    'goes on with a large file near where it broke off',
    'goes on with a large file that it was told to stop',
    'goes on with a large file after it hung up',
  ].map((says) => [
    says,
    'without a cache (its default) it writes a file from the begin only; it is sent again',
  ]),
);

/** Every server that is reached by host and login, and what each cannot. */
export const loginServers: readonly ContractServer[] = [
  ...[
    { name: 'vsftpd 3.0.3', isHere: hasVsftpd, start: startVsftpd },
    { name: 'ProFTPD 1.3.8', isHere: hasProftpd, start: startProftpd },
  ].flatMap(({ name, isHere, start }): ContractServer[] => [
    {
      ...{ name, kind: 'ftp', isHere, lacks, exempt: {} },
      start: async () => ftpRunning(await start(), { secure: 'off' }),
    },
    {
      ...{ name: `${name} with TLS, session reuse required`, kind: 'ftp', isHere, lacks, exempt: {} },
      start: async () => ftpRunning(await start(selfMade), { verifyCertificate: false }),
    },
  ]),
  {
    ...{ name: 'Pure-FTPd 1.0.50', kind: 'ftp', isHere: hasPureFtpd, lacks },
    start: async () => ftpRunning(await startPureFtpd(), { secure: 'off' }),
    exempt: {
      'takes a name with a trailing space':
        'it writes a blank at the end of a name as `_`; the put is refused in words',
    },
  },
  {
    ...{
      name: 'A server with LIST only, no SIZE and no MLSD (a stand-in)',
      kind: 'ftp',
      isHere: true,
      lacks,
    },
    start: async () => ftpRunning(await startOddFtp({ hasNoSize: true }), { secure: 'off' }),
    exempt: {},
  },
  {
    ...{ name: 'A server that replaces no file (a stand-in)', kind: 'ftp', isHere: true, lacks },
    start: async () => ftpRunning(await startOddFtp({ refusesReplacing: true }), { secure: 'off' }),
    exempt: {
      [oneStep]:
        'it renames to a free name only: the old file is set aside first, and for a moment there is none',
    },
  },
  {
    ...{ name: 'OpenSSH 9.2', kind: 'sftp', isHere: hasOpenSsh, lacks },
    start: async () => sftpRunning(await startOpenSsh()),
    exempt: {},
  },
  {
    ...{ name: 'rclone 1.60 serve sftp', kind: 'sftp', isHere: hasRcloneSftp, lacks },
    start: async () => sftpRunning(await startRcloneSftp()),
    exempt: rcloneExempt,
    sometimes: { [oneStep]: 'it deletes the old file a moment before the new one gets its name' },
  },
];

type Started = Omit<LoginServer, 'password'>;

async function ftpRunning(server: Started, options: object): Promise<RunningServer> {
  const store = await opened('ftp', { ...server, ...options });
  return { store, ...lookedAt(server.root), resumableFrom: 100_000, stop: server.stop };
}

/** What was on the way when a line broke is sent again, which is a megabyte at the most. */
async function sftpRunning(server: Started): Promise<RunningServer> {
  const store = await opened('sftp', { ...server });
  return { store, ...lookedAt(server.root), resumableFrom: 1_048_576, stop: server.stop };
}

/** Folders that were made go with their last file: nothing at all is left. */
function lookedAt(root: string): Omit<RunningServer, 'store' | 'stop'> {
  return {
    ...seenOnDisk(root),
    complaints: () => readdirSync(root).map((name) => `${name} is left`),
    clear: async () => {
      for (const name of await readdir(root)) await rm(join(root, name), { recursive: true });
    },
  };
}
