import { describe, expect, it } from 'vitest';
import { ConnectionGate } from '@homeroll/core/connection/connection-gate';
import { noRules } from '@homeroll/core/connection/no-rules';
import type { MediaEvent } from '@homeroll/core/event/media-event';
import type { Destination } from '@homeroll/core/ports/destination';
import { DestinationError, type DestinationFault } from '@homeroll/core/ports/destination-error';
import { actOnItems } from '@homeroll/core/sync/act-on-items';
import { KeepSyncing } from '@homeroll/core/sync/keep-syncing';
import { recordOf } from '@homeroll/core/sync/record-of';
import { Stop } from '@homeroll/core/sync/stop';
import type { SyncSummary } from '@homeroll/core/sync/sync-report';
import { benchEvent, benchSettings, engineBench, hashOf, type EngineBench } from './engine-bench.ts';
import { refusing } from './faulty-destination.ts';
import { HandClock } from './hand-clock.ts';

const minute = 60_000;
const hour = 60 * minute;
const rescanEvery = 24 * hour;

describe('sending for years', () => {
  it('P61 sends what is there, and then what comes, as soon as it is told', async () => {
    const { clock, shelf, engine, state, end } = await running({ 'a.jpg': 'A' });
    expect(await state('a.jpg')).toBe('transferred');
    shelf.files.set('b.jpg', 'B');
    engine.wake('files');
    await clock.pass(1000);
    expect(await state('b.jpg')).toBe('transferred');
    await end();
  });

  it('does nothing while nothing happens: a day passes without a pass', async () => {
    const { clock, passes, end } = await running({ 'a.jpg': 'A' });
    const before = passes.length;
    await clock.pass(5 * hour);
    expect(passes.length).toBe(before);
    await clock.pass(15 * hour);
    // However far away the next reason is, it looks at the clock again after hours.
    expect(passes.length - before).toBeLessThanOrEqual(4);
    await end();
  });

  it('joins the news of one burst', async () => {
    const { clock, shelf, engine, passes, end } = await running({});
    const before = passes.length;
    for (let count = 0; count < 100; count += 1) {
      shelf.files.set(`${String(count)}.jpg`, String(count));
      engine.wake('files');
      await clock.pass(2);
    }
    await clock.pass(1000);
    expect(passes.length - before).toBeLessThanOrEqual(2);
    expect(passes.reduce((sum, { sent }) => sum + sent, 0)).toBe(100);
    await end();
  });

  it('finds by looking at everything now and then what no system told of', async () => {
    const { clock, scopes, end } = await running({ 'a.jpg': 'A' });
    scopes.length = 0;
    await clock.pass(rescanEvery - 2000);
    expect(scopes).not.toContain('everything');
    await clock.pass(2000);
    expect(scopes.filter((scope) => scope === 'everything')).toHaveLength(1);
    await end();
  });

  it('ends when it is told to, and waits for nothing then', async () => {
    const { clock, end } = await running({ 'a.jpg': 'A' });
    await end();
    expect(clock.waits()).toEqual([]);
  });

  it('a bug comes out of it, and leaves nothing that waits', async () => {
    const bench = engineBench({ 'a.jpg': 'A' }, (good) => ({
      ...good,
      send: () => Promise.reject(new TypeError('bug')),
    }));
    const clock = new HandClock();
    const engine = new KeepSyncing(
      { ...bench.ports, clock },
      { settings: benchSettings, rescanEvery: () => rescanEvery },
    );
    await expect(engine.run(new Stop())).rejects.toThrow('bug');
    expect(clock.waits()).toEqual([]);
  });
});

