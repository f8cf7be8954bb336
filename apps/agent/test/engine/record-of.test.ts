import { describe, expect, it } from 'vitest';
import { recordOf } from '@homeroll/core/sync/record-of';
import { benchEvent, engineBench, hashOf, type EngineBench } from './engine-bench.ts';

const live = { text: 'picture', video: 'video' };

async function recordFor(bench: EngineBench, path: string): ReturnType<typeof recordOf> {
  return recordOf(bench.ports, (await bench.ports.source.find(path))!);
}

describe('the record of an item that a person chose', () => {
  it('is that of the journal where it has one: nothing is read', async () => {
    const bench = engineBench({ 'a.jpg': 'A' });
    await bench.sync();
    bench.shelf.reads.length = 0;
    expect(await recordFor(bench, 'a.jpg')).toEqual(await bench.record('a.jpg'));
    expect(bench.shelf.reads).toEqual([]);
  });

  it('is read for its hash where it was never marked, once', async () => {
    const bench = engineBench({ 'a.jpg': { text: 'A', taken: '2020-01-01T00:00:00' } });
    await bench.sync({ events: [benchEvent()] });
    expect(bench.shelf.reads).toEqual([]);
    const unmarked = { item: 'a.jpg', hash: hashOf('A'), state: 'unmarked', attempts: 0, size: 1 };
    expect(await recordFor(bench, 'a.jpg')).toMatchObject(unmarked);
    expect(await recordFor(bench, 'a.jpg')).toMatchObject(unmarked);
    expect(bench.shelf.reads).toEqual(['a.jpg']);
  });

  it('P70 of a pair has both hashes', async () => {
    const bench = engineBench({ 'a.heic': live });
    expect(await recordFor(bench, 'a.heic')).toMatchObject({
      hash: hashOf('picture'),
      companion: hashOf('video'),
    });
    expect(bench.shelf.reads).toEqual(['a.heic', 'a.heic/video']);
  });

  it('of an edited file is a new one in `unmarked`; the old one stays', async () => {
    const bench = engineBench({ 'a.jpg': 'A' });
    await bench.sync();
    bench.shelf.files.set('a.jpg', 'edited');
    expect(await recordFor(bench, 'a.jpg')).toMatchObject({ state: 'unmarked', hash: hashOf('edited') });
    expect(await bench.state('a.jpg')).toBe('transferred');
  });

  it('of the same bytes under a new time is the one that it has', async () => {
    const bench = engineBench({ 'a.jpg': { text: 'A', touched: 1 } });
    await bench.sync();
    bench.shelf.files.set('a.jpg', { text: 'A', touched: 2 });
    expect(await recordFor(bench, 'a.jpg')).toMatchObject({ state: 'transferred' });
  });

  it('of a copy is what the other one is', async () => {
    const bench = engineBench({ 'a.jpg': 'A' });
    await bench.sync();
    bench.shelf.files.set('copy.jpg', 'A');
    expect(await recordFor(bench, 'copy.jpg')).toMatchObject({ item: 'copy.jpg', state: 'transferred' });
    await bench.act({ type: 'delete-pressed' }, 'copy.jpg');
    expect(await bench.state('a.jpg')).toBe('delete-marked');
  });

  it('P70 of a picture that got its video since is not what the next pass is satisfied with', async () => {
    const bench = engineBench({ 'a.heic': 'picture' });
    await bench.sync();
    bench.shelf.files.set('a.heic', live);
    expect(await recordFor(bench, 'a.heic')).not.toMatchObject({ companion: hashOf('video') });
    await bench.sync();
    expect(bench.place.files.has(hashOf('video'))).toBe(true);
  });

  it('what cannot be read has none, and says why', async () => {
    const bench = engineBench({ 'a.jpg': 'A' });
    const item = (await bench.ports.source.find('a.jpg'))!;
    bench.shelf.files.set('a.jpg', 'other');
    await expect(recordOf(bench.ports, item)).rejects.toMatchObject({
      name: 'SourceError',
      fault: 'changed',
    });
    expect((await bench.ports.items.find(['a.jpg'])).size).toBe(0);
  });

  it('P47 a photo that no event matches can be marked by hand, and goes with the file where it is moved', async () => {
    const bench = engineBench({ 'a.jpg': { text: 'A', taken: '2020-01-01T00:00:00', fileKey: '1:1' } });
    await bench.sync({ events: [benchEvent()] });
    await bench.act({ type: 'mark-by-hand', title: 'T' }, 'a.jpg');
    bench.shelf.files.set('b.jpg', bench.shelf.files.get('a.jpg')!);
    bench.shelf.files.delete('a.jpg');
    await bench.sync({ events: [benchEvent()] });
    expect(await bench.record('b.jpg')).toMatchObject({ state: 'transferred', title: 'T' });
  });
});
