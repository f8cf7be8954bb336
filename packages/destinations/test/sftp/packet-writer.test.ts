import { expect, it } from 'vitest';
import { packetBytes, PacketWriter } from '@homeroll/destinations/sftp/packet-writer';

it('is never more packets ahead of the oldest one on the way than it may be, so that a break leaves no hole before them', async () => {
  const begun: number[] = [];
  let arrive: () => void = () => undefined;
  const late = new Promise<void>((resolve) => (arrive = resolve));
  const writer = new PacketWriter(0, 4, (_packet, at) => {
    begun.push(at / packetBytes);
    return at === packetBytes ? late : Promise.resolve();
  });
  const written = writer.write(Buffer.alloc(20 * packetBytes));
  await new Promise(setImmediate);
  expect(begun).toEqual([0, 1, 2, 3, 4]);
  arrive();
  await written;
  await writer.settle();
  expect(begun).toHaveLength(20);
});
