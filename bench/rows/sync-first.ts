import { cp } from 'node:fs/promises';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Finding } from '../finding.ts';
import { photoFolder } from '../photo-folder.ts';
import { freePort, homeroll, output, programPath, root, startNode, stop } from '../programs.ts';
import { serve } from '../receivers/homeroll-server.ts';
import { answering } from '../receivers/peer-receivers.ts';
import type { Bench } from '../row.ts';
import { takeTurns } from '../take-turns.ts';

/** A folder to the server for the first time: the whole client process, from its start to its end. */
export async function syncFirst(bench: Bench): Promise<readonly Finding[]> {
  const count = bench.quick ? 300 : 2000;
  const folder = join(await bench.folder('photos'), 'photos');
  await photoFolder(folder, { count, size: 200_000, perFolder: count });
  const library = await bench.stocked(0);
  const round = async (
    client: (address: string, token: string) => Promise<readonly string[]>,
  ): Promise<number> => {
    const data = await bench.folder('data');
    await cp(library, data, { recursive: true });
    const server = await serve(data);
    const args = await client(server.address, server.token);
    const started = performance.now();
    await output(startNode(args));
    const seconds = (performance.now() - started) / 1000;
    await server.stop();
    return count / seconds;
  };
  const figures = await takeTurns(bench.quick ? 3 : 5, [
    {
      name: 'homeroll sync',
      round: () =>
        round(async (address, token) => [
          ...[homeroll, 'sync', folder, '--once', '--json', '--to', address, '--token', token],
          ...['--state', await bench.folder('state')],
        ]),
    },
    {
      name: 'bare Node client',
      round: () =>
        round((address, token) =>
          Promise.resolve([join(root, 'bench/peers/bare-client.ts'), folder, address, token]),
        ),
    },
  ]);
  const unit = 'files/s';
  const finding = { row: 'sync-first', work: `${String(count)} photos of 200 KB` };
  const ours = { unit, values: figures.get('homeroll sync') ?? [] };
  const bare = { unit, values: figures.get('bare Node client') ?? [] };
  return [
    { ...finding, ours, peer: { name: 'bare Node client', figure: bare }, want: { atLeast: 0.9 } },
    {
      ...{ ...finding, ours, want: undefined },
      peer: {
        name: 'rclone copy to rclone serve webdav (at most one call per 10 ms, 200 files)',
        figure: await rclone(bench),
      },
    },
  ];
}

/** Fewer files and once: its client's own pause between calls is nearly all that is seen. */
async function rclone(bench: Bench) {
  const program = programPath('rclone');
  if (program === undefined) return undefined;
  const count = bench.quick ? 50 : 200;
  const source = join(await bench.folder('rclone-source'), 'photos');
  await photoFolder(source, { count, size: 200_000, perFolder: count });
  const port = await freePort();
  const target = await bench.folder('rclone-target');
  const options = {
    stdio: 'ignore',
    env: { ...process.env, RCLONE_CONFIG: join(target, 'none.conf') },
  } as const;
  const server = spawn(program, ['serve', 'webdav', target, '--addr', `127.0.0.1:${String(port)}`], options);
  await answering(port);
  const remote = `:webdav,url="http://127.0.0.1:${String(port)}":photos`;
  const started = performance.now();
  await output(spawn(program, ['copy', source, remote, '--transfers', '8'], options));
  const seconds = (performance.now() - started) / 1000;
  await stop(server);
  return { unit: 'files/s', values: [count / seconds] };
}
