import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FileCache } from '@homeroll/relay/cache/file-cache';
import { movedClock } from '../running-relay.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'homeroll-cache-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const facts = { mediaType: 'image/jpeg', etag: '"1"', isDevices: true };

async function cacheOf(
  bytes: number,
  files = 100,
): Promise<{ cache: FileCache; move: (ms: number) => void }> {
  const { now, move } = movedClock();
  const cache = new FileCache({ folder: join(folder, 'spool'), bytes, files, ageMs: 1000, now });
  await cache.open();
  return { cache, move };
}

async function put(cache: FileCache, key: string, size: number, announced = true): Promise<boolean> {
  const spool = cache.begin({ announced: announced ? size : undefined, most: announced ? size : size * 2 });
  if (!spool) return false;
  await spool.append(Buffer.alloc(size, key));
  spool.finish();
  cache.keep(key, { facts, spool }, 100);
  return true;
}

async function onDisk(): Promise<number> {
  const names = await readdir(join(folder, 'spool'));
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(folder, 'spool', name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

const actions = fc.array(
  fc.oneof(
    fc.record({
      do: fc.constant('put' as const),
      key: fc.nat(9),
      size: fc.integer({ min: 0, max: 600 }),
      known: fc.boolean(),
    }),
    fc.record({ do: fc.constant('find' as const), key: fc.nat(9) }),
    fc.record({ do: fc.constant('begin' as const), size: fc.integer({ min: 1, max: 600 }) }),
    fc.record({ do: fc.constant('break' as const), which: fc.nat(5) }),
    fc.record({ do: fc.constant('drop' as const), key: fc.nat(9) }),
    fc.record({ do: fc.constant('wait' as const), ms: fc.nat(700) }),
  ),
  { maxLength: 30 },
);

describe('B33 the cache', () => {
  it('never holds more than its limit, whatever happens', async () => {
    await fc.assert(
      fc.asyncProperty(actions, async (steps) => {
        const { cache, move } = await cacheOf(1000);
        const growing = [];
        for (const step of steps) {
          if (step.do === 'put') await put(cache, String(step.key), step.size, step.known);
          else if (step.do === 'find') cache.find(String(step.key));
          else if (step.do === 'drop') cache.drop(String(step.key));
          else if (step.do === 'wait') move(step.ms);
          else if (step.do === 'break') growing[step.which]?.break();
          else {
            const spool = cache.begin({ announced: step.size, most: step.size });
            if (spool) growing.push(spool);
          }
          expect(cache.used).toBeLessThanOrEqual(1000);
          expect(cache.used).toBeGreaterThanOrEqual(0);
        }
        await cache.close();
      }),
      { numRuns: 60 },
    );
  });

  it('who was not asked for longest goes first', async () => {
    const { cache } = await cacheOf(1000);
    for (const key of ['a', 'b', 'c']) await put(cache, key, 300);
    cache.find('a');
    await put(cache, 'd', 300);
    expect(['a', 'b', 'c', 'd'].filter((key) => cache.find(key))).toEqual(['a', 'c', 'd']);
  });

  it('what is being read is not taken away for others', async () => {
    const { cache } = await cacheOf(1000);
    await put(cache, 'a', 600);
    cache.find('a')?.spool.acquire();
    expect(await put(cache, 'b', 600)).toBe(false);
    cache.find('a')?.spool.release();
    expect(await put(cache, 'b', 600)).toBe(true);
    expect(cache.find('a')).toBeUndefined();
  });

  it('files go when they are old, and when there are too many', async () => {
    const { cache, move } = await cacheOf(1000, 2);
    for (const key of ['a', 'b', 'c']) await put(cache, key, 10);
    expect(cache.find('a')).toBeUndefined();
    move(999);
    expect(cache.find('b')).toBeDefined();
    move(1);
    expect(cache.find('b')).toBeUndefined();
    cache.dropOld();
    await expect.poll(onDisk).toBe(0);
    expect(cache.used).toBe(0);
  });

  it('nothing survives a restart', async () => {
    const { cache } = await cacheOf(1000);
    await put(cache, 'a', 10);
    await writeFile(join(folder, 'spool', 'left-over'), 'half');
    const again = await cacheOf(1000);
    expect(await onDisk()).toBe(0);
    expect(again.cache.find('a')).toBeUndefined();
  });
});
