import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { userInfo } from 'node:os';
import { freePorts, startProgram, temporaryFolder } from './server-program.ts';
import { unpackedProgram } from './unpacked.ts';

const nginx = unpackedProgram('nginx');

export const hasStaticNginx: boolean = nginx !== undefined;

export interface StaticSpace {
  readonly address: string;
  stop(): Promise<void>;
}

/** nginx handing out a folder, as the web space of a small host does: files, types, ranges, no listings. */
export async function startStaticNginx(root: string): Promise<StaticSpace> {
  const own = await temporaryFolder('nginx-static');
  const [port = 0] = await freePorts(1);
  await mkdir(root, { recursive: true });
  await writeFile(join(own.path, 'nginx.conf'), configuration(own.path, root, port));
  const program = await startProgram({
    program: nginx?.program ?? 'nginx',
    env: nginx?.env ?? {},
    args: ['-p', own.path, '-c', join(own.path, 'nginx.conf'), '-e', join(own.path, 'error.log')],
    ports: [port],
  });
  return {
    address: `http://127.0.0.1:${port}`,
    stop: async () => {
      await program.stop();
      await own.remove();
    },
  };
}

function configuration(own: string, root: string, port: number): string {
  return `
${userInfo().uid === 0 ? 'user root;' : ''}
daemon off;
worker_processes 1;
pid ${own}/nginx.pid;
events {}
http {
  access_log off;
  types { text/html html; image/jpeg jpg; image/png png; image/gif gif; video/mp4 mp4; }
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((each) => `${each}_temp_path ${own}/${each};`).join(' ')}
  server { listen 127.0.0.1:${port}; root ${root}; index index.html; }
}
`;
}
