import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { LoginServer } from './login-server.ts';
import { areInstalled, freePorts, startProgram, temporaryFolder } from './server-program.ts';
import { unpackedProgram } from './unpacked.ts';

const keygen = unpackedProgram('ssh-keygen');

export const hasRcloneSftp: boolean = areInstalled('rclone') && keygen !== undefined;

/** `rclone serve sftp`: SFTP by another hand than OpenSSH's, and with a password. */
export async function startRcloneSftp(): Promise<LoginServer & { readonly hostKey: string }> {
  if (keygen === undefined) throw new Error('ssh-keygen is not here');
  const own = await temporaryFolder('rclone-sftp');
  const [root, key] = [join(own.path, 'files'), join(own.path, 'key')];
  await mkdir(root);
  execFileSync(keygen.program, ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
  const [port = 0] = await freePorts(1);
  const login = ['--user', 'booth', '--pass', 'secret', '--key', key, '--config', join(own.path, 'none')];
  const program = await startProgram({
    program: 'rclone',
    args: ['serve', 'sftp', root, '--addr', `127.0.0.1:${port}`, ...login],
    ports: [port],
  });
  const [, blob = ''] = execFileSync(keygen.program, ['-y', '-f', key]).toString().split(' ');
  const hostKey = `SHA256:${createHash('sha256').update(Buffer.from(blob, 'base64')).digest('base64').replace('=', '')}`;
  return {
    ...{ host: '127.0.0.1', port, username: 'booth', password: 'secret', folder: '/', root, hostKey },
    said: program.said,
    stop: async () => {
      await program.stop();
      await own.remove();
    },
  };
}
