import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { DavServer, DavServerOptions } from './dav-server.ts';
import { freePorts, passwordLine, startProgram, temporaryFolder } from './server-program.ts';
import { hasNginx, nginxIn } from './nginx.ts';
import { unpackedFolder } from './unpacked.ts';

const module = [unpackedFolder(), '/']
  .map((folder) => join(folder, 'usr/lib/nginx/modules/ngx_http_dav_ext_module.so'))
  .find((path) => existsSync(path));

export const hasNginxDav: boolean = hasNginx && module !== undefined;

/** nginx with its WebDAV extension, or as it comes: then it knows no PROPFIND. */
export async function startNginxDav(
  options: Pick<DavServerOptions, 'root'> & { readonly withoutExtension?: boolean } = {},
): Promise<DavServer> {
  const own = await temporaryFolder('nginx');
  const root = options.root ?? join(own.path, 'files');
  const [port = 0] = await freePorts(1);
  await mkdir(root, { recursive: true });
  await writeFile(join(own.path, 'passwords'), passwordLine('booth', 'secret'));
  const extension = options.withoutExtension ? '' : 'dav_ext_methods PROPFIND OPTIONS;';
  const http = configuration(own.path, { root, port, extension });
  const set = await nginxIn(own.path, { before: `load_module ${module ?? ''};`, http });
  const program = await startProgram({ ...set, ports: [port] });
  return {
    address: `http://127.0.0.1:${port}`,
    username: 'booth',
    password: 'secret',
    root,
    stop: async () => {
      await program.stop();
      await own.remove();
    },
  };
}

interface Served {
  readonly root: string;
  readonly port: number;
  readonly extension: string;
}

function configuration(own: string, { root, port, extension }: Served): string {
  return `
  # On the disk of the files: from another one nginx copies, and leaves its copy behind when the disk is full.
  client_body_temp_path ${dirname(root)}/nginx-bodies;
  server {
    listen 127.0.0.1:${port};
    root ${root};
    client_max_body_size 0;
    auth_basic homeroll;
    auth_basic_user_file ${own}/passwords;
    location / {
      dav_methods PUT DELETE MKCOL COPY MOVE;
      ${extension}
    }
  }`;
}
