import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DestinationError, type DestinationFault } from '@homeroll/core/ports/destination-error';
import type { Destination } from '@homeroll/core/ports/destination';
import { SourceError } from '@homeroll/core/ports/source';
import { engineBench, hashOf } from './engine-bench.ts';

const minute = 60_000;

describe('a pass', () => {
  it('P61 P63 sends what is new, with title and tags, and remembers it as transferred', async () => {
    const { sync, place, record } = engineBench({ 'a.jpg': 'A', 'b.jpg': 'B' });
    const mark = { type: 'event-matches', event: 'folder', title: 'Wedding', tags: ['family/w'] } as const;
    expect(await sync({ mark })).toMatchObject({ found: 2, sent: 2, sentBytes: 2, failed: 0, waiting: 0 });
    expect(place.files.get(hashOf('A'))?.details).toMatchObject({ title: 'Wedding', tags: ['family/w'] });
    expect(await record('b.jpg')).toMatchObject({ state: 'transferred', hash: hashOf('B') });
  });

  it('does nothing the second time, not even read', async () => {
    const { sync, shelf } = engineBench({ 'a.jpg': 'A' });
    await sync();
    shelf.reads.length = 0;
    expect(await sync()).toMatchObject({ found: 0, sent: 0 });
    expect(shelf.reads).toEqual([]);
  });

  it('reads a small file once: hashed and sent from the same bytes', async () => {
    const { sync, shelf } = engineBench({ 'small.jpg': 'S', 'large.jpg': 'L'.repeat(2000) });
    expect(await sync()).toMatchObject({ sent: 2 });
    expect([...shelf.reads].sort()).toEqual(['large.jpg', 'large.jpg', 'small.jpg']);
  });

  it('P64 sends no bytes of what is there', async () => {
    const { sync, place, record, events } = engineBench({ 'a.jpg': 'A' });
    place.files.set(hashOf('A'), { bytes: Buffer.from('A'), details: { fileName: 'x' }, account: 'another' });
    expect(await sync()).toMatchObject({ sent: 0, alreadyThere: 1 });
    expect((await record('a.jpg'))?.state).toBe('already-there');
    expect(events.some(({ type }) => type === 'sending')).toBe(false);
  });

  it('sends the same bytes under two names once', async () => {
    const { sync, events } = engineBench({ 'a.jpg': 'same', 'b.jpg': 'same', 'c.jpg': 'same' });
    expect(await sync()).toMatchObject({ sent: 1, alreadyThere: 2 });
    expect(events.filter(({ type }) => type === 'sending')).toHaveLength(1);
  });

  it('P65 does not bring back what was thrown away there, unless a person wants it', async () => {
    const { sync, good, record, shelf } = engineBench({ 'a.jpg': 'A' });
    await sync();
    await good.remove!(hashOf('A'));
    shelf.files.set('copy.jpg', 'A');
    expect(await sync()).toMatchObject({ sent: 0, removedElsewhere: 1 });
    expect(await record('copy.jpg')).toMatchObject({ state: 'deleted', reason: 'removed-elsewhere' });
    shelf.files.set('wanted.jpg', 'A');
    expect(await sync({ mark: { type: 'mark-by-hand' }, force: true })).toMatchObject({ sent: 1 });
  });

  it('sends nothing twice when the journal is lost', async () => {
    const first = engineBench({ 'a.jpg': 'A', 'b.jpg': 'B' });
    await first.sync();
    const { sync } = engineBench({ 'a.jpg': 'A', 'b.jpg': 'B' }, () => first.good);
    expect(await sync()).toMatchObject({ sent: 0, alreadyThere: 2 });
  });

  it('ends with every file there, whatever the sizes, the names and the doubles', async () => {
    const shelf = fc.dictionary(fc.string({ minLength: 1 }), fc.string({ minLength: 1, maxLength: 3000 }), {
      maxKeys: 30,
    });
    await fc.assert(
      fc.asyncProperty(shelf, fc.integer({ min: 1, max: 5 }), async (files, parallel) => {
        const ascii = Object.fromEntries(
          Object.entries(files).map(([name, text]) => [name, Buffer.from(text).toString('hex')]),
        );
        const { sync, place } = engineBench(ascii);
        const { sent, alreadyThere, found } = await sync({ parallel, readers: parallel });
        expect(sent + alreadyThere).toBe(found);
        expect([...place.files.keys()].sort()).toEqual([...new Set(Object.values(ascii).map(hashOf))].sort());
        expect(await sync()).toMatchObject({ found: 0 });
      }),
      { numRuns: 50 },
    );
  });
});

