import { describe, expect, it } from 'vitest';
import { ProgressTally } from '@homeroll/core/sync/progress-figures';
import { summaryWords } from '@homeroll/agent/progress/summary-words';
import { SyncTotals } from '@homeroll/agent/progress/sync-totals';
import { progressLine, terminalReporter } from '@homeroll/agent/progress/terminal-reporter';
import { bytesWords, durationWords } from '@homeroll/agent/progress/words-for-figures';

describe('words for figures', () => {
  it.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [999, '999 bytes'],
    [3_140_000, '3.1 MB'],
    [9_960_000, '10 MB'],
    [712_400_000, '712 MB'],
    [999_700_000, '1.0 GB'],
    [24_000_000_000_000, '24 TB'],
  ])('%i bytes are %s', (bytes, words) => {
    expect(bytesWords(bytes)).toBe(words);
  });

  it.each([
    [0, 'about 5 s'],
    [38, 'about 40 s'],
    [58, 'about 1 min'],
    [130, 'about 2 min'],
    [3500, 'about 1 h'],
    [200_000, 'about 2 days'],
  ])('%i seconds are %s', (seconds, words) => {
    expect(durationWords(seconds)).toBe(words);
  });
});

describe('P22a progress', () => {
  it('counts items, measures the speed of the last seconds and tells the time left', () => {
    const clock = { now: 0 };
    const tally = new ProgressTally(() => clock.now);
    for (const item of ['a', 'b', 'c', 'd']) tally.see({ type: 'found', item, size: 1000 });
    expect(tally.figures()).toMatchObject({ done: 0, total: 4, isSending: false, secondsLeft: undefined });
    tally.see({ type: 'sending', item: 'a', size: 1000 });
    tally.see({ type: 'progress', item: 'a', bytes: 1000 });
    tally.see({ type: 'sent', item: 'a', size: 1000, hash: '' });
    tally.see({ type: 'sending', item: 'b', size: 1000 });
    tally.see({ type: 'progress', item: 'b', bytes: 500 });
    clock.now = 3000;
    const figures = {
      done: 1,
      total: 4,
      share: 0.375,
      isSending: true,
      bytesPerSecond: 500,
      secondsLeft: 5,
      current: 'b',
    };
    expect(tally.figures()).toEqual(figures);
    clock.now = 20_000;
    expect(tally.figures().bytesPerSecond).toBe(0);
  });

  it('is one line, cut to the width', () => {
    const current = '/p/IMG_1234.jpg';
    const figures = {
      done: 11,
      total: 240,
      share: 0.05,
      isSending: true,
      bytesPerSecond: 3_100_000,
      secondsLeft: 110,
      current,
    };
    expect(progressLine(figures, 80)).toBe('Sending 12 of 240 · 3.1 MB/s · about 2 min · IMG_1234.jpg');
    expect(progressLine(figures, 20)).toBe('Sending 12 of 240 …');
  });

  it('lets no file name steer the terminal', () => {
    const said: string[] = [];
    const reporter = terminalReporter({ write: (text) => said.push(text), isTTY: true, columns: 80 });
    reporter.event({ type: 'failed', item: 'a\u001b[2J\u0007\n.jpg', size: 1, reason: 'unreadable' });
    reporter.close();
    expect(said.join('').replaceAll('\r\u001b[K', '')).toBe(
      'a��.jpg could not be sent: the file could not be read.\n',
    );
  });
});

describe('the summary', () => {
  it('says nothing new', () => {
    expect(summaryWords(new SyncTotals())).toEqual(['Nothing new.']);
  });

  it('says what was sent, what was there, and why the rest was not', () => {
    const totals = new SyncTotals();
    totals.see({ type: 'sent', item: 'a', size: 2_000_000, hash: '' });
    totals.see({ type: 'already-there', item: 'b', size: 1, hash: '' });
    for (const item of ['c', 'd']) totals.see({ type: 'failed', item, size: 1, reason: 'empty' });
    totals.leftOut = { notMedia: 3, links: 0 };
    expect(summaryWords(totals)).toEqual([
      '1 photo sent (2.0 MB), 1 already there, 2 could not be sent.',
      '  2: the file is empty',
      '3 other files left out (no photos or videos).',
    ]);
    expect(totals.isAllDone).toBe(false);
  });

  it('tells a failure once, and forgets it when the photo is sent', () => {
    const totals = new SyncTotals();
    const failed = { type: 'failed', item: 'a', size: 1, reason: 'timeout' } as const;
    expect([totals.see(failed), totals.see(failed)]).toEqual([true, false]);
    totals.see({ type: 'sent', item: 'a', size: 1, hash: '' });
    expect(totals.isAllDone).toBe(true);
  });

  it('says why photos are still here', () => {
    const totals = new SyncTotals();
    totals.endPass({
      found: 12,
      sent: 0,
      sentBytes: 0,
      alreadyThere: 0,
      removedElsewhere: 0,
      failed: 0,
      changed: 0,
      held: 0,
      deleted: 0,
      waiting: 12,
      stopped: { reason: 'disk-full', detail: '' },
      cancelled: false,
    });
    expect(summaryWords(totals)[1]).toBe(
      '12 photos still here, to be sent next time: the server is full; the photos are sent when there is room.',
    );
  });
});
