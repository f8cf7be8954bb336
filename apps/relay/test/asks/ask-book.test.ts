import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Ask } from '@homeroll/protocol/relay-line';
import { AskBook, type Outcome, type Wanted } from '@homeroll/relay/asks/ask-book';
import type { DeviceLine } from '@homeroll/relay/asks/device-line';
import { usualLimits } from '@homeroll/relay/asks/patience';

/** A line that remembers what a device would know of. */
class NotedLine implements DeviceLine {
  isConnected = true;
  readonly open = new Map<string, Ask>();
  readonly withdrawn: string[] = [];
  isThere(): boolean {
    return this.isConnected;
  }
  tell(ask: Ask): void {
    this.open.set(ask.id, ask);
  }
  forget(id: string, why: 'answered' | 'withdrawn'): void {
    this.open.delete(id);
    if (why === 'withdrawn') this.withdrawn.push(id);
  }
  doubt(): void {
    return;
  }
}

function wanted(line: DeviceLine, key: string, more: Partial<Wanted> = {}): Wanted {
  return { key, path: `/${key}`, visitor: '10.0.0.1', line, awayMs: 15_000, answerMs: 45_000, ...more };
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

function newBook(limits = {}): AskBook {
  return new AskBook({ limits: { ...usualLimits, ...limits }, now: () => performance.now() });
}

const steps = fc.array(
  fc.oneof(
    fc.record({ do: fc.constant('want' as const), key: fc.nat(4) }),
    fc.record({ do: fc.constant('leave' as const), who: fc.nat(20) }),
    fc.record({ do: fc.constant('settle' as const), which: fc.nat(4) }),
    fc.record({ do: fc.constant('connect' as const), is: fc.boolean() }),
    fc.record({ do: fc.constant('wait' as const), ms: fc.nat(20_000) }),
  ),
  { maxLength: 60 },
);

describe('B34 nothing piles up', () => {
  it('no ask outlives its visitors, and the device knows of exactly those that are open', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        const book = newBook();
        const line = new NotedLine();
        const visitors: { key: string; leave: () => void; isWaiting: boolean }[] = [];
        for (const step of all) {
          if (step.do === 'want') {
            const visitor = { key: String(step.key), leave: () => undefined, isWaiting: true };
            visitors.push(visitor);
            const outcome = book.want(
              wanted(line, visitor.key),
              (leave) => (visitor.leave = leave as () => undefined),
            );
            void outcome.then(() => (visitor.isWaiting = false));
          } else if (step.do === 'leave') visitors[step.who]?.leave();
          else if (step.do === 'connect') line.isConnected = step.is;
          else if (step.do === 'wait') vi.advanceTimersByTime(step.ms);
          else {
            const id = [...line.open.keys()][step.which];
            const ask = id === undefined ? undefined : book.find(id, line);
            if (ask) book.settle(ask, { is: 'trouble' });
          }
          await Promise.resolve();
          const waited = new Set(visitors.filter(({ isWaiting }) => isWaiting).map(({ key }) => `/${key}`));
          expect(new Set([...line.open.values()].map(({ path }) => path))).toEqual(waited);
          expect(book.size).toBe(waited.size);
        }
        for (const { leave } of visitors) leave();
        expect([book.size, line.open.size, vi.getTimerCount()]).toEqual([0, 0, 0]);
      }),
    );
  });

  it('two who want the same are one ask, and both are told', async () => {
    const book = newBook();
    const line = new NotedLine();
    const both = [1, 2].map(() => book.want(wanted(line, 'a'), () => undefined));
    expect(line.open.size).toBe(1);
    const [id = ''] = line.open.keys();
    book.settle(book.find(id, line)!, { is: 'none', status: 410, isToCome: false });
    expect((await Promise.all(both)).map(({ is }) => is)).toEqual(['none', 'none']);
    expect(line.withdrawn).toEqual([]);
  });

  it('a device that is away is waited for, but not for ever', async () => {
    const book = newBook();
    const line = new NotedLine();
    line.isConnected = false;
    const waits = book.want(wanted(line, 'a'), () => undefined);
    vi.advanceTimersByTime(14_999);
    expect(line.open.size).toBe(1);
    vi.advanceTimersByTime(1);
    expect(await waits).toEqual({ is: 'away' });
    expect(line.open.size).toBe(0);
    expect(await book.want(wanted(line, 'a', { awayMs: 0 }), () => undefined)).toEqual({ is: 'away' });
  });

  it('a device that is there gets longer', async () => {
    const book = newBook();
    const line = new NotedLine();
    const waits = book.want(wanted(line, 'a'), () => undefined);
    vi.advanceTimersByTime(44_999);
    expect(line.open.size).toBe(1);
    vi.advanceTimersByTime(1);
    expect(await waits).toEqual({ is: 'late' });
    expect(line.withdrawn).toHaveLength(1);
  });

  it('a flood of one visitor is refused, and of all visitors of a line; others are served', async () => {
    const book = newBook({ asksPerVisitor: 2, asksPerLine: 3 });
    const line = new NotedLine();
    const outcomes: Record<string, Outcome['is']> = {};
    const want = (key: string, visitor: string): void =>
      void book
        .want(wanted(line, key, { visitor }), () => undefined)
        .then(({ is }) => (outcomes[key + visitor] = is));
    for (const key of ['a', 'b', 'c']) want(key, 'one');
    for (const key of ['c', 'd', 'a']) want(key, 'two');
    await Promise.resolve();
    await Promise.resolve();
    expect(outcomes).toEqual({ cone: 'flood', dtwo: 'flood' });
  });

  it('only the device that was asked may answer', () => {
    const book = newBook();
    const [line, other] = [new NotedLine(), new NotedLine()];
    void book.want(wanted(line, 'a'), () => undefined);
    const [id = ''] = line.open.keys();
    expect(book.find(id, other)).toBeUndefined();
    expect(book.find(id, line)).toBeDefined();
  });
});