describe('what changes under our hands', () => {
  it('is never green with the wrong bytes: the changed file is taken by the next pass', async () => {
    const { sync, shelf, place, record } = engineBench({ 'a.jpg': 'L'.repeat(2000) });
    shelf.onOpen = () => {
      if (shelf.reads.length === 2) shelf.files.set('a.jpg', 'edited');
    };
    expect(await sync()).toMatchObject({ sent: 0, failed: 0, changed: 1 });
    expect(place.files.size).toBe(0);
    expect(await sync()).toMatchObject({ sent: 1 });
    expect(await record('a.jpg')).toMatchObject({ state: 'transferred', hash: hashOf('edited') });
    expect(await sync()).toMatchObject({ found: 0 });
  });

  it('and vanishes is dropped, and taken up when it comes back', async () => {
    const { sync, shelf, record } = engineBench({ 'a.jpg': 'A' }, failing('timeout', 1));
    await sync();
    const bytes = shelf.files.get('a.jpg')!;
    shelf.files.delete('a.jpg');
    expect(await sync({ occasion: 'start' })).toMatchObject({ found: 0 });
    expect(await record('a.jpg')).toMatchObject({ reason: 'source-missing' });
    shelf.files.set('b.jpg', bytes);
    expect(await sync()).toMatchObject({ sent: 1 });
  });
});

describe('failures', () => {
  it('P62 turn red, wait, and turn green', async () => {
    const { sync, time, record } = engineBench({ 'a.jpg': 'A' }, failing('server-error', 1));
    expect(await sync()).toMatchObject({ failed: 1, sent: 0 });
    expect(await record('a.jpg')).toMatchObject({ state: 'failed', reason: 'server-error', attempts: 1 });
    expect(await sync()).toMatchObject({ found: 0 });
    time.now += minute;
    expect(await sync()).toMatchObject({ sent: 1 });
    expect(await record('a.jpg')).toMatchObject({ state: 'transferred', attempts: 0 });
  });

  it('of one file never hold up the others', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 40 }, (_, n) => [`${String(n)}.jpg`, `text ${String(n)}`]),
    );
    const bad = hashOf('text 7');
    const { sync } = engineBench(files, (good) => ({
      ...good,
      send: (upload, signal) =>
        upload.hash === bad
          ? Promise.reject(new DestinationError('type-refused', 'no'))
          : good.send(upload, signal),
    }));
    expect(await sync({ parallel: 1 })).toMatchObject({ sent: 39, failed: 1 });
  });

  it('to read are told with their reason, and tried again by the next pass', async () => {
    const { sync, shelf, events } = engineBench({ 'a.jpg': 'A', 'b.jpg': 'B' });
    shelf.onOpen = (path) => {
      if (path === 'a.jpg') throw new SourceError('unreadable', 'permission denied');
    };
    expect(await sync()).toMatchObject({ sent: 1, failed: 1 });
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'failed', item: 'a.jpg', reason: 'unreadable' }),
    );
    delete shelf.onOpen;
    expect(await sync()).toMatchObject({ found: 1, sent: 1 });
  });

  it.each(['disk-full', 'refused-login', 'forbidden', 'unreachable'] as const)(
    'of the destination (%s) stop the run; what was not tried waits and is not red',
    async (fault) => {
      const files = Object.fromEntries(
        Array.from({ length: 30 }, (_, n) => [`${String(n)}.jpg`, `text ${String(n)}`]),
      );
      const { sync, place, journal } = engineBench(files, failing(fault, 1));
      const summary = await sync({ parallel: 1 });
      expect(summary).toMatchObject({ sent: 0, failed: 1, stopped: { reason: fault } });
      expect(summary.waiting).toBe(29);
      const states: string[] = [];
      for await (const records of journal.waiting(Number.POSITIVE_INFINITY, 'sending'))
        states.push(...records.map(({ state }) => state));
      expect(states.filter((state) => state === 'failed')).toHaveLength(1);
      expect(await sync({ occasion: 'start' })).toMatchObject({ sent: 30 });
      expect(place.files.size).toBe(30);
    },
  );

  it('while asking leave every state as it is', async () => {
    const { sync, record } = engineBench({ 'a.jpg': 'A' }, (good) => ({
      ...good,
      check: () => Promise.reject(new DestinationError('unreachable', 'no network')),
    }));
    expect(await sync()).toMatchObject({ failed: 0, waiting: 1, stopped: { reason: 'unreachable' } });
    expect(await record('a.jpg')).toMatchObject({ state: 'marked', attempts: 0 });
  });

  it('P29 of a destination that is away leave what is new marked, and look at little of what waits', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 60 }, (_, n) => [`${String(n)}.jpg`, `text ${String(n)}`]),
    );
    const { sync, record, shelf } = engineBench(files, (good) => ({
      ...good,
      async check() {
        // As a network does, it says so later.
        await new Promise(setImmediate);
        throw new DestinationError('unreachable', 'no network');
      },
    }));
    expect(await sync()).toMatchObject({ found: 60, waiting: 60, stopped: { reason: 'unreachable' } });
    for (const path of Object.keys(files)) expect((await record(path))?.state).toBe('marked');
    shelf.files.set('new.jpg', 'new');
    shelf.reads.length = 0;
    const again = await sync({ occasion: 'probe' });
    expect(again.found).toBeLessThan(20);
    expect(shelf.reads).toEqual(['new.jpg']);
    expect((await record('new.jpg'))?.state).toBe('marked');
  });

  it('after the commit (a lost acknowledgement) send nothing again', async () => {
    const { sync, time, record, events } = engineBench({ 'a.jpg': 'A' }, losing(1));
    expect(await sync()).toMatchObject({ failed: 1 });
    time.now += 10 * minute;
    expect(await sync()).toMatchObject({ sent: 0, alreadyThere: 1 });
    expect((await record('a.jpg'))?.state).toBe('transferred');
    expect(events.some(({ type }) => type === 'sending')).toBe(false);
  });

  it('that are bugs end the run and come out of it', async () => {
    const { sync } = engineBench({ 'a.jpg': 'A' }, (good) => ({
      ...good,
      send: () => Promise.reject(new TypeError('bug')),
    }));
    await expect(sync()).rejects.toThrow('bug');
  });
});

