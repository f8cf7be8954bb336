import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { DavServer, DavServerOptions } from './dav-server.ts';
import { areInstalled, freePorts, startProgram, temporaryFolder } from './server-program.ts';

export const hasRclone: boolean = areInstalled('rclone');

/** `rclone serve webdav`: Go's WebDAV library, which many small servers are made with. */
export async function startRcloneDav(options: Pick<DavServerOptions, 'root'> = {}): Promise<DavServer> {
  const own = await temporaryFolder('rclone');
  const root = options.root ?? join(own.path, 'files');
  const [port = 0] = await freePorts(1);
  await mkdir(root, { recursive: true });
  const program = await startProgram({
    program: 'rclone',
    args: ['serve', 'webdav', root, '--addr', `127.0.0.1:${port}`, '--user', 'booth', '--pass', 'secret'],
    env: { RCLONE_CONFIG: join(own.path, 'rclone.conf'), RCLONE_CACHE_DIR: join(own.path, 'cache') },
    ports: [port],
  });
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
