import { hashesPerCheck } from '@homeroll/protocol/upload-check';
import { routes } from '@homeroll/protocol/routes';
import type { Finding } from '../finding.ts';
import { serve } from '../receivers/homeroll-server.ts';
import type { Bench } from '../row.ts';
import { stockHash } from '../stock.ts';
import { takeTurns } from '../take-turns.ts';

const asked = 100_000;

/** 100,000 hashes, half of them known, asked one request after the other; at 1×, 10× and 100× of the stock. */
export async function check(bench: Bench): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  const stocks = bench.quick ? [1000, 10_000, 100_000] : [10_000, 100_000, 1_000_000];
  for (const stock of stocks) {
    const server = await serve(await bench.stocked(stock));
    const step = Math.max(1, Math.floor((2 * stock) / asked));
    const hashes = Array.from({ length: asked }, (_, place) =>
      stockHash(place % 2 === 0 ? ((place / 2) * step) % stock : stock + place),
    );
    const ask = async (): Promise<number> => {
      const started = performance.now();
      for (let at = 0; at < asked; at += hashesPerCheck) {
        const answer = await fetch(server.address + routes.check, {
          method: 'POST',
          headers: { authorization: `Bearer ${server.token}`, 'content-type': 'application/json' },
          body: JSON.stringify({ hashes: hashes.slice(at, at + hashesPerCheck) }),
        });
        const { exists } = (await answer.json()) as { exists: number[] };
        if (exists.length !== hashesPerCheck / 2) throw new Error(`${String(exists.length)} are known`);
      }
      return (performance.now() - started) / 1000;
    };
    const figures = await takeTurns(bench.quick ? 3 : 5, [
      { name: `check, ${String(stock)} items`, round: ask },
    ]);
    await server.stop();
    findings.push({
      row: 'check',
      work: `${asked.toLocaleString('en')} hashes of a catalog with ${stock.toLocaleString('en')} items`,
      ours: { unit: 's', values: [...figures.values()][0] ?? [] },
      peer: undefined,
      want: { atMost: 1 },
    });
  }
  return findings;
}
