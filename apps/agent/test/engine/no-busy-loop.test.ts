import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Destination } from '@homeroll/core/ports/destination';
import {
  DestinationError,
  destinationFaults,
  type DestinationFault,
} from '@homeroll/core/ports/destination-error';
import { SourceError, sourceFaults } from '@homeroll/core/ports/source';
import { KeepSyncing } from '@homeroll/core/sync/keep-syncing';
import { Stop } from '@homeroll/core/sync/stop';
import { transferStates, type TransferRecord } from '@homeroll/core/sync/transfer-record';
import { benchSettings, engineBench, hashOf } from './engine-bench.ts';
import { HandClock } from './hand-clock.ts';

const hour = 3_600_000;
const faults = Object.keys(destinationFaults) as DestinationFault[];

interface World {
  readonly records: readonly TransferRecord[];
  /** What checks, uploads and deletions end in. */
  readonly troubles: Partial<Record<'check' | 'send' | 'remove', DestinationFault>>;
  readonly reading?: (typeof sourceFaults)[number];
  readonly isHeld: boolean;
}

const now = new HandClock().now();
const records = fc.array(
  fc
    .record(
      {
        item: fc.constantFrom('a.jpg', 'b.jpg', 'gone.jpg'),
        state: fc.constantFrom(...transferStates),
        nextTry: fc.integer({ min: now - 2 * hour, max: now + 2 * hour }),
        reason: fc.constantFrom('timeout', 'disk-full', 'hash-mismatch', 'source-missing', 'too-large'),
        force: fc.constant(true as const),
      },
      { requiredKeys: ['item', 'state'] },
    )
    .map((some): TransferRecord => {
      const text = some.item.slice(0, 1).toUpperCase();
      return { ...some, hash: hashOf(text), version: `v-0-${text}`, size: 1, attempts: 0, origin: 'manual' };
    }),
  { maxLength: 3 },
);
const worlds: fc.Arbitrary<World> = fc.record(
  {
    records,
    troubles: fc.record(
      {
        check: fc.constantFrom(...faults),
        send: fc.constantFrom(...faults),
        remove: fc.constantFrom(...faults),
      },
      { requiredKeys: [] },
    ),
    reading: fc.constantFrom(...sourceFaults),
    isHeld: fc.boolean(),
  },
  { requiredKeys: ['records', 'troubles', 'isHeld'] },
);

it('whatever the troubles, nothing spins: in the long run there is one pass in five minutes at most', async () => {
  await fc.assert(
    fc.asyncProperty(worlds, async ({ records: stored, troubles, reading, isHeld }) => {
      const bench = engineBench({ 'a.jpg': 'A', 'b.jpg': 'B' }, troubled(troubles));
      await bench.journal.save(stored);
      if (reading !== undefined) {
        bench.shelf.onOpen = () => {
          throw new SourceError(reading, 'no');
        };
      }
      const clock = new HandClock();
      const stop = new Stop();
      let passes = 0;
      const engine = new KeepSyncing(
        { ...bench.ports, clock },
        {
          settings: () => benchSettings(),
          rescanEvery: () => 6 * hour,
          gate: { isClosed: () => isHeld, watch: () => () => undefined },
          passed: () => (passes += 1),
        },
      );
      const run = engine.run(stop);
      await clock.pass(hour);
      expect(passes).toBeLessThan(60);
      passes = 0;
      await clock.pass(23 * hour);
      expect(passes).toBeLessThan(23 * 13);
      stop.raise();
      await run;
    }),
    { numRuns: 150 },
  );
});

function troubled(troubles: World['troubles']): (good: Destination) => Destination {
  const meet = async <T>(what: keyof World['troubles'], calmly: () => Promise<T>): Promise<T> => {
    const fault = troubles[what];
    if (fault !== undefined) throw new DestinationError(fault, 'no');
    return calmly();
  };
  return (good) => ({
    ...good,
    check: (hashes, signal) => meet('check', () => good.check(hashes, signal)),
    send: (upload, signal) => meet('send', () => good.send(upload, signal)),
    remove: (hash, signal) => meet('remove', () => good.remove!(hash, signal)),
  });
}
