import { execFileSync } from 'node:child_process';
import { chown, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { account, folderOfAccount, isRoot, type LoginServer } from './login-server.ts';
import { freePorts, startProgram, temporaryFolder } from './server-program.ts';
import { unpackedProgram } from './unpacked.ts';

const found = unpackedProgram('sshd');
const keygen = unpackedProgram('ssh-keygen');

export const hasOpenSsh: boolean = isRoot && found !== undefined && keygen !== undefined;

export interface OpenSshServer extends Omit<LoginServer, 'password'> {
  /** Path of the key that it lets in. */
  readonly privateKey: string;
  /** The same, locked with the passphrase `open`. */
  readonly lockedKey: string;
  /** `SHA256:…` */
  readonly hostKey: string;
}

/**
 * OpenSSH, run by the very account that it lets in: so it needs no account, no directory and no PAM of the system.
 * Passwords it could not check then; rclone stands for servers that take them.
 */
export async function startOpenSsh(options: { root?: string } = {}): Promise<OpenSshServer> {
  if (found === undefined || keygen === undefined) throw new Error('sshd is not here');
  const own = await temporaryFolder('openssh');
  const root = await folderOfAccount(own.path, options.root);
  const [port = 0] = await freePorts(1);
  const [host, key, locked, config] = ['host', 'key', 'locked', 'config'].map((name) => join(own.path, name));
  for (const [path, words] of [
    [host, ''],
    [key, ''],
    [locked, 'open'],
  ] as const) {
    execFileSync(keygen.program, ['-q', '-t', 'ed25519', '-N', words, '-f', path!]);
  }
  await chown(host!, account.id, account.id);
  await writeFile(join(own.path, 'allowed'), (await publicKey(key!)) + (await publicKey(locked!)));
  await writeFile(config!, lines(own.path, port, host!).join('\n'));
  const program = await startProgram({
    ...found,
    args: ['-D', '-e', '-f', config!],
    ports: [port],
    account: account.id,
  });
  const shown = execFileSync(keygen.program, ['-l', '-f', `${host!}.pub`]).toString();
  return {
    ...{ host: '127.0.0.1', port, username: account.name, folder: root, root },
    ...{ privateKey: key!, lockedKey: locked!, hostKey: shown.split(' ')[1] ?? '' },
    said: program.said,
    stop: async () => {
      await program.stop();
      await own.remove();
    },
  };
}

function publicKey(path: string): Promise<string> {
  return readFile(`${path}.pub`, 'utf8');
}

function lines(own: string, port: number, host: string): string[] {
  return [
    ...[`ListenAddress 127.0.0.1:${port}`, `HostKey ${host}`, `PidFile ${own}/pid`],
    ...['PasswordAuthentication no', 'KbdInteractiveAuthentication no', 'StrictModes no', 'UsePAM no'],
    ...[
      `AuthorizedKeysFile ${own}/allowed`,
      'Subsystem sftp internal-sftp',
      'ForceCommand internal-sftp',
      '',
    ],
  ];
}
