import { describe, expect, it } from 'vitest';
import { reasonWords } from '@homeroll/core/sync/reason-words';
import { benchEvent, engineBench, hashOf } from './engine-bench.ts';
import { failingRemovals, overheard, refusing } from './faulty-destination.ts';
import { gatedBench } from './gated-bench.ts';

const byHand = { type: 'mark-by-hand' } as const;
const reset = { type: 'reset' } as const;
const pressed = { type: 'delete-pressed' } as const;
const hour = 3_600_000;

describe('decision 1: reset sets `suppressEvents` until the item is marked by hand', () => {
  it('P48 else it would be blue again at once', async () => {
    const bench = gatedBench({ 'a.jpg': 'A' });
    bench.gate.update({ paused: true });
    await bench.sync({ events: [benchEvent()], gate: bench.gate });
    await bench.act(reset, 'a.jpg');
    for (const occasion of ['tick', 'start'] as const) await bench.sync({ events: [benchEvent()], occasion });
    expect(await bench.record('a.jpg')).toMatchObject({ state: 'unmarked', suppressEvents: true });
    expect(bench.place.files.size).toBe(0);
    await bench.act(byHand, 'a.jpg');
    expect(await bench.sync({ events: [] })).toMatchObject({ sent: 1 });
  });

  it('under another name and as a copy, too', async () => {
    const bench = engineBench({ 'a.jpg': 'A' });
    await bench.act(byHand, 'a.jpg');
    await bench.act(reset, 'a.jpg');
    bench.shelf.files.set('copy.jpg', 'A');
    bench.shelf.files.delete('a.jpg');
    expect(await bench.sync({ events: [benchEvent()] })).toMatchObject({ sent: 0 });
    expect(await bench.record('copy.jpg')).toMatchObject({ state: 'unmarked', suppressEvents: true });
  });
});

describe('decision 2: back-off, and reasons that last', () => {
  it('P62 1 min to 6 h, exponential with jitter, without end', async () => {
    const bench = engineBench({ 'a.jpg': 'A' }, refusing('server-error', 'A', 1000));
    const waits: number[] = [];
    for (let attempt = 1; attempt <= 14; attempt += 1) {
      expect(await bench.sync()).toMatchObject({ failed: 1 });
      const { nextTry = 0, attempts } = (await bench.record('a.jpg'))!;
      expect(attempts).toBe(attempt);
      waits.push(nextTry - bench.time.now);
      bench.time.now = nextTry - 1;
      expect(await bench.sync()).toMatchObject({ found: 0 });
      bench.time.now = nextTry;
    }
    expect(waits).toEqual([...waits].sort((one, other) => one - other));
    expect([waits[0], waits.at(-1)]).toEqual([60_000, 0.75 * 6 * hour]);
  });

  it.each(['too-large', 'type-refused', 'bad-request'] as const)(
    'permanent reasons (%s) stay red and are not retried until something changes',
    async (fault) => {
      const bench = engineBench({ 'a.jpg': 'A' }, refusing(fault, 'A'));
      await bench.sync();
      expect(await bench.record('a.jpg')).toMatchObject({ state: 'failed', reason: fault });
      bench.time.now += 1000 * hour;
      for (const occasion of ['tick', 'probe'] as const)
        expect(await bench.sync({ occasion })).toMatchObject({ sent: 0, failed: 0 });
      expect(await bench.sync({ occasion: 'start' })).toMatchObject({ sent: 1 });
    },
  );

  it.each(['disk-full', 'forbidden', 'refused-login'] as const)(
    'permanent reasons of the destination (%s) are tried when its status may have changed',
    async (fault) => {
      const bench = engineBench({ 'a.jpg': 'A' }, refusing(fault, 'A'));
      expect(await bench.sync()).toMatchObject({ stopped: { reason: fault } });
      bench.time.now += 1000 * hour;
      expect(await bench.sync()).toMatchObject({ sent: 0 });
      expect(await bench.sync({ occasion: 'probe' })).toMatchObject({ sent: 1 });
    },
  );

  it('until the file changes', async () => {
    const bench = engineBench({ 'a.jpg': 'A' }, refusing('type-refused', 'A'));
    await bench.sync();
    bench.shelf.files.set('a.jpg', 'edited');
    expect(await bench.sync()).toMatchObject({ sent: 1 });
  });

  it('the reason is always shown in words', async () => {
    const bench = engineBench({ 'a.jpg': 'A' }, refusing('type-refused', 'A'));
    await bench.sync();
    const { reason } = (await bench.record('a.jpg'))!;
    expect(reasonWords[reason!]).toBe('the server does not take files of this kind');
    const reasons = bench.events.flatMap((event) => (event.type === 'failed' ? [event.reason] : []));
    expect(reasons).toEqual(['type-refused']);
  });
});