describe('trying again', () => {
  it('P62 when the next try of a failed item is due, and not before', async () => {
    const { clock, state, passes, end } = await running({ 'a.jpg': 'A' }, refusing('server-error', 'A'));
    expect(await state('a.jpg')).toBe('failed');
    const before = passes.length;
    await clock.pass(minute - 1000);
    expect(passes.length).toBe(before);
    await clock.pass(2000);
    expect(await state('a.jpg')).toBe('transferred');
    await end();
  });

  it('at once when a person wants it (“retry”), whatever waits', async () => {
    const { clock, state, engine, end } = await running({ 'a.jpg': 'A' }, refusing('type-refused', 'A'));
    await clock.pass(5 * hour);
    expect(await state('a.jpg')).toBe('failed');
    engine.wake('retry');
    await clock.pass(1000);
    expect(await state('a.jpg')).toBe('transferred');
    await end();
  });

  it('at once when settings were edited (decision 2: until the configuration changes)', async () => {
    const { clock, state, engine, end } = await running({ 'a.jpg': 'A' }, refusing('type-refused', 'A'));
    engine.wake('settings');
    await clock.pass(1000);
    expect(await state('a.jpg')).toBe('transferred');
    await end();
  });

  it.each([
    ['unreachable', 5000, 5 * minute],
    ['disk-full', minute, 6 * hour],
  ] as const)(
    'after a stop (%s) longer each time, from %i to %i ms, without end',
    async (fault, first, last) => {
      const { clock, passes, end } = await running({ 'a.jpg': 'A' }, always(fault));
      const times: number[] = [];
      for (let count = passes.length; times.length < 16;) {
        const [next = 0] = clock.waits();
        await clock.pass(next);
        if (passes.length > count) times.push(clock.now());
        count = passes.length;
      }
      const pauses = times.slice(1).map((time, place) => time - times[place]!);
      expect(pauses[0]).toBeGreaterThanOrEqual(first);
      expect(pauses).toEqual([...pauses].sort((one, other) => one - other));
      expect(pauses.at(-1)).toBeLessThanOrEqual(last);
      expect(pauses.at(-1)).toBeGreaterThanOrEqual(last / 2);
      await end();
    },
  );

  it('after a stop new files are no reason to try sooner; a connection that comes back is', async () => {
    let isUp = false;
    const { clock, shelf, engine, passes, state, end } = await running({ 'a.jpg': 'A' }, (good) => ({
      ...good,
      check: (hashes) =>
        isUp ? good.check(hashes) : Promise.reject(new DestinationError('unreachable', 'no network')),
    }));
    await clock.pass(hour);
    const before = passes.length;
    shelf.files.set('b.jpg', 'B');
    engine.wake('files');
    await clock.pass(1000);
    expect(passes.length).toBe(before);
    isUp = true;
    engine.wake('connection');
    await clock.pass(1000);
    expect([await state('a.jpg'), await state('b.jpg')]).toEqual(['transferred', 'transferred']);
    await end();
  });

  it('what the destination refused to all is probed when the connection changes', async () => {
    const { clock, engine, state, end } = await running({ 'a.jpg': 'A' }, refusing('forbidden', 'A'));
    expect(await state('a.jpg')).toBe('failed');
    engine.wake('connection');
    await clock.pass(1000);
    expect(await state('a.jpg')).toBe('transferred');
    await end();
  });
});

describe('events and rules', () => {
  it('P30 an item shot during a running event is queued at once', async () => {
    const { clock, shelf, engine, state, end } = await running({}, undefined, [benchEvent()]);
    shelf.files.set('a.jpg', { text: 'A', taken: '2026-06-14T15:00:00' });
    shelf.files.set('b.jpg', { text: 'B', taken: '2026-06-15T15:00:00' });
    engine.wake('files');
    await clock.pass(1000);
    expect([await state('a.jpg'), await state('b.jpg')]).toEqual(['transferred', undefined]);
    await end();
  });

  it('P31 an event that is made later catches up with what is there', async () => {
    const bench = await running({ 'a.jpg': { text: 'A', taken: '2026-06-14T15:00:00' } }, undefined, []);
    expect(await bench.state('a.jpg')).toBeUndefined();
    bench.events.push(benchEvent());
    bench.engine.wake('settings');
    await bench.clock.pass(1000);
    expect(await bench.state('a.jpg')).toBe('transferred');
    await bench.end();
  });

  it('P60 what was held back goes on when the rules hold again', async () => {
    const { clock, gate, shelf, engine, state, end } = await running({});
    gate.update({ paused: true });
    shelf.files.set('a.jpg', 'A');
    engine.wake('files');
    await clock.pass(hour);
    expect(await state('a.jpg')).toBe('marked');
    gate.update({ paused: false });
    await clock.pass(1000);
    expect(await state('a.jpg')).toBe('transferred');
    await end();
  });
});

