import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
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
import { unpackedProgram } from './unpacked.ts';

const found = unpackedProgram('pure-ftpd');
const passwords = unpackedProgram('pure-pw');

export const hasPureFtpd: boolean = isRoot && found !== undefined && passwords !== undefined;

/** Pure-FTPd with a virtual user, as many shared web hosts run it. */
export async function startPureFtpd(options: LoginServerOptions = {}): Promise<LoginServer> {
  if (found === undefined || passwords === undefined) throw new Error('Pure-FTPd is not here');
  const own = await temporaryFolder('pure-ftpd');
  const root = await folderOfAccount(own.path, options.root);
  const [port = 0] = await freePorts(1);
  const [list, database] = [join(own.path, 'passwords'), join(own.path, 'passwords.pdb')];
  // Its own tool would choose a hash that takes seconds to check, and is needed for nothing but the index.
  const hash = execFileSync('openssl', ['passwd', '-6', 'secret']).toString().trim();
  await writeFile(list, `booth:${hash}:${account.id}:${account.id}::${root}/./::::::::::::\n`);
  execFileSync(passwords.program, ['mkdb', database, '-f', list], {
    env: { ...process.env, ...passwords.env },
  });
  const secure = options.certificate === undefined ? [] : await secured(own.path, options.certificate);
  // Everybody is locked into his folder (-A), no anonymous (-E), no name look-ups (-H), no log server (-f none).
  const args = ['-S', `127.0.0.1,${port}`, '-l', `puredb:${database}`, '-A', '-E', '-H', '-f', 'none'];
  const program = await startProgram({
    ...found,
    args: [...args, '-g', join(own.path, 'pid'), ...secure],
    ports: [port],
  });
  return {
    ...{ host: '127.0.0.1', port, username: 'booth', password: 'secret', folder: '/', root },
    said: program.said,
    stop: async () => {
      await program.stop();
      await own.remove();
    },
  };
}

/** TLS for both connections, and nothing else. */
async function secured(own: string, kind: 'self-made' | 'expired'): Promise<string[]> {
  const files = makeCertificate(own, { isExpired: kind === 'expired' });
  const joined = join(own, 'joined.pem');
  await writeFile(joined, (await readFile(files.key, 'utf8')) + (await readFile(files.certificate, 'utf8')));
  return ['-Y', '3', '-2', joined];
}
