import type { Finding } from '../finding.ts';
import { serve } from '../receivers/homeroll-server.ts';
import type { Bench } from '../row.ts';
import { freshened, photos } from '../samples.ts';
import { sendAll } from '../send-all.ts';
import { takeTurns } from '../take-turns.ts';

/** Small photos into catalogs of 1×, 10× and 100× of the stock; the peer is ourselves with the smallest. */
export async function ingestGrowth(bench: Bench): Promise<readonly Finding[]> {
  const count = bench.quick ? 200 : 1000;
  const samples = photos(count, 200_000);
  const stocks = bench.quick ? [1000, 10_000, 100_000] : [10_000, 100_000, 1_000_000];
  const nameOf = (stock: number): string => `${stock.toLocaleString('en')} items`;
  const contenders = [];
  for (const stock of stocks) {
    const data = await bench.stocked(stock);
    const round = async (): Promise<number> => {
      const server = await serve(data);
      await sendAll(freshened(samples.slice(0, 50)), server);
      const seconds = await sendAll(freshened(samples), server);
      await server.stop();
      return count / seconds;
    };
    contenders.push({ name: nameOf(stock), round });
  }
  const figures = await takeTurns(bench.quick ? 2 : 3, contenders);
  const figureOf = (stock: number) => ({ unit: 'files/s', values: figures.get(nameOf(stock)) ?? [] });
  const [least = 0, ...more] = stocks;
  return more.map((stock) => ({
    row: 'ingest-growth',
    work: `${String(count)} photos of 200 KB into ${nameOf(stock)}`,
    ours: figureOf(stock),
    peer: { name: `ours, into ${nameOf(least)}`, figure: figureOf(least) },
    want: { atLeast: 0.8 },
  }));
}
