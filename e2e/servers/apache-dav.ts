import { chown, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { userInfo } from 'node:os';
import { execFileSync } from 'node:child_process';
import { makeCertificate } from './certificate.ts';
import type { DavServer, DavServerOptions } from './dav-server.ts';
import { areInstalled, freePorts, passwordLine, startProgram, temporaryFolder } from './server-program.ts';

export const hasApache: boolean = areInstalled('apache2');

/** Apache with mod_dav and a password file: the server that most WebDAV clients are measured against. */
export async function startApacheDav(options: DavServerOptions = {}): Promise<DavServer> {
  const own = await temporaryFolder('apache');
  const root = options.root ?? join(own.path, 'files');
  const [port = 0] = await freePorts(1);
  await mkdir(root, { recursive: true });
  await mkdir(join(own.path, 'locks'));
  await writeFile(join(own.path, 'passwords'), passwordLine('booth', 'secret'));
  const isRoot = userInfo().uid === 0;
  if (isRoot) await giveToWebServer(root, join(own.path, 'locks'));
  const secure = options.certificate === undefined ? [] : secured(own.path, options.certificate);
  const config = join(own.path, 'apache.conf');
  await writeFile(config, [...lines(own.path, root, port), ...secure, ...(isRoot ? user : [])].join('\n'));
  const program = await startProgram({
    program: 'apache2',
    args: ['-f', config, '-D', 'FOREGROUND'],
    ports: [port],
  });
  const address = `${secure.length > 0 ? 'https' : 'http'}://127.0.0.1:${port}/dav`;
  return {
    address,
    username: 'booth',
    password: 'secret',
    root,
    stop: async () => {
      await program.stop();
      await own.remove();
    },
  };
}

const modules = ['mpm_event', 'authn_core', 'authn_file', 'authz_core', 'authz_user', 'auth_basic'];
const user = ['User www-data', 'Group www-data'];

function lines(own: string, root: string, port: number): string[] {
  return [
    ...[...modules, 'dav', 'dav_fs', 'alias'].map(load),
    `ServerName 127.0.0.1`,
    `Listen 127.0.0.1:${port}`,
    `DefaultRuntimeDir ${own}`,
    `PidFile ${own}/apache.pid`,
    `Mutex file:${own}/locks`,
    `ErrorLog ${own}/error.log`,
    `DavLockDB ${own}/locks/dav`,
    `DocumentRoot ${root}`,
    `Alias /dav ${root}`,
    // Apache refuses more than 1 GiB unless it is told to take it.
    'LimitRequestBody 0',
    `<Directory ${root}>`,
    '  Dav On',
    '  AuthType Basic',
    '  AuthName homeroll',
    `  AuthUserFile ${own}/passwords`,
    '  Require valid-user',
    '</Directory>',
  ];
}

function load(module: string): string {
  return `LoadModule ${module}_module /usr/lib/apache2/modules/mod_${module}.so`;
}

function secured(own: string, kind: 'self-made' | 'expired'): string[] {
  const { certificate, key } = makeCertificate(own, { isExpired: kind === 'expired' });
  return [
    load('socache_shmcb'),
    load('ssl'),
    'SSLEngine on',
    `SSLCertificateFile ${certificate}`,
    `SSLCertificateKeyFile ${key}`,
  ];
}

async function giveToWebServer(...folders: readonly string[]): Promise<void> {
  const id = (flag: string): number => Number(execFileSync('id', [flag, 'www-data']).toString());
  for (const folder of folders) await chown(folder, id('-u'), id('-g'));
}
