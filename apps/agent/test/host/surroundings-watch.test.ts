import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { QuietHours } from '@homeroll/core/connection/connection-rules';
import { SurroundingsWatch, type Seen } from '@homeroll/agent/host/surroundings-watch';

const minute = 60_000;
let seen: Seen[];
let changed: () => void;
let watch: SurroundingsWatch;
let isWaiting: boolean;

function start(quietHours: readonly QuietHours[] = []): void {
  watch = new SurroundingsWatch({
    readers: {
      read: () => Promise.resolve({ readings: { link: 'wifi' }, problems: [] }),
      isLive: true,
      watch: (tell) => {
        changed = tell;
        return () => (changed = () => undefined);
      },
    },
    rules: () => [{}, { quietHours }],
    isWaiting: () => isWaiting,
    seen: (found) => seen.push(found),
  });
  watch.start();
}

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-06-14T21:58:30') });
  seen = [];
  isWaiting = false;
});
afterEach(() => {
  watch.close();
  vi.useRealTimers();
});

describe('P19 P60 how often the agent looks at its surroundings', () => {
  it('is at once and every five minutes, and every half minute while something waits', async () => {
    start();
    await vi.advanceTimersByTimeAsync(9 * minute);
    expect(seen).toHaveLength(2);
    isWaiting = true;
    watch.reconsider();
    await vi.advanceTimersByTimeAsync(2 * minute + 1000);
    expect(seen).toHaveLength(6);
  });

  it('is when the system tells of a change', async () => {
    start();
    await vi.advanceTimersByTimeAsync(1000);
    changed();
    await vi.advanceTimersByTimeAsync(0);
    expect(seen).toHaveLength(2);
  });

  it('P60a is when quiet hours begin and end', async () => {
    start([{ from: '22:00', to: '22:02' }]);
    await vi.advanceTimersByTimeAsync(1.5 * minute + 1000);
    expect(seen.map(({ localTime }) => localTime)).toEqual(['21:58', '22:00']);
    await vi.advanceTimersByTimeAsync(2 * minute);
    expect(seen.map(({ localTime }) => localTime)).toEqual(['21:58', '22:00', '22:02']);
  });

  it('is never once it was closed', async () => {
    start();
    await vi.advanceTimersByTimeAsync(1000);
    watch.close();
    changed();
    await vi.advanceTimersByTimeAsync(20 * minute);
    expect(seen).toHaveLength(1);
  });

  it('answers changes that come while it looks by one more look', async () => {
    start();
    for (let n = 0; n < 10; n += 1) changed();
    await vi.advanceTimersByTimeAsync(0);
    expect(seen).toHaveLength(2);
  });
});