describe('decision 7: what a person does', () => {
  it('is done between passes: nothing in flight overtakes it', async () => {
    const large = 'L'.repeat(2000);
    const order: string[] = [];
    const bench = await running({}, (good) => ({
      ...good,
      send: async (upload, signal) => {
        order.push('sending');
        const receipt = await good.send(upload, signal);
        order.push('sent');
        return receipt;
      },
    }));
    const { clock, shelf, engine, ports, place, state, end } = bench;
    let acting: Promise<unknown> | undefined;
    shelf.onOpen = () => {
      if (shelf.reads.length !== 2) return;
      acting = engine.between(async () => {
        order.push('reset');
        const record = await recordOf(ports, (await ports.source.find('a.jpg'))!);
        await actOnItems(ports, [record], { action: { type: 'reset' }, isOurs: () => false });
      });
    };
    shelf.files.set('a.jpg', large);
    engine.wake('files');
    await clock.pass(1000);
    await acting;
    expect(order).toEqual(['sending', 'reset']);
    expect(await state('a.jpg')).toBe('unmarked');
    expect(place.files.has(hashOf(large))).toBe(false);
    await clock.pass(hour);
    expect(await state('a.jpg')).toBe('unmarked');
    await end();
  });

  it('is done in its order, each answer going to whoever asked', async () => {
    const { clock, engine, end } = await running({ 'a.jpg': 'A' });
    const done: number[] = [];
    const answers = [1, 2, 3].map((number) =>
      engine.between(() => {
        done.push(number);
        return number === 2 ? Promise.reject(new Error('two')) : Promise.resolve(number);
      }),
    );
    const settled = Promise.allSettled(answers);
    await clock.pass(1000);
    expect((await settled).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(done).toEqual([1, 2, 3]);
    await end();
  });

  it('is followed at once by the pass that carries it out', async () => {
    const { clock, engine, passes, end } = await running({ 'a.jpg': 'A' });
    const before = passes.length;
    const action = engine.between(() => Promise.resolve());
    await clock.pass(1);
    await action;
    expect(passes.length).toBe(before + 1);
    await end();
  });

  it('breaks off a look at everything, which is then made again', async () => {
    const { clock, shelf, engine, scopes, end } = await running({});
    shelf.files.set('a.jpg', 'L'.repeat(2000));
    let acting: Promise<unknown> | undefined;
    shelf.onOpen = () => {
      acting ??= engine.between(() => Promise.resolve());
    };
    scopes.length = 0;
    engine.wake('rescan');
    await clock.pass(1000);
    await acting;
    expect(scopes.slice(0, 2)).toEqual(['everything', 'everything']);
    await end();
  });

  it('waits for no news and no back-off', async () => {
    const { clock, engine, end } = await running({ 'a.jpg': 'A' }, always('disk-full'));
    await clock.pass(hour);
    let isDone = false;
    const action = engine.between(() => Promise.resolve((isDone = true)));
    await clock.pass(1);
    expect(isDone).toBe(true);
    await action;
    await end();
  });
});

interface Running extends Omit<EngineBench, 'events'> {
  readonly clock: HandClock;
  readonly engine: KeepSyncing;
  readonly gate: ConnectionGate;
  readonly passes: SyncSummary[];
  /** What the source was told to look at. */
  readonly scopes: string[];
  /** Those that mark; edited by tests. */
  readonly events: MediaEvent[];
  readonly end: () => Promise<void>;
}

/** An engine that has made its first pass. Without events a folder is sent whole. */
async function running(
  files: Parameters<typeof engineBench>[0],
  build?: (good: Destination) => Destination,
  events?: MediaEvent[],
): Promise<Running> {
  const bench = engineBench(files, build);
  const clock = new HandClock();
  const signal = new Stop();
  const passes: SyncSummary[] = [];
  const scopes: string[] = [];
  const around = { rules: noRules, readings: { connected: true }, localTime: '12:00', paused: false };
  const gate = new ConnectionGate({ ...around, events: [] });
  const source = {
    ...bench.ports.source,
    lookAgain(scope: 'news' | 'everything') {
      scopes.push(scope);
      bench.ports.source.lookAgain(scope);
    },
  };
  const engine = new KeepSyncing(
    { ...bench.ports, source, clock },
    {
      settings: () => benchSettings(events === undefined ? {} : { events: [...events] }),
      gate,
      rescanEvery: () => rescanEvery,
      passed: (summary) => passes.push(summary),
    },
  );
  const run = engine.run(signal);
  await clock.pass(1000);
  const end = async (): Promise<void> => {
    signal.raise();
    await run;
  };
  return { ...bench, clock, engine, gate, passes, scopes, events: events ?? [], end };
}

/** Where there is no network not even the question gets through. */
function always(fault: DestinationFault): (good: Destination) => Destination {
  const refuse = (): Promise<never> => Promise.reject(new DestinationError(fault, 'refused'));
  return (good) => ({ ...good, ...(fault === 'unreachable' ? { check: refuse } : { send: refuse }) });
}
