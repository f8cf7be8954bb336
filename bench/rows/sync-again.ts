import { cp } from 'node:fs/promises';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Finding } from '../finding.ts';
import { photoFolder } from '../photo-folder.ts';
import { homeroll, output, startNode } from '../programs.ts';
import { serve, type HomerollServer } from '../receivers/homeroll-server.ts';
import type { Bench } from '../row.ts';
import { addStock } from '../stock.ts';
import { takeTurns } from '../take-turns.ts';

/** Nothing new: the whole client process against a walk over the same tree; at 1×, 10× and 100× of the files. */
export async function syncAgain(bench: Bench): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const count of bench.quick ? [100, 1000, 10_000] : [1000, 10_000, 100_000]) {
    const known = await knownFolder(bench, count);
    const figures = await takeTurns(bench.quick ? 3 : 5, [
      { name: 'homeroll sync', round: () => seconds(() => output(startNode(syncArgs(known)))) },
      {
        name: 'find',
        round: () => seconds(() => output(spawn('find', [known.folder, '-printf', '%p %s %T@\\n']))),
      },
    ]);
    await known.server.stop();
    const figureOf = (name: string) => ({ unit: 's', values: figures.get(name) ?? [] });
    findings.push({
      row: 'sync-again',
      work: `${count.toLocaleString('en')} files, nothing new`,
      ours: figureOf('homeroll sync'),
      peer: { name: 'find -printf', figure: figureOf('find') },
      want: count >= 100_000 ? { atMost: 2 } : undefined,
    });
  }
  return findings;
}

interface KnownFolder {
  readonly folder: string;
  readonly state: string;
  readonly server: HomerollServer;
}

/** A folder whose files the server has and the client's journal knows. */
export async function knownFolder(bench: Bench, count: number): Promise<KnownFolder> {
  const folder = join(await bench.folder('known'), 'photos');
  const hashes = await photoFolder(folder, { count, size: 400, perFolder: 100 });
  const data = await bench.folder('data');
  await cp(await bench.stocked(0), data, { recursive: true });
  addStock(data, hashes);
  const known = { folder, state: await bench.folder('state'), server: await serve(data) };
  // Files as young as these are looked at again until they have stood still; so twice.
  await output(startNode(syncArgs(known)));
  await output(startNode(syncArgs(known)));
  return known;
}

function syncArgs({ folder, state, server }: KnownFolder): readonly string[] {
  return [
    ...[homeroll, 'sync', folder, '--once', '--json', '--to', server.address, '--token', server.token],
    ...['--state', state],
  ];
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}
