import { describe, expect, it } from 'vitest';
import { benchEvent, engineBench, hashOf } from './engine-bench.ts';
import { failingRemovals, refusing } from './faulty-destination.ts';
import { gatedBench } from './gated-bench.ts';

const hour = 3_600_000;
const byHand = { type: 'mark-by-hand' } as const;
const large = 'L'.repeat(2000);

describe('transfer-states.md, table 2', () => {
  describe('retry tick, connection rules hold, next try reached', () => {
    it('P62 marked/failed → send', async () => {
      const { sync, time, state } = engineBench(
        { 'a.jpg': 'A', 'b.jpg': 'B' },
        refusing('server-error', 'A'),
      );
      expect(await sync()).toMatchObject({ sent: 1, failed: 1 });
      expect(await sync()).toMatchObject({ found: 0 });
      time.now += hour;
      expect(await sync()).toMatchObject({ found: 1, sent: 1 });
      expect(await state('a.jpg')).toBe('transferred');
    });

    it('P38 delete-marked → delete', async () => {
      const bench = engineBench({ 'a.jpg': 'A' }, failingRemovals('server-error', 1));
      await bench.sync();
      await bench.act({ type: 'delete-pressed' }, 'a.jpg');
      expect(await bench.sync()).toMatchObject({ deleted: 0 });
      expect(await bench.record('a.jpg')).toMatchObject({ state: 'delete-marked', reason: 'server-error' });
      expect(await bench.sync()).toMatchObject({ deleted: 0 });
      bench.time.now += hour;
      expect(await bench.sync()).toMatchObject({ deleted: 1 });
      expect(await bench.state('a.jpg')).toBe('deleted');
      expect(bench.place.files.size).toBe(0);
    });

    it('P39 delete-failed is never retried by itself', async () => {
      const bench = engineBench({ 'a.jpg': 'A' }, failingRemovals('forbidden', 1));
      await bench.sync();
      await bench.act({ type: 'delete-pressed' }, 'a.jpg');
      await bench.sync();
      bench.time.now += 1000 * hour;
      for (const occasion of ['tick', 'probe', 'start'] as const) await bench.sync({ occasion });
      expect(await bench.record('a.jpg')).toMatchObject({ state: 'delete-failed', reason: 'may-not-delete' });
      expect(bench.place.files.size).toBe(1);
      await bench.act({ type: 'delete-pressed', confirmed: true }, 'a.jpg');
      expect(await bench.sync()).toMatchObject({ deleted: 1 });
    });
  });

  describe('connection rules stop holding during a transfer', () => {
    it('the transfer stops; state unchanged; NOT counted as a failure', async () => {
      const { sync, shelf, gate, record, place } = gatedBench({ 'a.jpg': large });
      shelf.onOpen = () => {
        if (shelf.reads.length === 2) gate.update({ readings: { connected: false } });
      };
      expect(await sync({ gate })).toMatchObject({ found: 1, sent: 0, failed: 0, held: 1, cancelled: false });
      const before = await record('a.jpg');
      expect(before).toMatchObject({ state: 'marked', attempts: 0 });
      expect(before).not.toHaveProperty('reason');
      expect(place.files.size).toBe(0);
      gate.update({ readings: { connected: true } });
      expect(await sync({ gate })).toMatchObject({ sent: 1 });
    });

    it('of a failed item, reason and attempts are those of its last true attempt', async () => {
      const bench = gatedBench({ 'a.jpg': large }, refusing('server-error', large));
      await bench.sync();
      const before = await bench.record('a.jpg');
      bench.time.now += hour;
      const opens = bench.shelf.reads.length;
      bench.shelf.onOpen = () => {
        if (bench.shelf.reads.length > opens) bench.gate.update({ paused: true });
      };
      expect(await bench.sync({ gate: bench.gate })).toMatchObject({ sent: 0, failed: 0, held: 1 });
      const after = await bench.record('a.jpg');
      expect({ ...after, resume: undefined }).toEqual({ ...before, resume: undefined });
    });

    it('P69 and goes on where it was when they hold again', async () => {
      const { sync, shelf, gate, place } = gatedBench({ 'a.jpg': large });
      shelf.onOpen = () => {
        if (shelf.reads.length === 2) gate.update({ paused: true });
      };
      await sync({ gate });
      const [arrived] = [...place.partial.values()];
      expect(arrived).toBeDefined();
      gate.update({ paused: false });
      await sync({ gate });
      expect(place.files.get(hashOf(large))?.bytes).toHaveLength(2000);
      expect(place.partial.size).toBe(0);
    });

    it('what is held back from the beginning is not even asked about', async () => {
      const questions: unknown[] = [];
      const { sync, gate, state } = gatedBench({ 'a.jpg': 'A' }, (good) => ({
        ...good,
        check: (hashes, signal) => (questions.push(...hashes), good.check(hashes, signal)),
      }));
      gate.update({ paused: true });
      expect(await sync({ gate })).toMatchObject({ found: 1, held: 1, failed: 0 });
      expect(questions).toEqual([]);
      expect(await state('a.jpg')).toBe('marked');
      expect(await sync({ gate })).toMatchObject({ found: 0, held: 0 });
    });
  });

  describe('killed during a transfer', () => {
    it('state unchanged; the next run asks the destination first', async () => {
      const controller = new AbortController();
      const sends: string[] = [];
      const bench = engineBench({ 'a.jpg': 'A' }, (good) => ({
        ...good,
        send: async (upload, signal) => {
          sends.push(upload.hash);
          await good.send(upload, signal);
          controller.abort();
          throw new Error('nobody is there any more to hear of it');
        },
      }));
      expect(await bench.sync({ signal: controller.signal })).toMatchObject({ cancelled: true, failed: 0 });
      expect(await bench.record('a.jpg')).toMatchObject({ state: 'marked', attempts: 0 });
      expect(await bench.sync({ occasion: 'start' })).toMatchObject({ sent: 0, alreadyThere: 1 });
      expect(sends).toHaveLength(1);
    });
  });

  describe('killed while it looked', () => {
    it('what was found and not come to is found by the next run', async () => {
      const names = Array.from({ length: 30 }, (_, number) => `${String(number)}.jpg`);
      const bench = engineBench(Object.fromEntries(names.map((name) => [name, name])));
      const controller = new AbortController();
      bench.shelf.onOpen = () => controller.abort();
      expect(await bench.sync({ signal: controller.signal })).toMatchObject({ cancelled: true, sent: 0 });
      delete bench.shelf.onOpen;
      expect(await bench.sync()).toMatchObject({ sent: 30 });
    });
  });

  describe('source file disappears', () => {
    it.each(['marked', 'failed'] as const)(
      '%s: job dropped, record kept with reason `source-missing`; taken up when it is back',
      async (was) => {
        const bench = gatedBench({ 'a.jpg': 'A' }, refusing('server-error', was === 'failed' ? 'A' : '-'));
        bench.gate.update({ paused: was === 'marked' });
        await bench.sync({ gate: bench.gate });
        expect(await bench.state('a.jpg')).toBe(was);
        bench.gate.update({ paused: false });
        bench.shelf.files.delete('a.jpg');
        expect(await bench.sync({ occasion: 'start' })).toMatchObject({ found: 0, failed: 0 });
        expect(await bench.record('a.jpg')).toMatchObject({ state: was, reason: 'source-missing' });
        bench.shelf.files.set('a.jpg', 'A');
        expect(await bench.sync({ occasion: 'start' })).toMatchObject({ sent: 1 });
      },
    );

    it('other states keep their record, so the item is not sent twice when it comes back', async () => {
      const bench = engineBench({ 'a.jpg': 'A' });
      await bench.sync();
      const before = await bench.record('a.jpg');
      bench.shelf.files.delete('a.jpg');
      await bench.sync({ occasion: 'start' });
      expect(await bench.record('a.jpg')).toEqual(before);
      bench.shelf.files.set('a.jpg', 'A');
      expect(await bench.sync({ occasion: 'start' })).toMatchObject({ sent: 0 });
    });
  });

  describe('source file edited (new hash)', () => {
    it('a new item in `unmarked`; the old record stays', async () => {
      const bench = engineBench({ 'a.jpg': 'A' });
      await bench.sync({ mark: byHand });
      bench.shelf.files.set('a.jpg', 'edited');
      expect(await bench.sync({ events: [] })).toMatchObject({ sent: 0 });
      const records = (await bench.journal.find(['a.jpg'])).get('a.jpg')!;
      expect(records.map(({ state }) => state)).toEqual(['transferred']);
    });

    it('(events may match it)', async () => {
      const bench = engineBench({ 'a.jpg': 'A' });
      await bench.sync({ events: [benchEvent()] });
      bench.shelf.files.set('a.jpg', 'edited');
      expect(await bench.sync({ events: [benchEvent()] })).toMatchObject({ sent: 1 });
      expect([...bench.place.files.keys()].sort()).toEqual([hashOf('A'), hashOf('edited')].sort());
    });

    it('the same bytes under a new time are the same item', async () => {
      const bench = engineBench({ 'a.jpg': { text: 'A', touched: 1 } });
      await bench.sync();
      bench.shelf.files.set('a.jpg', { text: 'A', touched: 2 });
      expect(await bench.sync()).toMatchObject({ sent: 0, failed: 0 });
      expect((await bench.journal.find(['a.jpg'])).get('a.jpg')).toHaveLength(1);
      expect(await bench.state('a.jpg')).toBe('transferred');
      expect(await bench.sync()).toMatchObject({ found: 0 });
    });
  });

  describe('album deselected', () => {
    const events = [benchEvent()];
    it('marked with event origin → unmarked', async () => {
      const bench = gatedBench({ 'a.jpg': 'A' });
      bench.gate.update({ paused: true });
      await bench.sync({ events, gate: bench.gate });
      bench.shelf.files.set('a.jpg', { text: 'A', unselected: true });
      await bench.sync({ events, occasion: 'start' });
      expect(await bench.record('a.jpg')).toMatchObject({ state: 'unmarked' });
      expect(bench.place.files.size).toBe(0);
      bench.shelf.files.set('a.jpg', 'A');
      expect(await bench.sync({ events, occasion: 'start' })).toMatchObject({ sent: 1 });
    });

    it('manual marks stay', async () => {
      const bench = engineBench({ 'a.jpg': { text: 'A', unselected: true } });
      await bench.act(byHand, 'a.jpg');
      expect(await bench.sync({ events })).toMatchObject({ sent: 1 });
    });

    it('finished records stay', async () => {
      const bench = engineBench({ 'a.jpg': 'A' });
      await bench.sync({ events });
      const before = await bench.record('a.jpg');
      bench.shelf.files.set('a.jpg', { text: 'A', unselected: true });
      await bench.sync({ events, occasion: 'start' });
      expect(await bench.record('a.jpg')).toEqual(before);
    });
  });

  describe('event edited or deleted', () => {
    it('its marked items are evaluated again', async () => {
      const bench = gatedBench({ 'a.jpg': 'A' });
      bench.gate.update({ paused: true });
      await bench.sync({ events: [benchEvent()], gate: bench.gate });
      await bench.sync({
        events: [benchEvent({ title: 'Our wedding' })],
        gate: bench.gate,
        occasion: 'start',
      });
      expect(await bench.record('a.jpg')).toMatchObject({ state: 'marked', title: 'Our wedding' });
      await bench.sync({ events: [], gate: bench.gate, occasion: 'start' });
      expect(await bench.record('a.jpg')).toMatchObject({ state: 'unmarked' });
      expect(await bench.record('a.jpg')).not.toHaveProperty('suppressEvents');
    });

    it('its failed items are evaluated again', async () => {
      const bench = engineBench({ 'a.jpg': 'A' }, refusing('type-refused', 'A'));
      await bench.sync({ events: [benchEvent()] });
      expect(await bench.state('a.jpg')).toBe('failed');
      await bench.sync({ events: [], occasion: 'start' });
      expect(await bench.state('a.jpg')).toBe('unmarked');
    });

    it('finished ones are left alone', async () => {
      const bench = engineBench({ 'a.jpg': 'A' });
      await bench.sync({ events: [benchEvent()] });
      const before = await bench.record('a.jpg');
      await bench.sync({ events: [benchEvent({ title: 'Other' })], occasion: 'start' });
      await bench.sync({ events: [], occasion: 'start' });
      expect(await bench.record('a.jpg')).toEqual(before);
      expect(bench.place.files.get(hashOf('A'))?.details.title).toBe('Wedding');
    });
  });

  describe('destination address or account changed', () => {
    it('states belong to that pair; the other pair’s own set is shown', async () => {
      const one = engineBench({ 'a.jpg': 'A' });
      const other = engineBench({ 'a.jpg': 'A' });
      await one.sync();
      await other.act(byHand, 'a.jpg');
      expect([await one.state('a.jpg'), await other.state('a.jpg')]).toEqual(['transferred', 'marked']);
    });
  });

  describe('reinstalled, journal lost', () => {
    it('everything unmarked; the first pass of checks gives `already-there`; nothing is sent twice', async () => {
      const before = engineBench({ 'a.jpg': 'A', 'b.jpg': 'B' });
      await before.sync();
      const bench = engineBench({ 'a.jpg': 'A', 'b.jpg': 'B' }, () => before.good);
      expect(await bench.state('a.jpg')).toBeUndefined();
      expect(await bench.sync({ occasion: 'start' })).toMatchObject({ sent: 0, alreadyThere: 2 });
      expect([await bench.state('a.jpg'), await bench.state('b.jpg')]).toEqual([
        'already-there',
        'already-there',
      ]);
    });
  });
});
