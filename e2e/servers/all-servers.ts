import { hasProftpd, startProftpd } from './proftpd.ts';
import { hasPureFtpd, startPureFtpd } from './pure-ftpd.ts';
import type { LoginServer } from './login-server.ts';
import { hasVsftpd, startVsftpd } from './vsftpd.ts';

/** One real server that the contract of a file store is run against. */
export interface ContractServer {
  readonly name: string;
  /** As in the catalogue. */
  readonly kind: 'ftp';
  readonly isHere: boolean;
  readonly start: () => Promise<LoginServer>;
  /** Options beside those that say where it is and who asks. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** What a clause says → why this server cannot keep it. It must indeed fail, else the exemption is stale. */
  readonly exempt: Readonly<Record<string, string>>;
}

const selfMade = { certificate: 'self-made' } as const;

const pureExempt = {
  'takes a name with a trailing space':
    'It writes a blank at the end of a name as `_`; the put is refused in words.',
};

/** Every server that the contract is run against, and what each cannot. */
export const allServers: readonly ContractServer[] = [
  {
    ...{ name: 'vsftpd 3.0.3', kind: 'ftp', isHere: hasVsftpd, start: () => startVsftpd() },
    options: { secure: 'off' },
    exempt: {},
  },
  {
    ...{ name: 'vsftpd 3.0.3 (TLS, session reuse required)', kind: 'ftp', isHere: hasVsftpd },
    start: () => startVsftpd(selfMade),
    options: { verifyCertificate: false },
    exempt: {},
  },
  {
    ...{ name: 'ProFTPD 1.3.8', kind: 'ftp', isHere: hasProftpd, start: () => startProftpd() },
    options: { secure: 'off' },
    exempt: {},
  },
  {
    ...{ name: 'ProFTPD 1.3.8 (TLS, session reuse required)', kind: 'ftp', isHere: hasProftpd },
    start: () => startProftpd(selfMade),
    options: { verifyCertificate: false },
    exempt: {},
  },
  {
    ...{ name: 'Pure-FTPd 1.0.50', kind: 'ftp', isHere: hasPureFtpd, start: () => startPureFtpd() },
    options: { secure: 'off' },
    exempt: pureExempt,
  },
  {
    ...{ name: 'Pure-FTPd 1.0.50 (TLS)', kind: 'ftp', isHere: hasPureFtpd },
    start: () => startPureFtpd(selfMade),
    options: { verifyCertificate: false },
    exempt: pureExempt,
  },
];
