import { copyFile, rm } from 'node:fs/promises';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SourceItem } from '@homeroll/core/ports/source';
import { readQuickFacts } from '@homeroll/headers/read-quick-facts';
import { folderBench, type FolderBench } from './folder-bench.ts';
import { livePicture, liveVideo } from './live-photo.ts';

let bench: FolderBench;
beforeEach(async () => {
  bench = await folderBench();
});
afterEach(() => bench.close());

/** Each item with its video behind a plus sign. */
function shown(items: readonly SourceItem[]): readonly string[] {
  return items.map(({ fileName, companion }) => [fileName, companion?.fileName].filter(Boolean).join(' + '));
}

describe('P70 a picture and a video with the same stem and content identifier', () => {
  it.each([
    ['IMG_1.JPG', 'IMG_1.MOV'],
    ['IMG_1.jpeg', 'IMG_1.mov'],
    ['IMG_1.HEIC', 'IMG_1.MOV'],
    ['IMG_1.jpg', 'IMG_1.mp4'],
  ])('are one item: %s with %s', async (picture, video) => {
    await bench.write(picture, livePicture('AB-1'));
    await bench.write(video, liveVideo('AB-1', video.endsWith('mp4') ? 'isom' : 'qt  '));
    const [item, ...others] = await bench.list();
    expect(others).toEqual([]);
    expect(item).toMatchObject({ id: bench.path(picture), companion: { id: bench.path(video) } });
    expect(await bench.source.find(bench.path(picture))).toEqual(item);
  });

  it.each([
    ['another identifier', 'IMG_1.MOV', liveVideo('AB-2')],
    ['no identifier', 'IMG_1.MOV', Buffer.from('a film')],
    ['another stem', 'IMG_2.MOV', liveVideo('AB-1')],
    ['another kind of file', 'IMG_1.AVI', liveVideo('AB-1')],
  ])('are two items where the video has %s', async (_words, video, bytes) => {
    await bench.write('IMG_1.JPG', livePicture('AB-1'));
    await bench.write(video, bytes);
    expect(shown(await bench.list())).toEqual(['IMG_1.JPG', video].sort());
    expect(await bench.source.find(bench.path('IMG_1.JPG'))).not.toHaveProperty('companion');
  });

  it('are two items where they lie in different folders', async () => {
    await bench.write('one/IMG_1.JPG', livePicture('AB-1'));
    await bench.write('two/IMG_1.MOV', liveVideo('AB-1'));
    expect(shown(await bench.list())).toEqual(['IMG_1.JPG', 'IMG_1.MOV']);
  });

  it('are found again by an edit of either half', async () => {
    await bench.write('IMG_1.JPG', livePicture('AB-1'));
    await bench.write('IMG_1.MOV', liveVideo('AB-1'));
    await bench.list();
    expect(await bench.rescan()).toEqual([]);
    await bench.write('IMG_1.MOV', Buffer.concat([liveVideo('AB-1'), Buffer.alloc(8)]));
    expect(shown(await bench.rescan())).toEqual(['IMG_1.JPG + IMG_1.MOV']);
    await bench.write('IMG_1.JPG', Buffer.concat([livePicture('AB-1'), Buffer.alloc(8)]));
    expect(shown(await bench.rescan())).toEqual(['IMG_1.JPG + IMG_1.MOV']);
    expect(await bench.rescan()).toEqual([]);
  });

  it('find the one of several videos that belongs to it, by listing and by its path', async () => {
    await bench.write('IMG_1.JPG', livePicture('AB-1'));
    await bench.write('IMG_1.MOV', liveVideo('AB-1'));
    await bench.write('IMG_1.mp4', Buffer.from('the same film, made smaller'));
    const items = await bench.list();
    expect(shown(items)).toEqual(['IMG_1.JPG + IMG_1.MOV', 'IMG_1.mp4']);
    expect(await bench.source.find(bench.path('IMG_1.JPG'))).toEqual(items[0]);
  });

  it('are joined by one video only, the same one by listing and by its path', async () => {
    await bench.write('IMG_1.JPG', livePicture('AB-1'));
    await bench.write('IMG_1.MOV', liveVideo('AB-1'));
    await bench.write('IMG_1.mp4', liveVideo('AB-1', 'isom'));
    const items = await bench.list();
    expect(shown(items)).toEqual(['IMG_1.JPG + IMG_1.MOV', 'IMG_1.mp4']);
    expect(await bench.source.find(bench.path('IMG_1.JPG'))).toEqual(items[0]);
  });

  it('may share their video: a picture and its edit beside it', async () => {
    await bench.write('IMG_1.HEIC', livePicture('AB-1'));
    await bench.write('IMG_1.JPG', livePicture('AB-1', '2026:06:14 15:30:01'));
    await bench.write('IMG_1.MOV', liveVideo('AB-1'));
    expect(await bench.sync()).toMatchObject({ found: 2, sent: 2, failed: 0 });
    expect(bench.place.files.size).toBe(3);
    for (const name of ['IMG_1.HEIC', 'IMG_1.JPG'])
      expect((await bench.records(name))[0]).toHaveProperty('companion');
  });
});

