import type { CancelSignal } from '../../src/ports/cancel-signal.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { SeededRandom } from './seeded-random.ts';
import type { Timeline } from './timeline.ts';

/**
 * The life of one process. What it awaits is answered by the timeline, after a while, while it lives; a dead one
 * hears nothing any more, whatever it was waiting for.
 */
export class Life {
  readonly #timeline: Timeline;
  readonly #random: SeededRandom;
  #isAlive = true;

  constructor(timeline: Timeline, random: SeededRandom) {
    this.#timeline = timeline;
    this.#random = random;
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  die(): void {
    this.#isAlive = false;
  }

  /** Something out there that takes up to so many milliseconds; what it comes to is seen at its end. */
  call<T>(longest: number, answer: () => T): Promise<T> {
    if (!this.#isAlive) return new Promise(() => undefined);
    return new Promise((resolve, reject) => {
      this.#timeline.after(this.#random.whole(longest + 1), () => {
        if (!this.#isAlive) return;
        try {
          resolve(answer());
        } catch (error) {
          // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- passed on as it is
          reject(error);
        }
      });
    });
  }

  /** A wait of the program's own. */
  wait(milliseconds: number, signal?: CancelSignal): Promise<void> {
    if (!this.#isAlive) return new Promise(() => undefined);
    return new Promise((resolve) => {
      const wake = (): void => {
        signal?.removeEventListener('abort', wake);
        if (this.#isAlive) resolve();
      };
      if (signal?.aborted) this.#timeline.after(0, wake);
      else {
        signal?.addEventListener('abort', wake);
        this.#timeline.after(milliseconds, wake);
      }
    });
  }

  clock(now: () => number): Clock {
    return { now, wait: (milliseconds, signal) => this.wait(milliseconds, signal) };
  }
}
