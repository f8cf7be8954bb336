import { describe, expect, it } from 'vitest';
import { LedgerError, memoryLedger } from '@homeroll/core/publish/publish-ledger';
import type { BoothFile } from '@homeroll/core/publish/publishing';
import { bytesOf, failing, fileOf, listing, pathOf, World } from './publishing-world.ts';

const sentTo = (world: World): string[] =>
  world.asked.filter((call) => call.startsWith('put ') && !call.endsWith('.html'));

/** A promise, and what fulfils it. */
function gate(): { readonly closed: Promise<void>; readonly open: () => void } {
  let open = (): void => undefined;
  const closed = new Promise<void>((resolve) => (open = resolve));
  return { closed, open };
}

describe('a place at a long party', () => {
  it('B1: thousands that lie there already are planned once, not anew after each', async () => {
    const world = new World();
    let plans = 0;
    const all = Array.from({ length: 300 }, (_, shot) => fileOf(`shot-${String(shot)}`));
    const seen = {
      ...listing(),
      get files(): BoothFile[] {
        plans += 1;
        return all;
      },
    };
    world.keeping.look(seen, 'news');
    const once = plans;
    await world.clock.quiet();
    while (world.keeping.status.waiting > 0) await world.clock.quiet();
    expect(world.keeping.status.done).toBe(300);
    expect(plans).toBe(once);
    await world.end();
  });

  it('B2: a picture goes while videos are on a slow line', async () => {
    const world = new World();
    const { closed, open } = gate();
    world.holds = (call, path) => (call === 'put' && path.includes('video') ? closed : undefined);
    const videos = ['one', 'two'].map((name) => ({ ...fileOf(`video-${name}`), size: 50_000_000 }));
    world.keeping.look(listing(...videos), 'news');
    await world.clock.quiet();
    expect(sentTo(world)).toEqual(['put media/video-one.jpg']);
    world.keeping.look(listing(...videos, fileOf('picture', '1', 5)), 'news');
    await world.clock.quiet();
    expect(world.there()).toEqual({ 'media/picture.jpg': 'picture1' });
    open();
    await world.clock.quiet();
    expect(sentTo(world)).toContain('put media/video-two.jpg');
    await world.end();
  });

  it('B3: goes on in time though somebody puts the clock back by a day', async () => {
    const world = new World();
    world.refuses = () => failing('unreachable');
    world.keeping.look(listing(fileOf('a')), 'news');
    await world.clock.pass(20_000);
    world.clockIsOff = -86_400_000;
    world.refuses = () => undefined;
    await world.clock.pass(60_000);
    expect(world.there()).toEqual({ 'media/a.jpg': 'a1' });
    expect(world.keeping.status.trouble).toBeUndefined();
    await world.end();
  });

  it('B3, B7: where nothing can be noted nothing is sent again and again; it goes on when there is room', async () => {
    const world = new World();
    const good = memoryLedger();
    let isFull = true;
    world.ledger = {
      ...good,
      keep: (record) => {
        if (isFull) throw new LedgerError('full', 'the disk is full', undefined);
        good.keep(record);
      },
    };
    await world.restart();
    world.keeping.look(listing(fileOf('a')), 'news');
    await world.clock.pass(300_000);
    expect(sentTo(world)).toEqual([]);
    expect(world.keeping.status).toMatchObject({
      waiting: 1,
      trouble: { fault: 'unnoted', words: 'the disk is full' },
    });
    isFull = false;
    await world.clock.pass(60_000);
    expect(world.there()).toEqual({ 'media/a.jpg': 'a1' });
    expect(world.keeping.status.trouble).toBeUndefined();
    await world.end();
  });

  it('B4: what is changed while a check looks at it is not taken for cut', async () => {
    const world = new World();
    world.keeping.look(listing(fileOf('a')), 'full');
    await world.clock.quiet();
    const { closed, open } = gate();
    world.holds = (call, path) => (call === 'stat' && path === pathOf(fileOf('a')) ? closed : undefined);
    world.keeping.look(listing(fileOf('a')), 'full');
    await world.clock.quiet();
    const longer = fileOf('a', 'filtered');
    world.keeping.look(listing(longer), 'news');
    await world.clock.quiet();
    open();
    await world.clock.quiet();
    expect(world.keeping.isThere(pathOf(longer), longer)).toBe(true);
    expect(world.there()).toEqual({ 'media/a.jpg': Buffer.from(bytesOf(longer)).toString() });
    expect(sentTo(world)).toHaveLength(2);
    await world.end();
  });
});
