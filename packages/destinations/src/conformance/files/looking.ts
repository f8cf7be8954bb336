import { expect, rejectionOf, sameBytes } from '../clause.ts';
import type { FileClause } from './clause.ts';
import { expectFault, expectHeld, expectNothing, putNew, readAll, soon, tidily } from './tidily.ts';

/** What `stat` and `read` promise. */
export const looking: readonly FileClause[] = [
  {
    says: 'finds nothing where nothing is, in folders that are not there either',
    check: tidily(async (place) => {
      for (const name of ['none.jpg', 'no/such/folder/none.jpg']) {
        expect((await place.store.stat(place.at(name))) === undefined, `it finds ${name}`);
        await expectFault(readAll(place.store, place.at(name)), 'missing');
      }
    }),
  },
  {
    says: 'takes no folder for a file',
    check: tidily(async (place) => {
      await putNew(place, place.at('folder/in-it.jpg'));
      const folder = place.at('folder');
      expect((await place.store.stat(folder)) === undefined, 'it finds the folder');
      await expectFault(readAll(place.store, folder), 'missing');
    }),
  },
  {
    says: 'takes no file for a folder',
    check: tidily(async (place) => {
      const path = place.at('file.jpg');
      const bytes = await putNew(place, path);
      expect(
        (await place.store.stat(place.at('file.jpg/below.jpg'))) === undefined,
        'it finds something below',
      );
      await expectHeld(place, path, bytes);
    }),
  },
  {
    says: 'lets go of a file that is read only in part',
    check: tidily(async (place) => {
      const path = place.at('partly.jpg');
      const bytes = await putNew(place, path, 3_000_000);
      for (let turn = 0; turn < 3; turn += 1) {
        for await (const piece of place.store.read(path)) {
          expect(sameBytes(piece, bytes.subarray(0, piece.length)), 'its begin is another');
          break;
        }
      }
      await expectHeld(place, path, bytes);
    }),
  },
  {
    says: 'reads several files at a time',
    check: tidily(async (place) => {
      const paths = [1, 2, 3, 4].map((number) => place.at(`read-${number}.jpg`));
      const files: Uint8Array[] = [];
      for (const path of paths) files.push(await putNew(place, path, 700_000));
      const read = await Promise.all(paths.map((path) => readAll(place.store, path)));
      expect(
        read.every((bytes, number) => sameBytes(bytes, files[number] ?? new Uint8Array(0))),
        'the bytes are others',
      );
    }),
  },
  {
    says: 'stops reading when it is told to',
    check: tidily(async (place) => {
      const path = place.at('stopped.jpg');
      await putNew(place, path, 3_000_000);
      const { signal, raise } = place.makeSignal();
      const reading = (async () => {
        for await (const piece of place.store.read(path, signal)) {
          expect(piece.length > 0, 'it gave an empty piece');
          raise();
        }
      })();
      await soon(rejectionOf(reading, 'it read to the end'));
      await place.store.remove(path);
      await expectNothing(place, path);
    }),
  },
];
