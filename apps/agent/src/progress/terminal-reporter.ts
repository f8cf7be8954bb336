import { basename } from 'node:path';
import { reasonWords } from '@homeroll/core/sync/reason-words';
import type { Output } from './output.ts';
import { ProgressTally, type ProgressFigures } from '@homeroll/core/sync/progress-figures';
import { printable } from './printable.ts';
import type { Reporter } from './reporter.ts';
import { summaryWords } from './summary-words.ts';
import { bytesWords, countWords, durationWords } from './words-for-figures.ts';

/** Milliseconds between two drawings of the line. */
const pace = 150;

/** One line that is redrawn in its place; what went wrong stays above it. */
export function terminalReporter(output: Output): Reporter {
  const tally = new ProgressTally(() => performance.now());
  let shown = '';
  const draw = (line: string): void => {
    if (line === shown) return;
    output.write(`\r${clearLine}${line}`);
    shown = line;
  };
  const print = (line: string): void => {
    const again = shown;
    draw('');
    output.write(`\r${clearLine}${line}\n`);
    draw(again);
  };
  const redraw = (): void => {
    const figures = tally.figures();
    draw(figures.done < figures.total ? progressLine(figures, output.columns ?? 80) : '');
  };
  const timer = setInterval(redraw, pace);
  timer.unref();
  return {
    event(event) {
      tally.see(event);
      if (event.type === 'failed') {
        print(printable(`${event.item} could not be sent: ${reasonWords[event.reason]}.`));
      } else if (event.type === 'stopped') {
        print(printable(`Stopped: ${reasonWords[event.reason]} (${event.detail}).`));
      }
    },
    say: print,
    summary(totals) {
      draw('');
      for (const line of summaryWords(totals)) print(line);
    },
    close() {
      clearInterval(timer);
      draw('');
    },
  };
}

const segmenter = new Intl.Segmenter();
const clearLine = '\u001b[K';

/** `Sending 12 of 240 · 3.1 MB/s · about 2 min · IMG_1234.jpg`, cut to the width. */
export function progressLine(figures: ProgressFigures, columns: number): string {
  const { done, total, isSending, bytesPerSecond, secondsLeft, current } = figures;
  const parts = [
    `${isSending ? 'Sending' : 'Looking at'} ${countWords(Math.min(done + 1, total))} of ${countWords(total)}`,
    ...(isSending ? [`${bytesWords(bytesPerSecond)}/s`] : []),
    ...(secondsLeft === undefined ? [] : [durationWords(secondsLeft)]),
    ...(current === undefined ? [] : [printable(basename(current))]),
  ];
  const letters = Array.from(segmenter.segment(parts.join(' · ')), ({ segment }) => segment);
  return letters.length < columns
    ? letters.join('')
    : `${letters.slice(0, Math.max(0, columns - 2)).join('')}…`;
}
