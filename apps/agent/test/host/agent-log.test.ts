import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { jsonLog, plainLog } from '@homeroll/agent/host/agent-log';
import type { SyncEvent } from '@homeroll/core/sync/sync-report';

const sent = (item: string, size = 3_100_000): SyncEvent => ({ type: 'sent', item, size, hash: 'x' });
let now: Date;
let out: string;
const output = { write: (text: string) => (out += text) };

beforeEach(() => {
  vi.useFakeTimers();
  now = new Date('2026-06-14T14:03:20');
  out = '';
});
afterEach(() => void vi.useRealTimers());

describe('what the agent writes for people', () => {
  it('is a line with the time for one photo, by its name', () => {
    const log = plainLog(output, () => now);
    log.event('home', sent('/p/IMG_1.jpg'));
    vi.runAllTimers();
    expect(out).toBe('Sunday, 14 June 2026\n14:03 Sent IMG_1.jpg (3.1 MB) to home\n');
  });

  it('is one line for many of one kind, for each destination', () => {
    const log = plainLog(output, () => now);
    for (let n = 0; n < 212; n += 1) log.event('home', sent(`/p/${String(n)}.jpg`));
    log.event('nas', sent('/p/1.jpg'));
    log.event('home', { type: 'failed', item: '/p/e.jpg', size: 0, reason: 'empty' });
    log.event('home', { type: 'found', item: '/p/e.jpg', size: 0 });
    log.close();
    expect(out.split('\n').slice(1)).toEqual([
      '14:03 Sent 212 photos (657 MB) to home',
      '14:03 Sent 1.jpg (3.1 MB) to nas',
      '14:03 Not sent to home: e.jpg: the file is empty',
      '',
    ]);
  });

  it('keeps the order of photos and sentences, and begins each day with its date', () => {
    const log = plainLog(output, () => now);
    log.event('home', sent('/p/a.jpg'));
    log.say('Paused.');
    now = new Date('2026-06-15T00:01:00');
    log.say('Goes on.');
    expect(out.split('\n')).toEqual([
      'Sunday, 14 June 2026',
      '14:03 Sent a.jpg (3.1 MB) to home',
      '14:03 Paused.',
      'Monday, 15 June 2026',
      '00:01 Goes on.',
      '',
    ]);
  });

  it('lets no name steer the terminal', () => {
    const log = plainLog(output, () => now);
    log.event('home', sent('/p/\u001b[2Ja\nb.jpg'));
    log.close();
    expect(out).not.toContain('\u001b');
    expect(out.trim().split('\n')).toHaveLength(2);
  });
});

describe('what the agent writes for programs', () => {
  it('is an object a line for each thing', () => {
    const log = jsonLog(output, () => now);
    log.say('Ended.');
    log.event('home', sent('/p/a.jpg', 5));
    log.event('home', { type: 'progress', item: '/p/a.jpg', bytes: 1 });
    const time = now.toISOString();
    expect(
      out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual([
      { time, event: 'note', words: 'Ended.' },
      { time, event: 'sent', file: '/p/a.jpg', bytes: 5, hash: 'x', destination: 'home' },
    ]);
  });
});
