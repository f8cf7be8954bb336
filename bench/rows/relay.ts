import { setTimeout as pause } from 'node:timers/promises';
import type { Finding } from '../finding.ts';
import { dlPhpWithDevice, relayWithDevice } from '../relay-devices.ts';
import type { Bench } from '../row.ts';
import { photos } from '../samples.ts';
import { takeTurns } from '../take-turns.ts';

/**
 * From the scan to the first byte of the picture, of one that nobody asked for before. Ours counts all that the page
 * does: the page itself, its set, the file. The known way's count is its one request.
 */
export async function relay(bench: Bench): Promise<readonly Finding[]> {
  const scans = bench.quick ? 5 : 20;
  const picture = photos(1, 3_000_000)[0]!.pieces[0]!;
  const ours = await relayWithDevice(bench, picture);
  const known = await dlPhpWithDevice(bench, picture);
  // What a process does once is not measured.
  await scan(ours.freshPage());
  await firstByte(known.fresh());
  const figures = await takeTurns(bench.quick ? 3 : 5, [
    { name: 'homeroll relay', round: () => median(scans, () => scan(ours.freshPage())) },
    { name: 'dl.php', round: () => median(Math.min(scans, 5), () => scanKnown(known.fresh())) },
  ]);
  await ours.close();
  await known.close();
  const unit = 'ms';
  const finding = { row: 'relay', work: 'scan → first byte of a picture of 3 MB, booth on loopback' };
  const values = figures.get('homeroll relay') ?? [];
  const peer = {
    name: 'dl.php, which looks every 500 ms',
    figure: { unit, values: figures.get('dl.php') ?? [] },
  };
  return [
    { ...finding, ours: { unit, values }, peer: undefined, want: { atMost: 50 } },
    { ...finding, ours: { unit, values }, peer, want: undefined },
  ];
}

async function scan(page: string): Promise<number> {
  const started = performance.now();
  await (await fetch(page)).text();
  const set = (await (await fetch(`${page}/set.json`)).json()) as { items: { file: string }[] };
  await firstByte(`${page}/${set.items[0]?.file ?? ''}`);
  return performance.now() - started;
}

/** People scan when they like, not in step with the script's ticks. */
async function scanKnown(address: string): Promise<number> {
  await pause(Math.random() * 500);
  const started = performance.now();
  await firstByte(address);
  return performance.now() - started;
}

async function firstByte(address: string): Promise<void> {
  const answer = await fetch(address);
  const reader = answer.body?.getReader() as ReadableStreamDefaultReader<Uint8Array>;
  const { value } = await reader.read();
  if (!answer.ok || value === undefined) throw new Error(`${address} answered ${answer.status}`);
  await reader.cancel();
}

async function median(times: number, measure: () => Promise<number>): Promise<number> {
  const values: number[] = [];
  for (let count = 0; count < times; count += 1) values.push(await measure());
  return values.toSorted((one, other) => one - other)[Math.floor(times / 2)] ?? Number.NaN;
}
