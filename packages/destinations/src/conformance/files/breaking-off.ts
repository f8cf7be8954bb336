import { SourceError } from '@homeroll/core/ports/source';
import type { StorePath } from '@homeroll/core/ports/file-store';
import { expect, piecesOf, rejectionOf } from '../clause.ts';
import type { FileClause } from './clause.ts';
import {
  breaksOff,
  contentOf,
  expectAsBefore,
  expectFault,
  expectHeld,
  expectNames,
  fallsSilent,
  putNew,
  soon,
  tidily,
  type Place,
} from './tidily.ts';

type Before = 'nothing' | 'an older file';

/** What `put` promises when it does not come to its end. */
export const breakingOff: readonly FileClause[] = [
  ...(['nothing', 'an older file'] as const).flatMap(clausesWith),
  {
    says: 'starts no put whose signal is raised already',
    check: tidily(async (place) => {
      const { signal, raise } = place.makeSignal();
      raise();
      const path = place.at('never.jpg');
      const content = contentOf(place.makeFile(1000));
      await soon(rejectionOf(place.store.put(path, content, signal), 'it put the file'));
      await expectAsBefore(place, path, undefined);
    }),
  },
  {
    says: 'tells no put as done that was stopped before it began',
    check: tidily(async (place) => {
      const path = place.at('too-soon.jpg');
      const bytes = place.makeFile(1000);
      const { signal, raise } = place.makeSignal();
      const putting = place.store.put(path, contentOf(bytes), signal).then(
        () => true,
        () => false,
      );
      raise();
      // It may be quicker than the signal: then the file must be there.
      if (await soon(putting)) await expectHeld(place, path, bytes);
    }),
  },
  {
    says: 'leaves nothing beside the file when the put that broke off is made good',
    check: tidily(async (place) => {
      const path = place.at('again.jpg');
      const content = contentOf(place.makeFile(600_000));
      await breakOffPut(place, path, content.version);
      const bytes = place.makeFile(600_000);
      await place.store.put(path, contentOf(bytes));
      await expectHeld(place, path, bytes);
      await expectNames(place, 'again.jpg');
    }),
  },
  {
    says: 'clears what puts of several versions left when one of them is made good',
    check: tidily(async (place) => {
      const path = place.at('third-time.jpg');
      for (const version of ['a', 'b', 'c']) await breakOffPut(place, path, version);
      await expectHeld(place, path, await putNew(place, path));
      await expectNames(place, 'third-time.jpg');
    }),
  },
  {
    says: 'clears what another connection left behind',
    check: tidily(async (place) => {
      const path = place.at('restarted.jpg');
      await breakOffPut(place, path, 'before the restart');
      await place.store.close();
      await expectHeld(place, path, await putNew(place, path));
      await expectNames(place, 'restarted.jpg');
    }),
  },
  {
    says: 'clears what a put left that broke off when the path is removed',
    check: tidily(async (place) => {
      const path = place.at('given-up.jpg');
      await breakOffPut(place, path, 'given up');
      await place.store.remove(path);
      await expectNames(place);
    }),
  },
];

function clausesWith(before: Before): readonly FileClause[] {
  const breaking = (check: (place: Place, path: StorePath) => Promise<void>): FileClause['check'] =>
    tidily(async (place) => {
      const path = place.at('broken.jpg');
      const old = before === 'nothing' ? undefined : await putNew(place, path, 90_000);
      await check(place, path);
      await expectAsBefore(place, path, old);
    });
  return [
    {
      says: `hands on the error of a file that breaks off, and leaves ${before} there`,
      check: breaking((place, path) => breakOffPut(place, path, 'broken')),
    },
    {
      says: `stops in the middle when it is told to, and leaves ${before} there`,
      check: breaking(async (place, path) => {
        const bytes = place.makeFile(900_000);
        const { signal, raise } = place.makeSignal();
        const open = (offset: number): AsyncIterable<Uint8Array> =>
          fallsSilent(bytes, offset, 400_000, raise);
        const put = place.store.put(path, contentOf(bytes, { open }), signal);
        await soon(rejectionOf(put, 'it put half a file as a whole one'));
      }),
    },
    {
      says: `refuses a file that is shorter than it said, and leaves ${before} there`,
      check: breaking(async (place, path) => {
        const bytes = place.makeFile(300_000);
        const open = (offset: number): AsyncIterable<Uint8Array> =>
          piecesOf(bytes.subarray(0, 299_999), offset);
        await expectFault(place.store.put(path, contentOf(bytes, { open })), 'hash-mismatch');
        await expectNames(place, ...(before === 'nothing' ? [] : ['broken.jpg']));
      }),
    },
    {
      says: `refuses a file that is longer than it said, and leaves ${before} there`,
      check: breaking(async (place, path) => {
        const bytes = place.makeFile(300_000);
        await expectFault(place.store.put(path, contentOf(bytes, { size: 299_999 })), 'hash-mismatch');
        await expectNames(place, ...(before === 'nothing' ? [] : ['broken.jpg']));
      }),
    },
  ];
}

async function breakOffPut(place: Place, path: StorePath, version: string): Promise<void> {
  const bytes = place.makeFile(600_000);
  const broken = new SourceError('unreadable', 'the card was pulled out');
  const open = (offset: number): AsyncIterable<Uint8Array> => breaksOff(bytes, offset, 400_000, broken);
  const put = place.store.put(path, contentOf(bytes, { open, version }));
  const error = await soon(rejectionOf(put, 'it took half a file for a whole one'));
  expect(error === broken, `the error was ${String(error)}`);
}
