import type { Finding } from '../finding.ts';
import { ingestContest } from '../ingest-contest.ts';
import { homerollReceiver } from '../receivers/homeroll-server.ts';
import { bareReceiver, nginxReceiver, tusReceiver } from '../receivers/peer-receivers.ts';
import type { Bench } from '../row.ts';
import { photos } from '../samples.ts';

/** Photos as phones make them. */
export async function ingestPhotos(bench: Bench): Promise<readonly Finding[]> {
  const count = bench.quick ? 60 : 500;
  return ingestContest(bench, {
    row: 'ingest-photos',
    work: `${String(count)} photos of 3 MB, 8 at a time`,
    unit: 'MB/s',
    rounds: bench.quick ? 3 : 5,
    samples: photos(count, 3_000_000),
    warmers: photos(16, 3_000_000),
    entrants: [
      { name: 'Homeroll', start: homerollReceiver(await bench.stocked(0)) },
      { name: 'bare Node', start: bareReceiver, want: { atLeast: 0.95 } },
      { name: '@tus/server', start: tusReceiver, want: { atLeast: 1.3 } },
      { name: 'nginx dav PUT', start: nginxReceiver },
    ],
    disk: { atLeast: 0.9 },
  });
}
