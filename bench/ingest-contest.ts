import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Figure, Finding, Want } from './finding.ts';
import { copyWithDd } from './peers/disk.ts';
import type { StartReceiver } from './receivers/receiver.ts';
import type { Bench } from './row.ts';
import { bytesOf, freshened, type Sample } from './samples.ts';
import { sendAll } from './send-all.ts';
import { takeTurns, type Contender } from './take-turns.ts';

export interface Entrant {
  readonly name: string;
  /** `undefined`: not installed here. */
  readonly start: StartReceiver | undefined;
  /** Of ours ÷ this one's. */
  readonly want?: Want;
}

export interface IngestContest {
  readonly row: string;
  readonly work: string;
  readonly unit: 'files/s' | 'MB/s';
  readonly rounds: number;
  readonly samples: readonly Sample[];
  /** Sent before the clock starts: what a process does once is not measured. */
  readonly warmers: readonly Sample[];
  /** The first is ours. */
  readonly entrants: readonly Entrant[];
  /** Wanted of ours ÷ what `dd conv=fsync` writes of the same bytes; absent: not measured. */
  readonly disk?: Want;
}

/**
 * Everybody takes the same number of bytes in turn, each time as a fresh process on an empty folder, so that no
 * work that is put off to quiet minutes runs in another's round. The files stay until the end: deleting thousands
 * slows the creation of new ones on ext4.
 */
export async function ingestContest(bench: Bench, contest: IngestContest): Promise<readonly Finding[]> {
  const { row, work, unit, rounds, samples, entrants } = contest;
  const present = entrants.filter(({ start }) => start !== undefined);
  const contenders = present.map((entrant) => receiving(bench, contest, entrant));
  if (contest.disk) contenders.push(writingWithDd(bench, contest));
  const figures = await takeTurns(rounds, contenders);
  const figureOf = (name: string): Figure | undefined => {
    const values = figures.get(name)?.map((seconds) => amount(samples, unit) / seconds);
    return values && { unit, values };
  };
  const ours = figureOf(entrants[0]?.name ?? '') ?? { unit, values: [] };
  const peers: { name: string; want?: Want | undefined }[] = [...entrants.slice(1)];
  if (contest.disk) peers.push({ name: diskName, want: contest.disk });
  return peers.map(({ name, want }) => ({ row, work, ours, peer: { name, figure: figureOf(name) }, want }));
}

const diskName = 'the disk (dd conv=fsync)';

function amount(samples: readonly Sample[], unit: IngestContest['unit']): number {
  return unit === 'files/s' ? samples.length : bytesOf(samples) / 1e6;
}

function receiving(bench: Bench, contest: IngestContest, { name, start }: Entrant): Contender {
  return {
    name,
    round: async () => {
      const folder = await bench.folder('receiver');
      const receiver = await start!(folder);
      await sendAll(freshened(contest.warmers), receiver);
      const seconds = await sendAll(freshened(contest.samples), receiver);
      await receiver.stop();
      return seconds;
    },
  };
}

function writingWithDd(bench: Bench, { samples }: IngestContest): Contender {
  return {
    name: diskName,
    round: async () => {
      const target = join(await bench.folder('disk'), 'bytes');
      const seconds = await copyWithDd(samples, target);
      await rm(target);
      return seconds;
    },
  };
}
