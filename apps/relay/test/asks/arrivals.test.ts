import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Arrivals } from '@homeroll/relay/asks/arrivals';
import { Spool } from '@homeroll/relay/cache/spool';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

function arriving(arrivals: Arrivals): Spool {
  const path = join(tmpdir(), 'homeroll-never-written');
  const spool = new Spool(path, { size: 10, released: () => undefined });
  arrivals.begin('a', { facts: { mediaType: 'image/jpeg', etag: '"1"', isDevices: true }, spool });
  return spool;
}

describe('B33 a file that arrives and that nobody reads any more', () => {
  it('is given up after a while', () => {
    const arrivals = new Arrivals(15_000);
    const spool = arriving(arrivals);
    vi.advanceTimersByTime(14_999);
    expect(arrivals.find('a')?.spool).toBe(spool);
    vi.advanceTimersByTime(1);
    expect([spool.state, arrivals.find('a')]).toEqual(['broken', undefined]);
  });

  it('is waited for as long again by everybody who reads a part of it and leaves', () => {
    const spool = arriving(new Arrivals(15_000));
    for (let visit = 0; visit < 3; visit += 1) {
      vi.advanceTimersByTime(14_000);
      spool.acquire();
      spool.release();
    }
    vi.advanceTimersByTime(14_999);
    expect(spool.state).toBe('growing');
    vi.advanceTimersByTime(1);
    expect(spool.state).toBe('broken');
  });
});
