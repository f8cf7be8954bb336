import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DestinationError } from '@homeroll/core/ports/destination-error';
import { engineBench, hashOf } from './engine-bench.ts';
import { failingRemovals, overheard, refusing } from './faulty-destination.ts';

const live = { text: 'picture', video: 'video' };
const byHand = { type: 'mark-by-hand' } as const;
const pressed = { type: 'delete-pressed' } as const;

describe('decision 9: a Live Photo pair is one item with one state', () => {
  it('P70 both parts arrive, under one mark and with the same title and tags', async () => {
    const bench = engineBench({ 'a.heic': live });
    const labels = { title: 'T', tags: ['t'] };
    expect(await bench.sync({ mark: { ...byHand, ...labels } })).toMatchObject({ found: 1, sent: 1 });
    expect(await bench.record('a.heic')).toMatchObject({
      state: 'transferred',
      hash: hashOf('picture'),
      companion: hashOf('video'),
    });
    for (const text of ['picture', 'video'])
      expect(bench.place.files.get(hashOf(text))?.details).toMatchObject(labels);
  });

  it.each(['picture', 'video'])('P70 is red, not green, when its %s was refused', async (part) => {
    const bench = engineBench({ 'a.heic': live }, refusing('server-error', part));
    expect(await bench.sync()).toMatchObject({ sent: 0, failed: 1 });
    expect(await bench.state('a.heic')).toBe('failed');
    expect(await bench.sync({ occasion: 'start' })).toMatchObject({ sent: 1 });
    expect(await bench.state('a.heic')).toBe('transferred');
  });

  it.each(['picture', 'video'])(
    'P70 sends only the other part where its %s is there already',
    async (part) => {
      const heard: string[] = [];
      const bench = engineBench({ 'a.heic': live }, overheard(['picture', 'video'], heard));
      const bytes = Buffer.from(part);
      bench.place.files.set(hashOf(part), { bytes, details: { fileName: 'x' }, account: 'somebody' });
      await bench.sync();
      expect(heard.filter((what) => what.startsWith('send'))).toEqual([
        part === 'picture' ? 'send video' : 'send picture',
      ]);
      expect(bench.place.files.size).toBe(2);
    },
  );

  it('sends a video once that belongs to two pictures', async () => {
    const heard: string[] = [];
    const edited = { text: 'edited', video: 'video' };
    const bench = engineBench(
      { 'a.heic': live, 'b.heic': edited },
      overheard(['picture', 'edited', 'video'], heard),
    );
    expect(await bench.sync({ parallel: 1 })).toMatchObject({ sent: 2 });
    expect(heard.filter((what) => what === 'send video')).toHaveLength(1);
    expect(await bench.state('b.heic')).toBe('transferred');
  });

  it('is already-there only when both parts are', async () => {
    const bench = engineBench({ 'a.heic': live });
    for (const part of ['picture', 'video']) {
      const bytes = Buffer.from(part);
      bench.place.files.set(hashOf(part), { bytes, details: { fileName: 'x' }, account: 'b' });
    }
    expect(await bench.sync()).toMatchObject({ sent: 0, alreadyThere: 1 });
    expect(await bench.state('a.heic')).toBe('already-there');
  });

  it('is not green any more when its video comes later, until that is there too', async () => {
    const bench = engineBench({ 'a.heic': 'picture' });
    await bench.sync();
    bench.shelf.files.set('a.heic', live);
    expect(await bench.sync()).toMatchObject({ sent: 1 });
    expect(await bench.record('a.heic')).toMatchObject({ state: 'transferred', companion: hashOf('video') });
    expect(bench.place.files.has(hashOf('video'))).toBe(true);
    expect(await bench.sync()).toMatchObject({ found: 0 });
  });

  it('whose video went away before it was sent is a picture, and a pair again when that is back', async () => {
    const bench = engineBench({ 'a.heic': live }, refusing('server-error', 'picture'));
    await bench.sync();
    bench.shelf.files.set('a.heic', 'picture');
    await bench.act(byHand, 'a.heic');
    await bench.sync();
    expect(await bench.state('a.heic')).toBe('transferred');
    expect(await bench.record('a.heic')).not.toHaveProperty('companion');
    bench.shelf.files.set('a.heic', live);
    await bench.sync();
    expect(bench.place.files.has(hashOf('video'))).toBe(true);
    expect(await bench.record('a.heic')).toMatchObject({ state: 'transferred', companion: hashOf('video') });
  });

  it('whose picture was sent alone is not green when a deletion is undone, until its video is there', async () => {
    const bench = engineBench({ 'alone.heic': 'picture' });
    await bench.sync();
    bench.shelf.files.set('a.heic', live);
    await bench.act(pressed, 'a.heic');
    await bench.act(pressed, 'a.heic');
    await bench.sync();
    expect(await bench.record('a.heic')).toMatchObject({ state: 'transferred', companion: hashOf('video') });
    expect(bench.place.files.has(hashOf('video'))).toBe(true);
  });

  it('is deleted as one', async () => {
    const bench = engineBench({ 'a.heic': live });
    await bench.sync();
    await bench.act(pressed, 'a.heic');
    expect(await bench.sync()).toMatchObject({ deleted: 1 });
    expect(bench.place.files.size).toBe(0);
    expect(await bench.state('a.heic')).toBe('deleted');
    expect(await bench.sync({ occasion: 'start' })).toMatchObject({ sent: 0 });
  });

  it('is deleted to the end after its picture went and its video did not', async () => {
    let calls = 0;
    const bench = engineBench({ 'a.heic': live }, (good) => {
      const bad = failingRemovals('timeout')(good);
      return { ...good, remove: (hash, signal) => ((calls += 1) === 2 ? bad : good).remove!(hash, signal) };
    });
    await bench.sync();
    await bench.act(pressed, 'a.heic');
    await bench.sync();
    expect(await bench.state('a.heic')).toBe('delete-marked');
    await bench.sync({ occasion: 'start' });
    expect(await bench.state('a.heic')).toBe('deleted');
    expect([...bench.place.files.keys()]).toEqual([]);
  });

  it('leaves its video there when it is deleted, where that is an item by itself, too', async () => {
    const bench = engineBench({ 'a.heic': live, 'alone.mov': 'video' });
    await bench.sync();
    await bench.act(pressed, 'a.heic');
    await bench.sync();
    expect([...bench.place.files.keys()]).toEqual([hashOf('video')]);
    expect(['transferred', 'already-there']).toContain(await bench.state('alone.mov'));
  });

  it('of which the destination takes the picture but not the video is refused before it is queued', async () => {
    const heard: string[] = [];
    const big = { text: 'picture', video: 'M'.repeat(50) };
    const bench = engineBench({ 'a.heic': big }, overheard(['picture', big.video], heard));
    expect(await bench.sync({ largest: 49 })).toMatchObject({ failed: 1, sent: 0 });
    expect(await bench.record('a.heic')).toMatchObject({ state: 'failed', reason: 'too-large' });
    expect(heard.filter((what) => what.startsWith('send'))).toEqual([]);
  });

  it('is green only when both parts are there, whatever fails and however often', async () => {
    const troubles = fc.array(fc.constantFrom('none', 'picture', 'video', 'lost acknowledgement'), {
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(troubles, async (series) => {
        const left = [...series];
        const failure = new DestinationError('server-error', 'refused');
        const bench = engineBench({ 'a.heic': live, 'b.heic': live }, (good) => ({
          ...good,
          send: async (upload, signal) => {
            const trouble = left.shift() ?? 'none';
            const fails = trouble !== 'none' && trouble !== 'lost acknowledgement';
            if (fails && upload.hash === hashOf(trouble)) throw failure;
            const receipt = await good.send(upload, signal);
            if (trouble === 'lost acknowledgement') throw failure;
            return receipt;
          },
        }));
        for (let pass = 0; pass < 12; pass += 1) {
          await bench.sync({ occasion: 'start' });
          for (const name of ['a.heic', 'b.heic']) {
            const state = await bench.state(name);
            if (state === 'transferred' || state === 'already-there') expect(bench.place.files.size).toBe(2);
          }
        }
        expect(['transferred', 'already-there']).toContain(await bench.state('a.heic'));
      }),
      { numRuns: 60 },
    );
  });
});
