import { describe, expect, it } from 'vitest';
import { Stop } from '@homeroll/core/sync/stop';
import { WakeUp } from '@homeroll/core/sync/wake-up';
import { HandClock } from './hand-clock.ts';

type Reason = 'files' | 'settings';
const both: ReadonlySet<Reason> = new Set(['files', 'settings']);

function waiting(reasons: ReadonlySet<Reason> = both, wakeUp?: WakeUp<Reason>) {
  const clock = new HandClock();
  const signal = new Stop();
  const own = wakeUp ?? new WakeUp<Reason>(clock);
  const state = { isOver: false };
  const begin = (): void => void own.atMost(1000, { reasons, signal }).then(() => (state.isOver = true));
  return { clock, signal, wakeUp: own, begin, isOver: () => state.isOver };
}

describe('a wait that reasons end early', () => {
  it('ends by itself after its time', async () => {
    const { clock, begin, isOver } = waiting();
    begin();
    await clock.pass(999);
    expect(isOver()).toBe(false);
    await clock.pass(1);
    expect(isOver()).toBe(true);
  });

  it('ends at once when one of its reasons comes', async () => {
    const { clock, wakeUp, begin, isOver } = waiting();
    begin();
    wakeUp.wake('files');
    await clock.quiet();
    expect(isOver()).toBe(true);
    expect(clock.waits()).toEqual([]);
  });

  it('does not begin where one came before', async () => {
    const { clock, wakeUp, begin, isOver } = waiting();
    wakeUp.wake('settings');
    begin();
    await clock.quiet();
    expect(isOver()).toBe(true);
  });

  it('is not ended by other reasons; they are kept for later', async () => {
    const { clock, wakeUp, begin, isOver } = waiting(new Set(['settings']));
    wakeUp.wake('files');
    begin();
    wakeUp.wake('files');
    await clock.quiet();
    expect(isOver()).toBe(false);
    await clock.pass(1000);
    expect(wakeUp.take()).toEqual(new Set(['files']));
  });

  it('ends when everything is to end, and follows that signal no more', async () => {
    const { clock, signal, begin, isOver } = waiting();
    begin();
    signal.raise();
    await clock.quiet();
    expect(isOver()).toBe(true);
    expect(clock.waits()).toEqual([]);
  });

  it('each reason counts once: what was taken does not end the next wait', async () => {
    const { clock, wakeUp, begin, isOver } = waiting();
    wakeUp.wake('files');
    wakeUp.wake('files');
    expect(wakeUp.take()).toEqual(new Set(['files']));
    expect(wakeUp.take()).toEqual(new Set());
    begin();
    await clock.pass(999);
    expect(isOver()).toBe(false);
  });
});

describe('a stop', () => {
  it('is raised with its parent, and tells once', () => {
    const parent = new Stop();
    const child = new Stop(parent);
    let told = 0;
    child.addEventListener('abort', () => (told += 1));
    parent.raise();
    parent.raise();
    child.raise();
    expect([child.aborted, told]).toEqual([true, 1]);
    expect(new Stop(parent).aborted).toBe(true);
  });

  it('does not raise its parent, and lets go of it', () => {
    const parent = new Stop();
    const raised = new Stop(parent);
    raised.raise();
    expect(parent.aborted).toBe(false);
    const free = new Stop(parent);
    free.letGo();
    parent.raise();
    expect(free.aborted).toBe(false);
  });

  it('tells nobody who does not listen any more', () => {
    const stop = new Stop();
    let told = 0;
    const listener = (): void => void (told += 1);
    stop.addEventListener('abort', listener);
    stop.removeEventListener('abort', listener);
    stop.raise();
    expect(told).toBe(0);
  });
});
