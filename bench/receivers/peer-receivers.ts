import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort, programPath, saidBy, startNode, stop } from '../programs.ts';
import { tusCreation } from './homeroll-server.ts';
import type { StartReceiver } from './receiver.ts';

const peers = join(import.meta.dirname, '..', 'peers');

/** Receive, SHA-256, fdatasync, rename, folder fsync, per file; no catalog, no framework. */
export const bareReceiver: StartReceiver = async (folder) => {
  const port = await freePort();
  const child = startNode([join(peers, 'bare-receiver.ts'), folder, String(port)]);
  await saidBy(child, /ready/);
  return {
    port,
    processId: child.pid ?? 0,
    requestFor: ({ hash }) => ({ method: 'PUT', path: `/${hash}`, headers: {} }),
    stop: () => stop(child),
  };
};

/** @tus/server with its file store; no hash, no sync. */
export const tusReceiver: StartReceiver = async (folder) => {
  const port = await freePort();
  const child = startNode([join(peers, 'tus-receiver.ts'), folder, String(port)]);
  await saidBy(child, /ready/);
  return {
    port,
    processId: child.pid ?? 0,
    requestFor: (sample) => tusCreation(sample, '/files'),
    stop: () => stop(child),
  };
};

const nginx = programPath('nginx');

/** nginx with dav PUT; no hash, no sync. `undefined` where it is not installed. */
export const nginxReceiver: StartReceiver | undefined =
  nginx === undefined
    ? undefined
    : async (folder) => {
        const port = await freePort();
        for (const name of ['files', 'bodies']) await mkdir(join(folder, name), { recursive: true });
        const config = join(folder, 'nginx.conf');
        await writeFile(config, nginxConfig(folder, port));
        const child = spawn(nginx, ['-p', folder, '-c', config], { stdio: 'ignore' });
        await answering(port);
        return {
          port,
          processId: child.pid ?? 0,
          requestFor: ({ hash }) => ({ method: 'PUT', path: `/${hash}`, headers: {} }),
          stop: () => stop(child),
        };
      };

function nginxConfig(folder: string, port: number): string {
  return `
daemon off; master_process off; worker_processes 1; error_log ${folder}/error.log; pid ${folder}/nginx.pid;
events { worker_connections 64; }
http {
  access_log off; client_max_body_size 0; client_body_temp_path ${folder}/bodies;
  proxy_temp_path ${folder}/p; fastcgi_temp_path ${folder}/f; uwsgi_temp_path ${folder}/u; scgi_temp_path ${folder}/s;
  server { listen 127.0.0.1:${String(port)}; root ${folder}/files; location / { dav_methods PUT; } }
}`;
}

/** Fulfilled when somebody listens there. */
export async function answering(port: number): Promise<void> {
  for (;;) {
    const socket = connect(port, '127.0.0.1');
    const isThere = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'error').then(() => false),
    ]).catch(() => false);
    socket.destroy();
    if (isThere) return;
    await pause(20);
  }
}
