import { describe, expect, it } from 'vitest';
import type { MediaEvent } from '@homeroll/core/event/media-event';
import { benchEvent, engineBench, hashOf } from './engine-bench.ts';
import { gatedBench } from './gated-bench.ts';

const inside = '2026-06-14T12:00:00';
const outside = '2026-06-20T12:00:00';
const years: MediaEvent = benchEvent({
  id: 'years',
  title: 'Phone',
  tags: ['phone'],
  start: '2020-01-01T00:00:00',
  end: '2030-01-01T00:00:00',
});

describe('events 1: any number of events', () => {
  it('P29 every item that was shot inside the window turns blue with the event’s title and tags', async () => {
    const bench = engineBench({
      'a.jpg': { text: 'A', taken: inside },
      'b.jpg': { text: 'B', taken: outside },
    });
    expect(await bench.sync({ events: [benchEvent()] })).toMatchObject({ sent: 1 });
    expect(bench.place.files.get(hashOf('A'))?.details).toMatchObject({ title: 'Wedding', tags: ['family'] });
    expect(bench.place.files.has(hashOf('B'))).toBe(false);
  });
});

describe('events 2: matching by the shooting time', () => {
  it('asks for it once per file, and reads nothing that no event matches', async () => {
    const bench = engineBench({
      'a.jpg': { text: 'A', taken: inside },
      'b.jpg': { text: 'B', taken: outside },
    });
    const events = [benchEvent()];
    await bench.sync({ events });
    await bench.sync({ events: [...events, { ...benchEvent(), id: 'another' }] });
    expect([...bench.shelf.looks].sort()).toEqual(['a.jpg', 'b.jpg']);
    expect(bench.shelf.reads).toEqual(['a.jpg']);
  });

  it('without any event nothing is looked into', async () => {
    const bench = engineBench({ 'a.jpg': 'A' });
    expect(await bench.sync({ events: [] })).toMatchObject({ sent: 0 });
    expect([bench.shelf.looks, bench.shelf.reads]).toEqual([[], []]);
  });
});

describe('events 3: album selection applies first', () => {
  it('what lies in an album that was left out is not marked', async () => {
    const bench = engineBench({ 'a.jpg': { text: 'A', taken: inside, unselected: true } });
    expect(await bench.sync({ events: [benchEvent()] })).toMatchObject({ found: 0, sent: 0 });
  });

  it('an event that is limited to an album marks there only', async () => {
    const bench = engineBench({
      'a.jpg': { text: 'A', taken: inside, album: 'Camera' },
      'b.jpg': { text: 'B', taken: inside, album: 'Screens' },
    });
    await bench.sync({ events: [benchEvent({ albums: ['Camera'] })] });
    expect([...bench.place.files.keys()]).toEqual([hashOf('A')]);
  });
});

describe('events 4: catch-up', () => {
  it('P31 items shot before the event was created count', async () => {
    const bench = engineBench({ 'a.jpg': { text: 'A', taken: inside } });
    await bench.sync({ events: [] });
    expect(await bench.sync({ events: [benchEvent()] })).toMatchObject({ sent: 1 });
  });

  it('P31 items that arrive after its end count', async () => {
    const bench = engineBench({});
    bench.time.now = Date.parse('2027-01-01T00:00:00Z');
    await bench.sync({ events: [benchEvent()] });
    bench.shelf.files.set('from a friend.jpg', { text: 'A', taken: inside });
    expect(await bench.sync({ events: [benchEvent()] })).toMatchObject({ sent: 1 });
  });

  it('P31 on every start, idempotent', async () => {
    const bench = engineBench({
      'a.jpg': { text: 'A', taken: inside },
      'b.jpg': { text: 'B', taken: outside },
    });
    for (const sent of [1, 0, 0])
      expect(await bench.sync({ events: [benchEvent()], occasion: 'start' })).toMatchObject({ sent });
    expect(bench.shelf.reads).toEqual(['a.jpg']);
  });

  it('an event that is widened takes in what it left out', async () => {
    const bench = engineBench({ 'b.jpg': { text: 'B', taken: outside } });
    await bench.sync({ events: [benchEvent()] });
    expect(await bench.sync({ events: [benchEvent({ end: '2026-07-01T00:00:00' })] })).toMatchObject({
      sent: 1,
    });
  });
});

describe('events 5: overlap', () => {
  it('P33 tags are merged; the title is that of the most specific window', async () => {
    const bench = engineBench({
      'a.jpg': { text: 'A', taken: inside },
      'b.jpg': { text: 'B', taken: outside },
    });
    await bench.sync({ events: [years, benchEvent()] });
    const details = (text: string): unknown => bench.place.files.get(hashOf(text))?.details;
    expect(details('A')).toMatchObject({ title: 'Wedding', tags: ['family', 'phone'] });
    expect(details('B')).toMatchObject({ title: 'Phone', tags: ['phone'] });
  });
});

describe('events 6: an upload rule of its own', () => {
  it('narrows the general connection rules, for what it marked and nothing else', async () => {
    const homeOnly = { ...years, connection: { homeOnly: true } };
    const events = [homeOnly, benchEvent()];
    const bench = gatedBench({
      'a.jpg': { text: 'A', taken: inside },
      'b.jpg': { text: 'B', taken: outside },
    });
    bench.gate.update({ events, readings: { connected: true, zone: 'internet' } });
    expect(await bench.sync({ events, gate: bench.gate })).toMatchObject({ sent: 1, held: 1 });
    expect([await bench.state('a.jpg'), await bench.state('b.jpg')]).toEqual(['transferred', 'marked']);
    bench.gate.update({ readings: { connected: true, zone: 'home' } });
    expect(await bench.sync({ events, gate: bench.gate })).toMatchObject({ sent: 1 });
  });

  it('holds nobody’s own mark back', async () => {
    const events = [{ ...years, connection: { homeOnly: true } }];
    const bench = gatedBench({ 'a.jpg': { text: 'A', taken: inside } });
    bench.gate.update({ events, readings: { connected: true, zone: 'internet' } });
    await bench.act({ type: 'mark-by-hand' }, 'a.jpg');
    expect(await bench.sync({ events, gate: bench.gate })).toMatchObject({ sent: 1 });
  });
});
