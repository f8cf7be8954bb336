import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DestinationError, type DestinationFault } from '@homeroll/core/ports/destination-error';
import type { StorePath } from '@homeroll/core/ports/file-store';
import { SourceError } from '@homeroll/core/ports/source';
import { portalPath } from '@homeroll/core/publish/published-link';
import type { BoothFile } from '@homeroll/core/publish/publishing';
import { bytesOf, failing, fileOf, listing, pathOf, portal, usual, World } from './publishing-world.ts';

describe('a place that is kept as the folder is', () => {
  it('B1: has what is finished at once, and the portal', async () => {
    const world = new World();
    world.keeping.look(listing(fileOf('a')), 'full');
    await world.clock.quiet();
    expect(world.there()).toEqual({ 'media/a.jpg': 'a1' });
    expect([...world.shelf.files.keys()]).toContain('index.html');
    expect(world.keeping.status).toMatchObject({ waiting: 0, failed: 0, done: 1, trouble: undefined });
    await world.end();
  });

  it.each([
    ['B1: with immediate alone it follows the news', { enableRegularSync: false }, 'news', 'full'],
    ['B1: with regular alone it follows the full checks', { enableImmediateSync: false }, 'full', 'news'],
  ] as const)('%s', async (_says, changes, followed, ignored) => {
    const world = new World();
    await world.restart({ ...usual, ...changes });
    world.keeping.look(listing(fileOf('ignored')), ignored);
    await world.clock.quiet();
    expect(world.there()).toEqual({});
    world.keeping.look(listing(fileOf('a')), followed);
    await world.clock.quiet();
    expect(world.there()).toEqual({ 'media/a.jpg': 'a1' });
    await world.end();
  });

  it('B3, B7: goes on by itself after the place was away, and says meanwhile why nothing comes', async () => {
    const world = new World();
    world.refuses = () => failing('unreachable');
    world.keeping.look(listing(fileOf('a'), fileOf('b')), 'news');
    await world.clock.pass(30_000);
    expect(world.keeping.status).toMatchObject({
      waiting: 2,
      trouble: { fault: 'unreachable', words: 'it is unreachable' },
    });
    expect(world.asked.length).toBeLessThan(8);
    world.refuses = () => undefined;
    await world.clock.pass(60_000);
    expect(world.there()).toEqual({ 'media/a.jpg': 'a1', 'media/b.jpg': 'b1' });
    expect(world.keeping.status).toMatchObject({ waiting: 0, failed: 0, done: 2, trouble: undefined });
    await world.end();
  });

  it('B3: a picture that fails for itself holds up no other, and is tried again', async () => {
    const world = new World();
    world.refuses = (call, path) =>
      call === 'put' && path.includes('bad') ? failing('too-large') : undefined;
    world.keeping.look(listing(fileOf('bad', '1', 2), fileOf('good', '1', 1)), 'news');
    await world.clock.quiet();
    expect(world.there()).toEqual({ 'media/good.jpg': 'good1' });
    expect(world.keeping.status).toMatchObject({ waiting: 1, failed: 1, trouble: { fault: 'too-large' } });
    world.refuses = () => undefined;
    await world.clock.pass(10_000);
    expect(world.there()).toEqual({ 'media/bad.jpg': 'bad1', 'media/good.jpg': 'good1' });
    await world.end();
  });

  it('tries at once what waits when a person asks', async () => {
    const world = new World();
    world.refuses = () => failing('disk-full');
    world.keeping.look(listing(fileOf('a')), 'news');
    await world.clock.pass(100_000);
    world.refuses = () => undefined;
    world.keeping.retry();
    await world.clock.quiet();
    expect(world.there()).toEqual({ 'media/a.jpg': 'a1' });
    await world.end();
  });

  it('waits as long as the place asks', async () => {
    const world = new World();
    world.refuses = () => new DestinationError('rate-limited', 'slower', { retryAfter: 45_000 });
    world.keeping.look(listing(fileOf('a')), 'news');
    await world.clock.pass(44_000);
    expect(world.asked).toHaveLength(1);
    await world.end();
  });

  it('forgets a failure with the file that failed', async () => {
    const world = new World();
    world.refuses = () => new SourceError('vanished', 'the file is gone');
    world.keeping.look(listing(fileOf('a')), 'news');
    await world.clock.quiet();
    expect(world.keeping.status.trouble).toMatchObject({ fault: 'unreadable' });
    world.keeping.look(listing(), 'news');
    expect(world.keeping.status).toMatchObject({ waiting: 1, failed: 1 });
    world.refuses = () => undefined;
    await world.clock.pass(10_000);
    expect(world.keeping.status).toMatchObject({ waiting: 0, failed: 0, trouble: undefined });
    await world.end();
  });

  it('B1: a full check brings back what somebody deleted or cut there', async () => {
    const world = new World();
    const files = [fileOf('a'), fileOf('b'), fileOf('c')];
    world.keeping.look(listing(...files), 'full');
    await world.clock.quiet();
    world.shelf.files.delete(pathOf(files[0]!));
    world.shelf.files.set(pathOf(files[1]!), Buffer.from('x'));
    world.keeping.look(listing(...files), 'full');
    await world.clock.quiet();
    expect(world.there()).toEqual({ 'media/a.jpg': 'a1', 'media/b.jpg': 'b1', 'media/c.jpg': 'c1' });
    await world.end();
  });

  it.each([
    ['an older one of ours is replaced', '<meta name="homeroll-portal" content="1.1.9">', false],
    [
      'another build of the same version is replaced',
      '<meta name="homeroll-portal" content="1.2.0+cd">',
      false,
    ],
    ['a newer one is left', '<meta name="homeroll-portal" content="1.10.0">', true],
    ['somebody’s own page is left', '<h1>Welcome to our homepage</h1>', true],
  ])('B28: the portal is kept up to date by the version inside: %s', async (_says, there, stays) => {
    const world = new World();
    world.shelf.files.set(portalPath, Buffer.from(there));
    world.keeping.look(listing(fileOf('a')), 'full');
    await world.clock.quiet();
    const now = Buffer.from(world.shelf.files.get(portalPath) ?? []).toString();
    expect(now).toBe(stays ? there : portal.html.toString());
    expect(world.keeping.status.portalIsForeign).toBe(there.startsWith('<h1>'));
    expect(world.there()).toEqual({ 'media/a.jpg': 'a1' });
    await world.end();
  });

  it('B3, B4: is the folder in the end, and deletes nothing that it did not send, through any life', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { maxLength: 30 }), fc.boolean(), async (life, copyOnlyMode) => {
        const world = new World();
        const foreign = 'media/somebody-elses.jpg' as StorePath;
        world.shelf.files.set(foreign, Buffer.from('theirs'));
        await world.restart({ ...usual, copyOnlyMode });
        const here = new Map<string, BoothFile>();
        const ever = new Map<string, BoothFile>();
        const look = (occasion: 'news' | 'full') => world.keeping.look(listing(...here.values()), occasion);
        for (const { what, name, version, fault } of life) {
          if (what === 'write') here.set(name, fileOf(name, version));
          if (what === 'delete') here.delete(name);
          if (what === 'write') ever.set(name, fileOf(name, version));
          if (what === 'trouble')
            world.refuses = (call) => (call === fault.call ? failing(fault.fault) : undefined);
          if (what === 'fine') world.refuses = () => undefined;
          if (what === 'restart') await world.restart();
          if (what === 'wait') await world.clock.pass(7000);
          look(what === 'wait' ? 'full' : 'news');
        }
        world.refuses = () => undefined;
        look('full');
        await world.clock.pass(2 * 3_600_000);
        look('full');
        await world.clock.pass(3_600_000);
        const { [foreign]: theirs, ...ours } = world.there();
        expect(theirs).toBe('theirs');
        const mirrored = [...here.values()].map(
          (one) => [pathOf(one), Buffer.from(bytesOf(one)).toString()] as const,
        );
        expect(ours).toMatchObject(Object.fromEntries(mirrored));
        const allowed = copyOnlyMode ? ever : here;
        for (const path of Object.keys(ours)) expect([...allowed.values()].map(pathOf)).toContain(path);
        expect(world.keeping.status).toMatchObject({ waiting: 0, failed: 0, trouble: undefined });
        await world.end();
      }),
      { numRuns: 150 },
    );
  });
});

const happening = fc.record({
  what: fc.constantFrom('write', 'write', 'delete', 'trouble', 'fine', 'restart', 'wait'),
  name: fc.constantFrom('a', 'b', 'c', 'd'),
  version: fc.constantFrom('1', '2', '3'),
  fault: fc.record({
    call: fc.constantFrom('put', 'stat', 'remove'),
    fault: fc.constantFrom<DestinationFault>(
      'unreachable',
      'timeout',
      'too-large',
      'disk-full',
      'server-error',
      'conflict',
    ),
  }),
});
