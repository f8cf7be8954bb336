import { startOddFtp } from './odd-ftp.ts';
import { hasOpenSsh, startOpenSsh } from './openssh.ts';
import { hasProftpd, startProftpd } from './proftpd.ts';
import { hasPureFtpd, startPureFtpd } from './pure-ftpd.ts';
import { hasRcloneSftp, startRcloneSftp } from './rclone-sftp.ts';
import type { LoginServer } from './login-server.ts';
import { hasVsftpd, startVsftpd } from './vsftpd.ts';

/** One real server that the contract of a file store is run against. */
export interface ContractServer {
  readonly name: string;
  /** As in the catalogue. */
  readonly kind: 'ftp' | 'sftp';
  readonly isHere: boolean;
  readonly start: () => Promise<Omit<LoginServer, 'password'>>;
  /** Options beside host, port, user name, password and folder. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** Bytes from which on a put goes on where it broke off. */
  readonly resumableFrom: number;
  /** What a clause says → why this server cannot keep it. It must indeed fail, else the exemption is stale. */
  readonly exempt: Readonly<Record<string, string>>;
  /** The same, where it depends on the moment whether it fails. */
  readonly exemptNowAndThen?: Readonly<Record<string, string>>;
}

const inOneStep =
  'replaces in one step: whoever looks meets the old bytes or the new ones, never none and never a mixture';
const selfMade = { certificate: 'self-made' } as const;

const pureExempt = {
  'takes a name with a trailing space':
    'It writes a blank at the end of a name as `_`; the put is refused in words.',
};

const rcloneExempt = Object.fromEntries(
  [
    'goes on with a large file near where it broke off',
    'goes on with a large file that it was told to stop',
    'goes on with a large file after it hung up',
  ].map((says) => [
    says,
    'Without a cache (its default) it writes a file from the begin only; it is sent again.',
  ]),
);

/** Every server that the contract is run against, and what each cannot. */
export const allServers: readonly ContractServer[] = [
  {
    ...{ name: 'vsftpd 3.0.3', kind: 'ftp', isHere: hasVsftpd, start: () => startVsftpd() },
    options: { secure: 'off' },
    resumableFrom: 100_000,
    exempt: {},
  },
  {
    ...{ name: 'vsftpd 3.0.3 (TLS, session reuse required)', kind: 'ftp', isHere: hasVsftpd },
    start: () => startVsftpd(selfMade),
    options: { verifyCertificate: false },
    resumableFrom: 100_000,
    exempt: {},
  },
  {
    ...{ name: 'ProFTPD 1.3.8', kind: 'ftp', isHere: hasProftpd, start: () => startProftpd() },
    options: { secure: 'off' },
    resumableFrom: 100_000,
    exempt: {},
  },
  {
    ...{ name: 'ProFTPD 1.3.8 (TLS, session reuse required)', kind: 'ftp', isHere: hasProftpd },
    start: () => startProftpd(selfMade),
    options: { verifyCertificate: false },
    resumableFrom: 100_000,
    exempt: {},
  },
  {
    ...{ name: 'Pure-FTPd 1.0.50', kind: 'ftp', isHere: hasPureFtpd, start: () => startPureFtpd() },
    options: { secure: 'off' },
    resumableFrom: 100_000,
    exempt: pureExempt,
  },
  {
    ...{ name: 'Pure-FTPd 1.0.50 (TLS)', kind: 'ftp', isHere: hasPureFtpd },
    start: () => startPureFtpd(selfMade),
    options: { verifyCertificate: false },
    resumableFrom: 100_000,
    exempt: pureExempt,
  },
  {
    ...{ name: 'OpenSSH 9.2', kind: 'sftp', isHere: hasOpenSsh, start: startOpenSsh },
    resumableFrom: 1_048_576,
    exempt: {},
  },
  {
    ...{ name: 'rclone 1.60 (serve sftp)', kind: 'sftp', isHere: hasRcloneSftp, start: startRcloneSftp },
    resumableFrom: 1_048_576,
    exempt: rcloneExempt,
    exemptNowAndThen: {
      [inOneStep]: 'It deletes the old file before it renames the new one; for a moment there is none.',
    },
  },
  {
    ...{ name: 'A server with LIST only, no SIZE and no MLSD (a stand-in)', kind: 'ftp', isHere: true },
    start: () => startOddFtp({ hasNoSize: true }),
    options: { secure: 'off' },
    resumableFrom: 100_000,
    exempt: {},
  },
  {
    ...{ name: 'A server that replaces no file (a stand-in)', kind: 'ftp', isHere: true },
    start: () => startOddFtp({ refusesReplacing: true }),
    options: { secure: 'off' },
    resumableFrom: 100_000,
    exempt: {
      [inOneStep]:
        'It renames to a free name only: the old file is set aside first, and for a moment there is none.',
    },
  },
];
