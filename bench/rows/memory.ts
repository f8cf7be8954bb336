import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import type { Finding } from '../finding.ts';
import { homeroll, output, startNode, stop } from '../programs.ts';
import { serve } from '../receivers/homeroll-server.ts';
import { hasChildren, residentMegabytes } from '../resident-memory.ts';
import type { Bench } from '../row.ts';
import { photos } from '../samples.ts';
import { sendAll } from '../send-all.ts';
import { knownFolder } from './sync-again.ts';

/** Resident memory of processes that have nothing to do, their children included. */
export async function memory(bench: Bench): Promise<readonly Finding[]> {
  const idleMs = bench.quick ? 11_000 : 30_000;
  const server = await idleServer(bench, idleMs);
  const files = bench.quick ? 10_000 : 100_000;
  const finding = (work: string, megabytes: number, atMost: number): Finding => ({
    ...{ row: 'memory', work, peer: undefined },
    ours: { unit: 'MB', values: [megabytes] },
    want: { atMost },
  });
  return [
    finding('idle server, after its start', server.started, 120),
    finding(
      `idle server, after ${String(server.taken)} photos of 200 KB and all the work on them`,
      server.worked,
      120,
    ),
    finding(
      `idle agent that knows ${files.toLocaleString('en')} files`,
      await idleAgent(bench, files, idleMs),
      90,
    ),
  ];
}

async function idleServer(
  bench: Bench,
  idleMs: number,
): Promise<{ started: number; worked: number; taken: number }> {
  const data = await bench.folder('data');
  await cp(await bench.stocked(0), data, { recursive: true });
  const server = await serve(data);
  await pause(idleMs);
  const started = residentMegabytes(server.processId);
  const samples = photos(bench.quick ? 50 : 500, 200_000);
  await sendAll(samples, server);
  while (isWorkLeft(data)) await pause(500);
  // The processes that looked into pictures stay for a while, for more of the same.
  while (hasChildren(server.processId)) await pause(500);
  await pause(idleMs);
  const worked = residentMegabytes(server.processId);
  await server.stop();
  return { started, worked, taken: samples.length };
}

function isWorkLeft(data: string): boolean {
  const database = new DatabaseSync(join(data, 'catalog.sqlite'), { readOnly: true });
  const left = database
    .prepare("select 1 from items where derived = 'pending' or facts is null limit 1")
    .get();
  database.close();
  return left !== undefined;
}

/** It watches; everything was sent before, and the agent has seen that once. */
async function idleAgent(bench: Bench, files: number, idleMs: number): Promise<number> {
  const known = await knownFolder(bench, files);
  const { folder, state, server } = known;
  const own = ['--state', state, '--settings', join(state, 'agent.json')];
  const to = ['--to', server.address, '--token', server.token];
  await output(startNode([homeroll, 'agent', 'init', folder, '--everything', ...to, ...own]));
  await output(startNode([homeroll, 'agent', '--once', ...own]));
  const agent = startNode([homeroll, 'agent', ...own]);
  agent.stdout?.resume();
  await pause(idleMs);
  const megabytes = residentMegabytes(agent.pid ?? 0);
  await stop(agent);
  await known.server.stop();
  return megabytes;
}
