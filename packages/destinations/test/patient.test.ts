import { describe, expect, it } from 'vitest';
import { DestinationError } from '@homeroll/core/ports/destination-error';
import type { Destination } from '@homeroll/core/ports/destination';
import { memoryDestination } from '@homeroll/destinations/memory/memory-destination';
import { patient } from '@homeroll/destinations/wrappers/patient';
import { nodeHasher } from './conformance/memory-subject.ts';

function refusing(times: number, error: DestinationError): { destination: Destination; asked: () => number } {
  let asked = 0;
  const good = memoryDestination(nodeHasher);
  const check: Destination['check'] = (hashes) => {
    asked += 1;
    return asked <= times ? Promise.reject(error) : good.check(hashes);
  };
  return { destination: { ...good, check }, asked: () => asked };
}

function clockOf(): { waits: number[]; clock: Parameters<typeof patient>[1] } {
  const waits: number[] = [];
  return { waits, clock: { now: () => 0, wait: (pause) => Promise.resolve(void waits.push(pause)) } };
}

describe('patient', () => {
  it('waits as long as it is told, then asks again', async () => {
    const { destination, asked } = refusing(
      2,
      new DestinationError('rate-limited', 'slow', { retryAfter: 7000 }),
    );
    const { waits, clock } = clockOf();
    expect(await patient(destination, clock).check([])).toEqual([]);
    expect({ waits, asked: asked() }).toEqual({ waits: [7000, 7000], asked: 3 });
  });

  it('gives up after five tries', async () => {
    const { destination, asked } = refusing(99, new DestinationError('unavailable', 'restarting'));
    await expect(patient(destination, clockOf().clock).check([])).rejects.toMatchObject({
      fault: 'unavailable',
    });
    expect(asked()).toBe(5);
  });

  it.each([
    ['another fault', new DestinationError('disk-full', 'full')],
    ['a pause of an hour', new DestinationError('unavailable', 'later', { retryAfter: 3_600_000 })],
  ])('hands on %s at once', async (_, error) => {
    const { destination, asked } = refusing(99, error);
    await expect(patient(destination, clockOf().clock).check([])).rejects.toBe(error);
    expect(asked()).toBe(1);
  });

  it('has no remove where the destination has none', () => {
    const good = memoryDestination(nodeHasher);
    const without: Destination = {
      name: good.name,
      check: (hashes) => good.check(hashes),
      send: (upload) => good.send(upload),
    };
    expect(patient(without, clockOf().clock)).not.toHaveProperty('remove');
    expect(patient(good, clockOf().clock)).toHaveProperty('remove');
  });
});
