import { SourceError } from '@homeroll/core/ports/source';
import type { StorePath } from '@homeroll/core/ports/file-store';
import { expect, piecesOf, rejectionOf } from '../clause.ts';
import type { FileClause } from './clause.ts';
import {
  breaksOff,
  contentOf,
  expectHeld,
  expectNames,
  expectNothing,
  fallsSilent,
  soon,
  tidily,
  type Place,
} from './tidily.ts';

/** What a large file that broke off may count on: a put of the same version goes on near where it was. */
export const resuming: readonly FileClause[] = [
  {
    says: 'goes on with a large file near where it broke off',
    needs: 'resumableFrom',
    check: tidily(async (place) => {
      const [path, bytes] = [place.at('large.jpg'), largeFile(place)];
      await breakOffAt(place, path, bytes, 'one version');
      await putOn(place, path, bytes, 'one version');
    }),
  },
  {
    says: 'goes on with a large file that it was told to stop',
    needs: 'resumableFrom',
    check: tidily(async (place) => {
      const [path, bytes] = [place.at('stopped.jpg'), largeFile(place)];
      const { signal, raise } = place.makeSignal();
      const open = (offset: number): AsyncIterable<Uint8Array> =>
        fallsSilent(bytes, offset, breakOf(bytes), raise);
      const put = place.store.put(path, contentOf(bytes, { open, version: 'stopped' }), signal);
      await soon(rejectionOf(put, 'it took a part for the whole'));
      await putOn(place, path, bytes, 'stopped');
    }),
  },
  {
    says: 'goes on with a large file after it hung up',
    needs: 'resumableFrom',
    check: tidily(async (place) => {
      const [path, bytes] = [place.at('hung-up.jpg'), largeFile(place)];
      await breakOffAt(place, path, bytes, 'one version');
      await place.store.close();
      await putOn(place, path, bytes, 'one version');
    }),
  },
  {
    says: 'starts a large file anew for another version',
    needs: 'resumableFrom',
    check: tidily(async (place) => {
      const path = place.at('changed.jpg');
      await breakOffAt(place, path, largeFile(place), 'old version');
      const bytes = largeFile(place);
      const opened: number[] = [];
      const open = (offset: number): AsyncIterable<Uint8Array> => {
        opened.push(offset);
        return piecesOf(bytes, offset);
      };
      await place.store.put(path, contentOf(bytes, { open, version: 'new version' }));
      expect(Math.min(...opened) === 0, `it began at ${opened.join()}`);
      await expectHeld(place, path, bytes);
      await expectNames(place, 'changed.jpg');
    }),
  },
];

function largeFile({ makeFile, resumableFrom = 0 }: Place): Uint8Array {
  return makeFile(Math.max(4 * resumableFrom, 2_000_000));
}

function breakOf({ length }: Uint8Array): number {
  return Math.ceil((length * 3) / 4);
}

async function breakOffAt(place: Place, path: StorePath, bytes: Uint8Array, version: string): Promise<void> {
  const broken = new SourceError('unreadable', 'the card was pulled out');
  const open = (offset: number): AsyncIterable<Uint8Array> =>
    breaksOff(bytes, offset, breakOf(bytes), broken);
  const put = place.store.put(path, contentOf(bytes, { open, version }));
  await soon(rejectionOf(put, 'it took a part for the whole'));
  await expectNothing(place, path);
}

/** Puts the rest: at most a half of the file is asked for again, though three quarters had left. */
async function putOn(place: Place, path: StorePath, bytes: Uint8Array, version: string): Promise<void> {
  const opened: number[] = [];
  const open = (offset: number): AsyncIterable<Uint8Array> => {
    opened.push(offset);
    return piecesOf(bytes, offset);
  };
  await place.store.put(path, contentOf(bytes, { open, version }));
  expect(Math.min(...opened) >= bytes.length / 2, `it began at ${opened.join()} of ${bytes.length}`);
  await expectHeld(place, path, bytes);
  const name = path.slice(path.lastIndexOf('/') + 1);
  await expectNames(place, name);
}
