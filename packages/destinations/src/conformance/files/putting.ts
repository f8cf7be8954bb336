import { expect } from '../clause.ts';
import type { FileClause } from './clause.ts';
import { contentOf, expectHeld, expectNames, putNew, soon, tidily } from './tidily.ts';

/** What `put` promises when all goes well. */
export const putting: readonly FileClause[] = [
  {
    says: 'holds exactly the bytes that were put, and nothing beside them',
    check: tidily(async (place) => {
      const path = place.at('one.jpg');
      const bytes = await putNew(place, path, 300_001);
      await expectHeld(place, path, bytes);
      await expectNames(place, 'one.jpg');
    }),
  },
  {
    says: 'holds a file of some megabytes',
    check: tidily(async (place) => {
      const path = place.at('large.jpg');
      await expectHeld(place, path, await putNew(place, path, 6_500_003));
    }),
  },
  {
    says: 'holds an empty file',
    check: tidily(async (place) => {
      const path = place.at('empty.txt');
      await place.store.put(path, contentOf(new Uint8Array(0), { mediaType: 'text/plain' }));
      await expectHeld(place, path, new Uint8Array(0));
    }),
  },
  {
    says: 'tells how far it is, up to the whole size',
    check: tidily(async (place) => {
      const told: number[] = [];
      const bytes = place.makeFile(300_000);
      await place.store.put(place.at('told.jpg'), contentOf(bytes, { progress: (sent) => told.push(sent) }));
      expect(told.at(-1) === bytes.length, `it told ${told.join()}`);
      expect(Math.max(...told) <= bytes.length, `it told ${told.join()}`);
    }),
  },
  {
    says: 'makes folders as they are needed',
    check: tidily(async (place) => {
      const [path, beside] = [place.at('a/b/c/deep.jpg'), place.at('a/b/beside.jpg')];
      const bytes = await putNew(place, path);
      const others = await putNew(place, beside);
      await expectHeld(place, path, bytes);
      await expectHeld(place, beside, others);
    }),
  },
  {
    says: 'takes many files at a time, into one new folder too',
    check: tidily(async (place) => {
      const paths = Array.from({ length: 12 }, (_, number) => place.at(`many/${number % 2}/${number}.jpg`));
      const files = await Promise.all(
        paths.map(async (path) => ({ path, bytes: await putNew(place, path) })),
      );
      for (const { path, bytes } of files) await expectHeld(place, path, bytes);
    }),
  },
  {
    says: 'lets a put wait for a slow file while another goes through',
    check: tidily(async (place) => {
      const [slow, quick] = [place.at('slow.jpg'), place.at('quick.jpg')];
      const bytes = place.makeFile(200_000);
      let release: () => void = () => undefined;
      const released = new Promise<void>((resolve) => (release = resolve));
      const open = async function* (offset: number): AsyncGenerator<Uint8Array> {
        yield bytes.slice(offset, 100_000);
        await released;
        yield bytes.slice(Math.max(offset, 100_000));
      };
      const first = place.store.put(slow, contentOf(bytes, { open }));
      const others = await soon(putNew(place, quick)).finally(release);
      await first;
      await expectHeld(place, slow, bytes);
      await expectHeld(place, quick, others);
    }),
  },
  {
    says: 'ends with one whole file when several are put to one path at a time',
    check: tidily(async (place) => {
      const path = place.at('rivals.jpg');
      const rivals = [400_000, 300_000, 350_000].map((size) => place.makeFile(size));
      await Promise.all(rivals.map((bytes) => place.store.put(path, contentOf(bytes))));
      const left = await place.store.stat(path);
      const winner = rivals.find(({ length }) => length === left?.size);
      expect(winner !== undefined, `there are ${String(left?.size)} bytes`);
      if (winner !== undefined) await expectHeld(place, path, winner);
      await expectNames(place, 'rivals.jpg');
    }),
  },
  {
    says: 'ends with one whole file when the same is put twice at a time',
    check: tidily(async (place) => {
      const path = place.at('twins.jpg');
      const content = contentOf(place.makeFile(400_000));
      await Promise.all([place.store.put(path, content), place.store.put(path, content)]);
      const found = await place.store.stat(path);
      expect(found?.size === content.size, `there are ${String(found?.size)} bytes`);
      await expectNames(place, 'twins.jpg');
    }),
  },
];
