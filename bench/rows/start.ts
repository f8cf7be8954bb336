import { routes } from '@homeroll/protocol/routes';
import type { Finding } from '../finding.ts';
import { freePort, homeroll, saidBy, startNode, stop } from '../programs.ts';
import type { Bench } from '../row.ts';
import { takeTurns } from '../take-turns.ts';

/** From the start of the process to the first answer. */
export async function start(bench: Bench): Promise<readonly Finding[]> {
  const stock = bench.quick ? 100_000 : 1_000_000;
  const stocked = await bench.stocked(stock);
  const figures = await takeTurns(bench.quick ? 3 : 5, [
    { name: 'empty folder', round: async () => secondsToAnswer(await bench.folder('empty')) },
    { name: `${stock.toLocaleString('en')} items`, round: () => secondsToAnswer(stocked) },
  ]);
  return [...figures].map(([work, values]) => ({
    ...{ row: 'start', work, peer: undefined },
    ours: { unit: 's', values },
    want: { atMost: 1 },
  }));
}

async function secondsToAnswer(folder: string): Promise<number> {
  const port = await freePort();
  const started = performance.now();
  const child = startNode([
    homeroll,
    'serve',
    '--data',
    folder,
    '--host',
    '127.0.0.1',
    '--port',
    String(port),
  ]);
  await saidBy(child, /is running/);
  const answer = await fetch(`http://127.0.0.1:${String(port)}${routes.info}`);
  const seconds = (performance.now() - started) / 1000;
  if (!answer.ok) throw new Error(`the first answer was ${String(answer.status)}`);
  await stop(child);
  return seconds;
}
