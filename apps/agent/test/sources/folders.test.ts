import { stat, unlink, utimes } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ContentHash } from '@homeroll/core/photo/content-hash';
import type { SourceItem } from '@homeroll/core/ports/source';
import { folderBench, type FolderBench } from './folder-bench.ts';

/** Not on a whole second: times of cards are another matter. */
const modified = 1_780_000_000_123;
let bench: FolderBench;

async function begin(...how: Parameters<typeof folderBench>): Promise<void> {
  bench = await folderBench(...how);
}
afterEach(() => bench.close());

const namesOf = (items: readonly SourceItem[]): readonly string[] => items.map(({ fileName }) => fileName);

describe('several folders', () => {
  it('are one source; what is outside of them is not found', async () => {
    await begin({ roots: ['phone', 'card/DCIM'] });
    await bench.write('phone/a.jpg');
    await bench.write('card/DCIM/100/b.jpg');
    await bench.write('card/other/c.jpg');
    const items = await bench.list();
    expect(items.map(({ fileName, album }) => [fileName, album])).toEqual([
      ['b.jpg', '100'],
      ['a.jpg', undefined],
    ]);
    expect(await bench.source.find(bench.path('phone/a.jpg'))).toMatchObject({ fileName: 'a.jpg' });
    expect(await bench.source.find(bench.path('card/other/c.jpg'))).toBeUndefined();
    expect(await bench.source.find(bench.path('phone-2/a.jpg'))).toBeUndefined();
  });

  it('may be absent for a while: the others are listed, and it is when it is back', async () => {
    await begin({ roots: ['phone', 'card'] });
    await bench.write('phone/a.jpg');
    expect(namesOf(await bench.list())).toEqual(['a.jpg']);
    await bench.write('card/b.jpg');
    expect(namesOf(await bench.rescan())).toEqual(['b.jpg']);
  });
});

describe('P14 albums', () => {
  const off = new Set<string>();
  const found = new Map<string, number>();
  beforeEach(async () => {
    off.clear();
    found.clear();
    await begin({
      albums: {
        isSelected: (folder) => !off.has(folder),
        nameOf: (folder) => `album ${folder.slice(bench.folder.length)}`,
        found: (folder, count) => found.set(folder, count),
      },
    });
    await bench.write('Camera/a.jpg');
    await bench.write('Screens/b.png');
    await bench.write('Screens/c.png');
    await bench.write('Documents/notes.txt');
  });

  it('that were left out are not listed, but told of with what they hold', async () => {
    off.add(bench.path('Screens'));
    expect(namesOf(await bench.list())).toEqual(['a.jpg']);
    expect([...found]).toEqual(
      expect.arrayContaining([
        [bench.path('Camera'), 1],
        [bench.path('Screens'), 2],
      ]),
    );
    expect(found.size).toBe(2);
  });

  it('leave their items to be found by path, as what they are', async () => {
    off.add(bench.path('Screens'));
    expect(await bench.source.find(bench.path('Screens/b.png'))).toMatchObject({ unselected: true });
    expect(await bench.source.find(bench.path('Camera/a.jpg'))).not.toHaveProperty('unselected');
  });

  it('have the names that they are given', async () => {
    expect((await bench.list()).map(({ album }) => album)).toEqual([
      'album /Camera',
      'album /Screens',
      'album /Screens',
    ]);
  });

  it('that are taken in are listed then, the others not again', async () => {
    off.add(bench.path('Screens'));
    await bench.list();
    off.clear();
    expect(namesOf(await bench.rescan())).toEqual(['b.png', 'c.png']);
  });

  it('left out hold folders that are not', async () => {
    off.add(bench.path('Camera'));
    await bench.write('Camera/Italy/d.jpg');
    expect(namesOf(await bench.list())).toEqual(['d.jpg', 'b.png', 'c.png']);
  });
});

describe('a file that was moved', () => {
  beforeEach(() => begin());

  it('to another folder or name is not read again, nor sent', async () => {
    await bench.write('a.jpg', 'A', modified);
    expect(await bench.sync()).toMatchObject({ sent: 1 });
    bench.reads.length = 0;
    await bench.move('a.jpg', 'Italy/renamed.jpg');
    expect(await bench.sync()).toMatchObject({ sent: 0, failed: 0 });
    expect(bench.reads).toEqual([]);
    expect(await bench.records('Italy/renamed.jpg')).toMatchObject([{ state: 'transferred' }]);
  });

  it('a hundred of them at once neither', async () => {
    for (let count = 0; count < 100; count += 1)
      await bench.write(`old/${String(count)}.jpg`, String(count), modified + count * 1001);
    await bench.sync();
    bench.reads.length = 0;
    await bench.move('old', 'new/deep');
    expect(await bench.sync()).toMatchObject({ sent: 0, alreadyThere: 100 });
    expect(bench.reads).toEqual([]);
  });

  it('and edited since is read', async () => {
    await bench.write('a.jpg', 'A', modified);
    await bench.sync();
    bench.reads.length = 0;
    await bench.move('a.jpg', 'b.jpg');
    await utimes(bench.path('b.jpg'), modified / 1000 + 1, modified / 1000 + 1);
    expect(await bench.sync()).toMatchObject({ sent: 0, failed: 0 });
    expect(bench.reads).toEqual(['b.jpg']);
  });

  it('with a time of whole seconds (on a card, where numbers are given out anew) is read again', async () => {
    await bench.write('a.jpg', 'A', 1_780_000_000_000);
    await bench.sync();
    bench.reads.length = 0;
    await bench.move('a.jpg', 'b.jpg');
    expect(await bench.sync()).toMatchObject({ sent: 0, failed: 0 });
    expect(bench.reads).toEqual(['b.jpg']);
  });

  it('is not what another one is that got its number', async () => {
    await bench.write('a.jpg', 'A', modified - 1001);
    await bench.write('b.jpg', 'B', modified);
    const item = await bench.source.find(bench.path('b.jpg'));
    const wrong = 'f'.repeat(64) as ContentHash;
    // As if b had been written where a lay once, and a, since, somewhere else.
    await bench.items.save([
      { item: bench.path('a.jpg'), version: item!.version, fileKey: item!.fileKey!, hash: wrong },
    ]);
    expect(await bench.sync()).toMatchObject({ failed: 0 });
    expect(bench.reads).toContain('b.jpg');
    expect((await bench.records('b.jpg'))[0]?.hash).not.toBe(wrong);
  });

  it('is not the one that was deleted, though the system gives its number out again', async () => {
    await bench.write('a.jpg', 'A', modified);
    await bench.sync();
    const { ino } = await stat(bench.path('a.jpg'));
    await unlink(bench.path('a.jpg'));
    bench.reads.length = 0;
    await bench.write('b.jpg', 'another', modified);
    const isReused = (await stat(bench.path('b.jpg'))).ino === ino;
    expect(await bench.sync()).toMatchObject({ sent: 1 });
    expect(bench.reads, isReused ? 'the number was given out again' : 'another number').toContain('b.jpg');
    expect(bench.place.files.size).toBe(2);
  });
});

