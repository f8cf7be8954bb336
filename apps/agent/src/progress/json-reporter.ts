import type { SyncEvent } from '@homeroll/core/sync/sync-report';
import { reasonWords } from '@homeroll/core/sync/reason-words';
import type { Output } from './output.ts';
import { ProgressTally } from '@homeroll/core/sync/progress-figures';
import type { Reporter } from './reporter.ts';
import type { SyncTotals } from './sync-totals.ts';

/** One JSON object a line, `event` first; a `progress` line each second while something is going on. */
export function jsonReporter(output: Output): Reporter {
  const tally = new ProgressTally(() => performance.now());
  // Writing to a pipe waits for it: lines of a tenth of a second leave together.
  let lines = '';
  let flushing: NodeJS.Timeout | undefined;
  const flush = (): void => {
    clearTimeout(flushing);
    flushing = undefined;
    if (lines !== '') output.write(lines);
    lines = '';
  };
  const line = (fields: { readonly event: string } & Record<string, unknown>): void => {
    lines += `${JSON.stringify(fields)}\n`;
    flushing ??= setTimeout(flush, 100);
  };
  let told = '';
  const timer = setInterval(() => {
    const { done, total, bytesPerSecond, secondsLeft } = tally.figures();
    const fields = {
      event: 'progress',
      done,
      total,
      bytesPerSecond: Math.round(bytesPerSecond),
      secondsLeft: secondsLeft === undefined ? null : Math.round(secondsLeft),
    };
    if (JSON.stringify(fields) !== told) line(fields);
    told = JSON.stringify(fields);
  }, 1000);
  timer.unref();
  return {
    event(event) {
      tally.see(event);
      const fields = fieldsOf(event);
      if (fields !== undefined) line(fields);
    },
    say: (sentence) => line({ event: 'note', words: sentence }),
    summary: (totals) => line({ event: 'summary', ...summaryFields(totals) }),
    close() {
      clearInterval(timer);
      flush();
    },
  };
}

/** Found and moving items make no lines of their own: there are too many. */
export function fieldsOf(event: SyncEvent): ({ event: string } & Record<string, unknown>) | undefined {
  if (event.type === 'found' || event.type === 'progress' || event.type === 'sending') return undefined;
  if (event.type === 'stopped') {
    return { event: 'stopped', reason: event.reason, words: reasonWords[event.reason], detail: event.detail };
  }
  const { type, item, size, ...more } = event;
  const words = 'reason' in more ? { words: reasonWords[more.reason] } : {};
  return { event: type, file: item, bytes: size, ...more, ...words };
}

function summaryFields(totals: SyncTotals): Record<string, unknown> {
  const { sent, sentBytes, alreadyThere, removedElsewhere, failures, waiting, changed, beingWritten } =
    totals;
  return {
    sent,
    sentBytes,
    alreadyThere,
    removedElsewhere,
    failed: failures.size,
    waiting,
    changed,
    beingWritten,
    stopped: totals.stopped?.reason ?? null,
    leftOut: totals.leftOut,
  };
}