describe('stopping', () => {
  it('is not a failure: the state is unchanged and the place is kept', async () => {
    const controller = new AbortController();
    const { sync, record, shelf } = engineBench({ 'a.jpg': 'L'.repeat(2000) });
    shelf.onOpen = () => shelf.reads.length === 2 && controller.abort();
    expect(await sync({ signal: controller.signal })).toMatchObject({
      cancelled: true,
      failed: 0,
      waiting: 1,
    });
    expect(await record('a.jpg')).toMatchObject({ state: 'marked', attempts: 0 });
    shelf.reads.length = 0;
    expect(await sync()).toMatchObject({ sent: 1 });
    expect(shelf.reads).toEqual(['a.jpg']);
  });

  it('P69 goes on in the middle of a file that was broken off', async () => {
    const { sync, shelf, place } = engineBench({ 'a.jpg': 'L'.repeat(2000) }, breakingAfter(1000));
    expect(await sync()).toMatchObject({ failed: 1 });
    shelf.reads.length = 0;
    expect(await sync({ occasion: 'start' })).toMatchObject({ sent: 1 });
    expect(shelf.reads).toEqual([]);
    expect(place.files.get(hashOf('L'.repeat(2000)))?.bytes).toHaveLength(2000);
  });
});

type Build = (good: Destination) => Destination;

/** Refuses the first so many sends. */
function failing(fault: DestinationFault, times: number): Build {
  let left = times;
  return (good) => ({
    ...good,
    send: (upload, signal) => {
      left -= 1;
      return left >= 0 ? Promise.reject(new DestinationError(fault, 'refused')) : good.send(upload, signal);
    },
  });
}

/** Commits, and loses the first so many acknowledgements. */
function losing(times: number): Build {
  let left = times;
  return (good) => ({
    ...good,
    send: async (upload, signal) => {
      const receipt = await good.send(upload, signal);
      left -= 1;
      if (left >= 0) throw new DestinationError('server-error', 'lost');
      return receipt;
    },
  });
}

/** The connection breaks once, behind so many bytes. */
function breakingAfter(bytes: number): Build {
  let isBroken = false;
  return (good) => ({
    ...good,
    send: (upload, signal) =>
      good.send({ ...upload, resume: upload.resume, open: (offset) => limited(upload.open(offset)) }, signal),
  });

  async function* limited(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    let left = isBroken ? Number.POSITIVE_INFINITY : bytes;
    for await (const piece of pieces) {
      left -= piece.length;
      if (left < 0) {
        isBroken = true;
        throw new DestinationError('unreachable', 'cut');
      }
      yield piece;
    }
  }
}