describe('decision 3: the destination gives two answers on a hash', () => {
  it('P64 `exists` → already-there', async () => {
    const bench = engineBench({ 'a.jpg': 'A' });
    bench.place.files.set(hashOf('A'), { bytes: Buffer.from('A'), details: { fileName: 'x' }, account: 'b' });
    expect(await bench.sync()).toMatchObject({ sent: 0, alreadyThere: 1 });
    expect(await bench.state('a.jpg')).toBe('already-there');
  });

  it('P65 `wasSynced` without `exists` → deleted, reason `removed-elsewhere`', async () => {
    const bench = engineBench({ 'a.jpg': 'A' });
    bench.place.removed.set(hashOf('A'), new Set(['somebody']));
    expect(await bench.sync()).toMatchObject({ sent: 0, removedElsewhere: 1 });
    expect(await bench.record('a.jpg')).toMatchObject({ state: 'deleted', reason: 'removed-elsewhere' });
    for (const occasion of ['tick', 'start'] as const)
      expect(await bench.sync({ occasion })).toMatchObject({ sent: 0 });
  });

  it('`force` overrides `wasSynced`: a person may send it again', async () => {
    const bench = engineBench({ 'a.jpg': 'A' });
    bench.place.removed.set(hashOf('A'), new Set(['somebody']));
    await bench.sync();
    expect(await bench.act(byHand, 'a.jpg')).toMatchObject([{ asks: 'reset-and-send-again' }]);
    await bench.act({ ...byHand, confirmed: true }, 'a.jpg');
    expect(await bench.sync()).toMatchObject({ sent: 1 });
    expect(await bench.record('a.jpg')).not.toHaveProperty('force');
  });

  it('`force` never overrides `exists`', async () => {
    const bench = engineBench({ 'a.jpg': 'A' });
    bench.place.files.set(hashOf('A'), { bytes: Buffer.from('A'), details: { fileName: 'x' }, account: 'b' });
    expect(await bench.sync({ mark: byHand, force: true })).toMatchObject({ sent: 0, alreadyThere: 1 });
  });
});

describe('decision 4: already-there drops the captured title and tags', () => {
  it('the copy on the server keeps its own; the item’s stay here to be offered', async () => {
    const bench = engineBench({ 'a.jpg': 'A' });
    const details = { fileName: 'x', title: 'Theirs' };
    bench.place.files.set(hashOf('A'), { bytes: Buffer.from('A'), details, account: 'b' });
    await bench.sync({ mark: { ...byHand, title: 'Mine', tags: ['t'] } });
    expect(bench.place.files.get(hashOf('A'))?.details).toEqual(details);
    expect(await bench.record('a.jpg')).toMatchObject({ state: 'already-there', title: 'Mine', tags: ['t'] });
  });
});

describe('decision 5: deletes', () => {
  it('obey the same connection rules as uploads', async () => {
    const bench = gatedBench({ 'a.jpg': 'A' });
    await bench.sync();
    await bench.act(pressed, 'a.jpg');
    bench.gate.update({ paused: true });
    expect(await bench.sync({ gate: bench.gate })).toMatchObject({ deleted: 0 });
    expect(await bench.record('a.jpg')).toMatchObject({ state: 'delete-marked', attempts: 0 });
    bench.gate.update({ paused: false });
    expect(await bench.sync({ gate: bench.gate })).toMatchObject({ deleted: 1 });
  });

  it('that are held back are not even asked about, and rules that stop holding stop the next one', async () => {
    const heard: string[] = [];
    const bench = gatedBench({ 'a.jpg': 'A', 'b.jpg': 'B' }, (bare) => {
      const good = overheard(['A', 'B'], heard)(bare);
      return {
        ...good,
        async remove(hash, signal) {
          bench.gate.update({ paused: true });
          await good.remove!(hash, signal);
        },
      };
    });
    await bench.sync();
    await bench.act(pressed, 'a.jpg', 'b.jpg');
    heard.length = 0;
    bench.gate.update({ paused: true });
    await bench.sync({ gate: bench.gate });
    expect(heard).toEqual([]);
    bench.gate.update({ paused: false });
    expect(await bench.sync({ gate: bench.gate })).toMatchObject({ deleted: 1 });
    expect([await bench.state('a.jpg'), await bench.state('b.jpg')].sort()).toEqual([
      'delete-marked',
      'deleted',
    ]);
  });

  it('across items come first', async () => {
    const heard: string[] = [];
    const bench = engineBench({ 'a.jpg': 'A' }, (bare) => {
      const good = overheard(['A', 'B', 'C'], heard)(bare);
      return {
        ...good,
        async remove(hash, signal) {
          // Long enough for everything else to get ahead of it.
          for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
          await good.remove!(hash, signal);
        },
      };
    });
    await bench.sync();
    await bench.act(pressed, 'a.jpg');
    bench.shelf.files.set('b.jpg', 'B').set('c.jpg', 'C');
    heard.length = 0;
    expect(await bench.sync()).toMatchObject({ deleted: 1, sent: 2 });
    expect(heard.slice(0, 2)).toEqual(['check A', 'remove A']);
    expect(heard.slice(2).filter((what) => what.startsWith('send'))).toHaveLength(2);
  });

  it('per item are strictly in order: what is deleted and wanted again is sent after that', async () => {
    const heard: string[] = [];
    const bench = engineBench({ 'a.jpg': 'A' }, overheard(['A'], heard));
    await bench.sync();
    await bench.act(pressed, 'a.jpg');
    expect(await bench.act(byHand, 'a.jpg')).toMatchObject([{ because: 'deletion-waits' }]);
    await bench.sync();
    await bench.act({ ...byHand, confirmed: true }, 'a.jpg');
    await bench.sync();
    expect(heard.filter((what) => !what.startsWith('check'))).toEqual(['send A', 'remove A', 'send A']);
    expect(bench.place.files.size).toBe(1);
  });

  it('never touch what nobody marked', async () => {
    const bench = engineBench({ 'a.jpg': 'A', 'b.jpg': 'B' });
    await bench.sync();
    await bench.act(pressed, 'a.jpg');
    await bench.sync();
    expect([...bench.place.files.keys()]).toEqual([hashOf('B')]);
  });
});