describe('a copy', () => {
  beforeEach(() => begin());

  it('is read once and sent never, whatever its name', async () => {
    await bench.write('a.jpg', 'A', modified);
    await bench.sync();
    await bench.write('copy of a.jpg', 'A', modified + 5000);
    expect(await bench.sync()).toMatchObject({ sent: 0, alreadyThere: 1 });
    expect(await bench.sync()).toMatchObject({ found: 0 });
  });
});

describe('a listing', () => {
  beforeEach(async () => {
    await begin();
    for (const name of ['a/1.jpg', 'b/2.jpg', 'c/3.jpg', '4.jpg']) await bench.write(name);
  });

  async function firstOf(signal?: AbortSignal): Promise<string[]> {
    for await (const { items, known } of bench.source.list(signal)) {
      known(new Set());
      return items.map(({ fileName }) => fileName);
    }
    return [];
  }

  it('that was broken off is taken up by the next one: nothing is left out', async () => {
    const seen = await firstOf();
    expect(seen).toHaveLength(1);
    expect(new Set([...seen, ...namesOf(await bench.list())])).toEqual(
      new Set(['1.jpg', '2.jpg', '3.jpg', '4.jpg']),
    );
    expect(await bench.list()).toEqual([]);
  });

  it('that is stopped by its signal is taken up, too', async () => {
    const stop = new AbortController();
    const seen: string[] = [];
    for await (const { items, known } of bench.source.list(stop.signal)) {
      seen.push(...items.map(({ fileName }) => fileName));
      known(new Set());
      stop.abort();
    }
    expect(seen).toHaveLength(1);
    expect([...seen, ...namesOf(await bench.list())].sort()).toEqual(['1.jpg', '2.jpg', '3.jpg', '4.jpg']);
  });

  it('of touched folders that was broken off looks into the rest of them next time', async () => {
    await bench.list();
    for (const name of ['a/5.jpg', 'b/6.jpg', 'c/7.jpg']) await bench.write(name);
    bench.source.touch(['a', 'b', 'c'].map(bench.path));
    const seen = await firstOf();
    expect([...seen, ...namesOf(await bench.list())].sort()).toEqual(['5.jpg', '6.jpg', '7.jpg']);
  });

  it('tells what it left out: links, and what is no photo', async () => {
    await bench.write('notes.txt');
    await bench.write('.hidden.jpg');
    await bench.list();
    expect(bench.source.skipped()).toEqual({ notMedia: 2, links: 0 });
  });
});

describe('the rules by which items are judged', () => {
  beforeEach(async () => {
    await begin();
    await bench.write('a.jpg');
    await bench.write('Italy/b.jpg');
  });

  it('list everything again when they change, and only then', async () => {
    bench.source.judgeBy('one');
    expect(await bench.list()).toHaveLength(2);
    bench.source.judgeBy('one');
    expect(await bench.list()).toEqual([]);
    expect(await bench.rescan()).toEqual([]);
    bench.source.judgeBy('two');
    expect(await bench.list()).toHaveLength(2);
    bench.source.judgeBy('one');
    expect(await bench.list()).toHaveLength(2);
    bench.source.judgeBy('');
    expect(await bench.list()).toHaveLength(2);
    expect(await bench.rescan()).toEqual([]);
  });

  it('are remembered with the folder: after a restart nothing is listed again', async () => {
    bench.source.judgeBy('a rule // with slashes');
    await bench.list();
    bench.source.judgeBy('a rule // with slashes');
    expect(await bench.rescan()).toEqual([]);
    await bench.write('c.jpg');
    expect(namesOf(await bench.rescan())).toEqual(['c.jpg']);
  });

  it('do not matter to a file that is doubted: it is listed again, as it is', async () => {
    bench.source.judgeBy('one');
    const [item] = await bench.list();
    bench.source.doubt?.(item!.id);
    expect(namesOf(await bench.list())).toContain(item!.fileName);
  });
});
