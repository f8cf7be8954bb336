import type { Finding } from '../finding.ts';
import { relayWithDevice } from '../relay-devices.ts';
import type { Bench } from '../row.ts';
import { photos } from '../samples.ts';

const visitors = 200;

/** Many who want one picture at the same moment: how often it is uploaded, how many have it whole, and when. */
export async function relayFan(bench: Bench): Promise<readonly Finding[]> {
  const picture = photos(1, 3_000_000)[0]!.pieces[0]!;
  const relay = await relayWithDevice(bench, picture);
  const rounds = bench.quick ? 2 : 5;
  const [uploads, served, seconds]: [number[], number[], number[]] = [[], [], []];
  for (let round = 0; round < rounds; round += 1) {
    const file = `${relay.freshPage()}/1/file`;
    const before = relay.uploads();
    const started = performance.now();
    const whole = await Promise.all(Array.from({ length: visitors }, () => isWhole(file, picture)));
    seconds.push((performance.now() - started) / 1000);
    served.push(whole.filter(Boolean).length);
    uploads.push(relay.uploads() - before);
  }
  await relay.close();
  const finding = { row: 'relay-fan', peer: undefined };
  const work = `${visitors} visitors at once, one picture of 3 MB`;
  return [
    {
      ...{ ...finding, work: `${work}: uploads` },
      ours: { unit: 'uploads', values: uploads },
      want: { atMost: 1 },
    },
    {
      ...{ ...finding, work: `${work}: served, bytes identical` },
      ours: { unit: 'visitors', values: served },
      want: { atLeast: visitors },
    },
    { ...{ ...finding, work: `${work}: all done` }, ours: { unit: 's', values: seconds }, want: undefined },
  ];
}

async function isWhole(address: string, picture: Buffer): Promise<boolean> {
  const answer = await fetch(address);
  return Buffer.from(await answer.arrayBuffer()).equals(picture);
}
