import type { Finding } from '../finding.ts';
import { ingestContest } from '../ingest-contest.ts';
import { homerollReceiver } from '../receivers/homeroll-server.ts';
import { bareReceiver, nginxReceiver, tusReceiver } from '../receivers/peer-receivers.ts';
import type { Bench } from '../row.ts';
import { photos } from '../samples.ts';

const titled = { title: 'A wedding', tags: ['family/wedding', 'lake'] };

/** Small photos: what a file costs besides its bytes. */
export async function ingestSmall(bench: Bench): Promise<readonly Finding[]> {
  const count = bench.quick ? 300 : 2000;
  const library = await bench.stocked(0);
  return ingestContest(bench, {
    row: 'ingest-small',
    work: `${String(count)} photos of 200 KB, 8 at a time`,
    unit: 'files/s',
    rounds: bench.quick ? 3 : 5,
    samples: photos(count, 200_000),
    warmers: photos(100, 200_000),
    entrants: [
      { name: 'Homeroll', start: homerollReceiver(library) },
      { name: 'bare Node', start: bareReceiver, want: { atLeast: 1 } },
      { name: '@tus/server', start: tusReceiver, want: { atLeast: 1.5 } },
      { name: 'nginx dav PUT', start: nginxReceiver, want: { atLeast: 0.5 } },
      { name: 'Homeroll, with title and tags', start: homerollReceiver(library, titled) },
    ],
  });
}
