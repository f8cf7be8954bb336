import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { userInfo } from 'node:os';
import type { ProgramStart } from './server-program.ts';
import { unpackedProgram } from './unpacked.ts';

const nginx = unpackedProgram('nginx');

export const hasNginx: boolean = nginx !== undefined;

interface Configuration {
  /** Lines before all others, such as modules to load. */
  readonly before?: string;
  /** What stands in `http`. */
  readonly http: string;
}

/** How nginx is started with this configuration, with everything of its own in one folder. */
export async function nginxIn(
  own: string,
  { before = '', http }: Configuration,
): Promise<Omit<ProgramStart, 'ports'>> {
  const file = join(own, 'nginx.conf');
  const temporary = ['proxy', 'fastcgi', 'uwsgi', 'scgi'];
  await writeFile(
    file,
    `${userInfo().uid === 0 ? 'user root;' : ''}
${before}
daemon off;
worker_processes 1;
pid ${own}/nginx.pid;
events {}
http {
  access_log off;
  ${temporary.map((name) => `${name}_temp_path ${own}/${name};`).join('\n  ')}
  ${http}
}
`,
  );
  const args = ['-p', own, '-c', file, '-e', join(own, 'error.log')];
  return { program: nginx?.program ?? 'nginx', env: nginx?.env ?? {}, args };
}
