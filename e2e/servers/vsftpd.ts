import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { makeCertificate } from './certificate.ts';
import {
  account,
  folderOfAccount,
  isRoot,
  type LoginServer,
  type LoginServerOptions,
} from './login-server.ts';
import { freePorts, startProgram, temporaryFolder } from './server-program.ts';
import { unpackedProgram } from './unpacked.ts';

const found = unpackedProgram('vsftpd');

export const hasVsftpd: boolean = isRoot && found !== undefined;

/**
 * vsftpd, the usual one of small web hosts: no MLSD, LIST hides what begins with a dot. Its accounts are the
 * system's; so the anonymous account is given the rights of one, and the password of a list. With TLS it wants each
 * data connection to go on with the control connection's session (its default, which many clients fail at).
 */
export async function startVsftpd(options: LoginServerOptions = {}): Promise<LoginServer> {
  if (found === undefined) throw new Error('vsftpd is not here');
  const own = await temporaryFolder('vsftpd');
  // It refuses to lock anybody into a folder that he may write to: so the files lie in one below.
  const jail = options.root === undefined ? join(own.path, 'jail') : dirname(options.root);
  const root = await folderOfAccount(jail, options.root);
  const [port = 0] = await freePorts(1);
  const [config, passwords, empty] = ['config', 'passwords', 'empty'].map((name) => join(own.path, name));
  await mkdir(empty!);
  await writeFile(passwords!, 'secret\n');
  const lines = { ...rights(jail, passwords!), listen_port: String(port), secure_chroot_dir: empty! };
  const secure = options.certificate === undefined ? {} : secured(own.path, options.certificate);
  const implicit = options.isImplicit ? { implicit_ssl: 'YES' } : {};
  await writeFile(config!, written({ ...lines, ...secure, ...implicit }), { mode: 0o600 });
  const program = await startProgram({ ...found, args: [config!], ports: [port] });
  return {
    ...{
      host: '127.0.0.1',
      port,
      username: 'anonymous',
      password: 'secret',
      folder: `/${basename(root)}`,
      root,
    },
    said: program.said,
    stop: async () => {
      await program.stop();
      await own.remove();
    },
  };
}

function rights(jail: string, passwords: string): Record<string, string> {
  return {
    ...{ listen: 'YES', listen_address: '127.0.0.1', background: 'NO', seccomp_sandbox: 'NO' },
    ...{ anonymous_enable: 'YES', write_enable: 'YES', anon_umask: '022', anon_world_readable_only: 'NO' },
    ...{ anon_upload_enable: 'YES', anon_mkdir_write_enable: 'YES', anon_other_write_enable: 'YES' },
    ...{ ftp_username: account.name, anon_root: jail, xferlog_enable: 'NO', utf8_filesystem: 'YES' },
    ...{ secure_email_list_enable: 'YES', email_password_file: passwords, delay_failed_login: '0' },
  };
}

function secured(own: string, kind: 'self-made' | 'expired'): Record<string, string> {
  const { certificate, key } = makeCertificate(own, { isExpired: kind === 'expired' });
  return {
    ...{ ssl_enable: 'YES', allow_anon_ssl: 'YES', require_ssl_reuse: 'YES' },
    ...{ force_anon_logins_ssl: 'YES', force_anon_data_ssl: 'YES', ssl_ciphers: 'HIGH' },
    ...{ rsa_cert_file: certificate, rsa_private_key_file: key },
  };
}

function written(lines: Readonly<Record<string, string>>): string {
  return Object.entries(lines)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}