describe('P70 halves that come and go', () => {
  it('a video that comes later makes a pair of what was a picture, and both are sent', async () => {
    await bench.write('IMG_1.JPG', livePicture('AB-1'));
    expect(await bench.sync()).toMatchObject({ sent: 1 });
    await bench.write('IMG_1.MOV', liveVideo('AB-1'));
    expect(await bench.sync()).toMatchObject({ found: 1, sent: 1 });
    expect(bench.place.files.size).toBe(2);
    const [record] = await bench.records('IMG_1.JPG');
    expect(record).toMatchObject({ state: 'transferred' });
    expect(record).toHaveProperty('companion');
    expect(await bench.sync()).toMatchObject({ found: 0 });
  });

  it('a picture that comes later takes its video in', async () => {
    await bench.write('IMG_1.MOV', liveVideo('AB-1'));
    await bench.sync();
    await bench.write('IMG_1.JPG', livePicture('AB-1'));
    expect(await bench.sync()).toMatchObject({ sent: 1 });
    expect((await bench.records('IMG_1.JPG'))[0]).toHaveProperty('companion');
    expect(bench.place.files.size).toBe(2);
    expect(await bench.sync()).toMatchObject({ found: 0 });
  });

  it.each(['IMG_1.JPG', 'IMG_1.MOV'])(
    'a pair that is torn apart leaves the other half when %s goes',
    async (gone) => {
      await bench.write('IMG_1.JPG', livePicture('AB-1'));
      await bench.write('IMG_1.MOV', liveVideo('AB-1'));
      await bench.sync();
      await rm(bench.path(gone));
      const left = gone === 'IMG_1.JPG' ? 'IMG_1.MOV' : 'IMG_1.JPG';
      expect(await bench.source.find(bench.path(left))).not.toHaveProperty('companion');
      expect(await bench.sync()).toMatchObject({ sent: 0, failed: 0 });
      const states = (await bench.records(left)).map(({ state }) => state);
      expect(states.every((state) => state === 'transferred' || state === 'already-there')).toBe(true);
      expect(await bench.sync()).toMatchObject({ found: 0 });
    },
  );

  it('a pair that moves stays one, and is not read again', async () => {
    const modified = 1_780_000_000_123;
    await bench.write('IMG_1.JPG', livePicture('AB-1'), modified);
    await bench.write('IMG_1.MOV', liveVideo('AB-1'), modified);
    await bench.sync();
    bench.reads.length = 0;
    await bench.move('IMG_1.JPG', 'Italy/IMG_1.JPG');
    await bench.move('IMG_1.MOV', 'Italy/IMG_1.MOV');
    expect(await bench.sync()).toMatchObject({ sent: 0, failed: 0 });
    expect(bench.reads).toEqual([]);
    expect((await bench.records('Italy/IMG_1.JPG'))[0]).toMatchObject({ state: 'transferred' });
  });
});

describe('a half that is still being written', () => {
  const later = Date.now() + 3_600_000;
  beforeEach(async () => {
    await bench.close();
    vi.useFakeTimers({ toFake: ['Date', 'performance'], now: later });
    bench = await folderBench({ stableFor: 10_000 });
  });
  afterEach(() => void vi.useRealTimers());

  it('keeps the other one waiting: they are never two items', async () => {
    await bench.write('IMG_1.JPG', livePicture('AB-1'));
    await bench.write('IMG_1.MOV', liveVideo('AB-1'), later - 5000);
    expect(await bench.list()).toEqual([]);
    expect(bench.source.settlesIn()).toBe(10_000);
    vi.advanceTimersByTime(6000);
    bench.source.lookAgain('news');
    expect(shown(await bench.list())).toEqual(['IMG_1.JPG + IMG_1.MOV']);
    expect(bench.source.settlesIn()).toBeUndefined();
  });

  it('a file that is no half of anything waits alone', async () => {
    await bench.write('a.jpg');
    await bench.write('b.jpg', 'growing', later - 1000);
    expect(shown(await bench.list())).toEqual(['a.jpg']);
    await bench.write('b.jpg', 'growing on', later + 2000);
    vi.advanceTimersByTime(10_000);
    bench.source.lookAgain('news');
    expect(await bench.list()).toEqual([]);
    vi.advanceTimersByTime(10_000);
    bench.source.lookAgain('news');
    expect(shown(await bench.list())).toEqual(['b.jpg']);
    bench.source.lookAgain('news');
    expect(await bench.list()).toEqual([]);
  });
});

const realPhoto = join(import.meta.dirname, '../../../../../shared/photos/iphone-13-pro-max.HEIC');
describe.skipIf(!existsSync(realPhoto))('an iPhone’s own picture (skipped without the sample photos)', () => {
  it('is one with a video that has its identifier, where it has one', async () => {
    const bytes = readFileSync(realPhoto);
    const read = (offset: number, length: number): Promise<Uint8Array> =>
      Promise.resolve(bytes.subarray(offset, offset + length));
    const { contentIdentifier } = await readQuickFacts({ size: bytes.length, read }, 'a.heic');
    await copyFile(realPhoto, bench.path('IMG_1.HEIC'));
    await bench.write('IMG_1.MOV', liveVideo(contentIdentifier ?? 'AB-1'));
    const expected = contentIdentifier === null ? ['IMG_1.HEIC', 'IMG_1.MOV'] : ['IMG_1.HEIC + IMG_1.MOV'];
    expect(shown(await bench.list())).toEqual(expected);
  });
});
