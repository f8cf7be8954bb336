import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeCertificate } from './certificate.ts';
import {
  account,
  folderOfAccount,
  isRoot,
  type LoginServer,
  type LoginServerOptions,
} from './login-server.ts';
import { freePorts, startProgram, temporaryFolder } from './server-program.ts';
import { unpackedFolder, unpackedProgram } from './unpacked.ts';

const found = unpackedProgram('proftpd');

export const hasProftpd: boolean = isRoot && found !== undefined;

/** ProFTPD with a virtual user: MLSD, restarts switched on as hosts do, each data connection on the session. */
export async function startProftpd(options: LoginServerOptions = {}): Promise<LoginServer> {
  if (found === undefined) throw new Error('ProFTPD is not here');
  const own = await temporaryFolder('proftpd');
  const root = await folderOfAccount(own.path, options.root);
  const [port = 0] = await freePorts(1);
  const hash = execFileSync('openssl', ['passwd', '-6', 'secret']).toString().trim();
  const passwords = join(own.path, 'passwords');
  await writeFile(passwords, `booth:${hash}:${account.id}:${account.id}::${root}:/bin/false\n`, {
    mode: 0o600,
  });
  const config = join(own.path, 'config');
  const secure = options.certificate === undefined ? [] : secured(own.path, options.certificate);
  await writeFile(config, [...lines(own.path, port, passwords), ...secure, ''].join('\n'));
  const program = await startProgram({ ...found, args: ['-n', '-q', '-c', config], ports: [port] });
  return {
    ...{ host: '127.0.0.1', port, username: 'booth', password: 'secret', folder: '/', root },
    said: program.said,
    stop: async () => {
      await program.stop();
      await own.remove();
    },
  };
}

function lines(own: string, port: number, passwords: string): string[] {
  return [
    `ModulePath ${unpackedFolder('usr', 'lib', 'proftpd')}`,
    ...['ServerType standalone', 'DefaultAddress 127.0.0.1', 'SocketBindTight on', `Port ${port}`],
    ...[
      `User ${account.name}`,
      `Group ${account.name}`,
      'UseReverseDNS off',
      'UseIPv6 off',
      'WtmpLog off',
      'TransferLog none',
    ],
    ...[`PidFile ${own}/pid`, `ScoreboardFile ${own}/scoreboard`, `DelayTable none`, `SystemLog ${own}/log`],
    ...['AuthPAM off', 'AuthOrder mod_auth_file.c', `AuthUserFile ${passwords}`, 'RequireValidShell off'],
    ...['DefaultRoot ~', 'AllowOverwrite on', 'AllowStoreRestart on', 'AllowRetrieveRestart on'],
  ];
}

function secured(own: string, kind: 'self-made' | 'expired'): string[] {
  const { certificate, key } = makeCertificate(own, { isExpired: kind === 'expired' });
  return [
    ...['LoadModule mod_tls.c', 'TLSEngine on', 'TLSRequired on', `TLSLog ${own}/tls.log`],
    ...[`TLSECCertificateFile ${certificate}`, `TLSECCertificateKeyFile ${key}`],
  ];
}
