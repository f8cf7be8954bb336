import { piecesOf, sameBytes, expect } from '../clause.ts';
import type { FileClause } from './clause.ts';
import { contentOf, expectHeld, expectNames, putNew, readAll, tidily } from './tidily.ts';

/** What a guest meets while a file is changed (B4, B6): the old bytes or the new ones. */
export const replacing: readonly FileClause[] = [
  {
    says: 'replaces a file',
    check: tidily(async (place) => {
      const path = place.at('filtered.jpg');
      await putNew(place, path, 200_000);
      const bytes = await putNew(place, path, 150_000);
      await expectHeld(place, path, bytes);
      await expectNames(place, 'filtered.jpg');
    }),
  },
  {
    says: 'shows nothing of a new file until it is whole',
    needs: 'readBack',
    check: tidily(async (place) => {
      const path = place.at('arriving.jpg');
      const bytes = place.makeFile(400_000);
      const seen: unknown[] = [];
      const open = async function* (offset: number): AsyncGenerator<Uint8Array> {
        for await (const piece of piecesOf(bytes, offset)) {
          yield piece;
          seen.push(await place.readBack?.(path));
        }
      };
      await place.store.put(path, contentOf(bytes, { open }));
      expect(seen.length > 0, 'it asked for no bytes');
      expect(
        seen.every((found) => found === undefined),
        'a part of it was there',
      );
      await expectHeld(place, path, bytes);
    }),
  },
  {
    says: 'keeps the old bytes there until the new ones are whole',
    needs: 'readBack',
    check: tidily(async (place) => {
      const path = place.at('replaced.jpg');
      const before = await putNew(place, path, 250_000);
      const bytes = place.makeFile(400_000);
      const open = async function* (offset: number): AsyncGenerator<Uint8Array> {
        for await (const piece of piecesOf(bytes, offset)) {
          yield piece;
          const seen = await place.readBack?.(path);
          expect(seen !== undefined && sameBytes(seen, before), 'the old bytes were gone in the middle');
        }
      };
      await place.store.put(path, contentOf(bytes, { open }));
      await expectHeld(place, path, bytes);
    }),
  },
  {
    says: 'replaces in one step: whoever looks meets the old bytes or the new ones, never none and never a mixture',
    check: tidily(async (place) => {
      const path = place.at('often.jpg');
      // By its length it is known which one somebody met.
      const versions = Array.from({ length: 9 }, (_, turn) => place.makeFile(60_000 + turn));
      const look = (): Promise<Uint8Array | undefined> =>
        place.readBack?.(path) ?? readAll(place.store, path);
      await place.store.put(path, contentOf(versions[0] ?? new Uint8Array(0)));
      let isOver = false;
      const looking = (async () => {
        while (!isOver) {
          expectOneOf(versions, await look());
          await new Promise(setImmediate);
        }
      })();
      looking.catch(() => undefined);
      for (const bytes of versions) await place.store.put(path, contentOf(bytes));
      isOver = true;
      await looking;
    }),
  },
];

function expectOneOf(versions: readonly Uint8Array[], seen: Uint8Array | undefined): void {
  expect(seen !== undefined, 'there was nothing for a moment');
  const version = versions.find(({ length }) => length === seen?.length);
  const isWhole = seen !== undefined && version !== undefined && sameBytes(version, seen);
  expect(isWhole, `there was a mixture of ${String(seen?.length)} bytes for a moment`);
}