describe('decision 6: 404 on delete is delete-failed with reason `missing`', () => {
  it('P40 (not a success); then the reset is proposed', async () => {
    const bench = engineBench({ 'a.jpg': 'A' });
    await bench.sync();
    // Somebody else removed it: this account never did, so nothing says that it was our own doing.
    bench.place.files.delete(hashOf('A'));
    await bench.act(pressed, 'a.jpg');
    expect(await bench.sync()).toMatchObject({ deleted: 0 });
    expect(await bench.record('a.jpg')).toMatchObject({ state: 'delete-failed', reason: 'missing' });
    expect(await bench.act(pressed, 'a.jpg')).toMatchObject([{ asks: 'delete-again-or-reset' }]);
    await bench.act(reset, 'a.jpg');
    expect(await bench.state('a.jpg')).toBe('unmarked');
  });

  it('what this account removed before its answer got lost is deleted', async () => {
    const bench = engineBench({ 'a.jpg': 'A' }, (good) => {
      const lossy = failingRemovals('timeout')(good);
      return {
        ...good,
        remove: async (hash, signal) => {
          await good.remove!(hash, signal);
          await lossy.remove!(hash, signal);
        },
      };
    });
    await bench.sync();
    await bench.act(pressed, 'a.jpg');
    await bench.sync();
    expect(await bench.state('a.jpg')).toBe('delete-marked');
    expect(await bench.sync({ occasion: 'start' })).toMatchObject({ deleted: 1 });
    expect(await bench.state('a.jpg')).toBe('deleted');
  });
});

describe('decision 8: videos follow the same machine', () => {
  it('P43 one that the destination can’t take is refused before it is queued, with the reason', async () => {
    const heard: string[] = [];
    const video = 'M'.repeat(50);
    const bench = engineBench({ 'a.mov': video }, overheard([video], heard));
    expect(await bench.sync({ largest: 49 })).toMatchObject({ failed: 1, sent: 0 });
    expect(await bench.record('a.mov')).toMatchObject({ state: 'failed', reason: 'too-large' });
    expect(heard.filter((what) => what.startsWith('send'))).toEqual([]);
    expect(await bench.sync({ largest: 50 })).toMatchObject({ sent: 0, failed: 0 });
    expect(await bench.sync({ largest: 50, occasion: 'start' })).toMatchObject({ sent: 1 });
  });
});

describe('decision 10: one bad file never holds up the queue', () => {
  it('whether it cannot be read, is refused, or fails every time', async () => {
    const bench = engineBench(
      { 'bad.jpg': 'bad', 'a.jpg': 'A', 'b.jpg': 'B' },
      refusing('server-error', 'bad', 99),
    );
    expect(await bench.sync({ parallel: 1, readers: 1 })).toMatchObject({ sent: 2, failed: 1 });
    bench.shelf.files.set('c.jpg', 'C');
    expect(await bench.sync({ parallel: 1, readers: 1, occasion: 'start' })).toMatchObject({
      sent: 1,
      failed: 1,
    });
  });
});
