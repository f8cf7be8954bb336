import { DestinationError } from '@homeroll/core/ports/destination-error';
import { expect } from '../clause.ts';
import type { FileClause } from './clause.ts';
import { contentOf, expectHeld, expectNames, expectNothing, putNew, tidily } from './tidily.ts';

/** What `remove` promises, and that nothing is lost by accident. */
export const removing: readonly FileClause[] = [
  {
    says: 'removes this file and no other',
    check: tidily(async (place) => {
      const [path, other] = [place.at('gone.jpg'), place.at('gone.jpg.kept.jpg')];
      await putNew(place, path);
      const bytes = await putNew(place, other);
      await place.store.remove(path);
      await expectNothing(place, path);
      await expectHeld(place, other, bytes);
      await expectNames(place, 'gone.jpg.kept.jpg');
    }),
  },
  {
    says: 'has nothing against removing what is not there, or not any more',
    check: tidily(async (place) => {
      const path = place.at('twice.jpg');
      await putNew(place, path);
      await place.store.remove(path);
      await place.store.remove(path);
      await place.store.remove(place.at('no/such/folder.jpg'));
    }),
  },
  {
    says: 'takes a file again where one was removed, in folders that are empty by now',
    check: tidily(async (place) => {
      const path = place.at('hollow/inner/back.jpg');
      await putNew(place, path);
      await place.store.remove(path);
      await expectHeld(place, path, await putNew(place, path));
    }),
  },
  {
    says: 'loses nothing that lies in a folder when the folder itself is put or removed',
    check: tidily(async (place) => {
      const inner = place.at('folder/inner.jpg');
      const bytes = await putNew(place, inner);
      const folder = place.at('folder');
      await place.store.remove(folder);
      await expectHeld(place, inner, bytes);
      await refusedOrDone(place.store.put(folder, contentOf(place.makeFile(100))));
      await expectHeld(place, inner, bytes);
      await place.store.remove(folder);
      await expectHeld(place, inner, bytes);
    }),
  },
  {
    says: 'loses no file when something is put below it',
    check: tidily(async (place) => {
      const path = place.at('file.jpg');
      const bytes = await putNew(place, path);
      await refusedOrDone(place.store.put(place.at('file.jpg/below.jpg'), contentOf(place.makeFile(100))));
      await expectHeld(place, path, bytes);
    }),
  },
];

/** Some places can do it (a bucket), others cannot (a disk); either is right. */
async function refusedOrDone(asked: Promise<void>): Promise<void> {
  try {
    await asked;
  } catch (error) {
    expect(error instanceof DestinationError, `the error was ${String(error)}`);
  }
}
