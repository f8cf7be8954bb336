import { rm } from 'node:fs/promises';
import type { Finding } from '../finding.ts';
import { ingestContest } from '../ingest-contest.ts';
import { homerollReceiver, homerollTusReceiver } from '../receivers/homeroll-server.ts';
import { bareReceiver } from '../receivers/peer-receivers.ts';
import type { StartReceiver } from '../receivers/receiver.ts';
import { watchMemory } from '../resident-memory.ts';
import type { Bench } from '../row.ts';
import { photos, video } from '../samples.ts';

/** One long video, by both doors, and whether memory stays flat meanwhile. */
export async function ingestBig(bench: Bench): Promise<readonly Finding[]> {
  const megabytes = bench.quick ? 200 : 2000;
  const library = await bench.stocked(0);
  const samples = [video(megabytes * 1_000_000)];
  const warmers = photos(16, 3_000_000);
  const findings: Finding[] = [];
  const doors = { raw: homerollReceiver(library), tus: homerollTusReceiver(library) };
  for (const [door, start] of Object.entries(doors)) {
    const growths: number[] = [];
    const work = `one video of ${String(megabytes)} MB, ${door}`;
    findings.push(
      ...(await ingestContest(bench, {
        ...{ row: 'ingest-big', work, unit: 'MB/s', rounds: bench.quick ? 2 : 3, samples, warmers },
        entrants: [
          { name: `Homeroll, ${door}`, start: emptied(growing(start, growths)) },
          { name: 'bare Node', start: emptied(bareReceiver), want: { atLeast: 1.25 } },
        ],
        disk: { atLeast: 0.9 },
      })),
      {
        ...{ row: 'ingest-big', work: `${work}: growth of resident memory`, peer: undefined },
        ours: { unit: 'MB', values: growths },
        want: { atMost: 20 },
      },
    );
  }
  return findings;
}

/** Notes by how many megabytes its memory grew, from after the warm-up to the highest point. */
function growing(start: StartReceiver, growths: number[]): StartReceiver {
  return async (folder) => {
    const receiver = await start(folder);
    let watch: ReturnType<typeof watchMemory> | undefined;
    return {
      ...receiver,
      requestFor: (sample) => {
        if (sample.name.endsWith('.mp4')) watch = watchMemory(receiver.processId);
        return receiver.requestFor(sample);
      },
      stop: async () => {
        if (watch) growths.push(watch.end());
        await receiver.stop();
      },
    };
  };
}

/** Gigabytes are not kept; one file more or less does not slow the file system. */
function emptied(start: StartReceiver): StartReceiver {
  return async (folder) => {
    const receiver = await start(folder);
    return {
      ...receiver,
      stop: async () => {
        await receiver.stop();
        await rm(folder, { recursive: true, force: true });
      },
    };
  };
}
