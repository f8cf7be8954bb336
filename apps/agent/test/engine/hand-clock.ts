import type { CancelSignal } from '@homeroll/core/ports/cancel-signal';
import type { Clock } from '@homeroll/core/ports/clock';

interface Wait {
  readonly until: number;
  readonly resolve: () => void;
}

/** Time that passes only when it is told to; waits end in their order. */
export class HandClock implements Clock {
  #now: number;
  readonly #waits = new Set<Wait>();

  constructor(now = 1_000_000_000_000) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  /** How long each of those who wait now still has to, shortest first. */
  waits(): readonly number[] {
    return [...this.#waits].map(({ until }) => until - this.#now).sort((one, other) => one - other);
  }

  wait(milliseconds: number, signal?: CancelSignal): Promise<void> {
    if (signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const end = (): void => {
        this.#waits.delete(wait);
        signal?.removeEventListener('abort', end);
        resolve();
      };
      const wait = { until: this.#now + milliseconds, resolve: end };
      this.#waits.add(wait);
      signal?.addEventListener('abort', end);
    });
  }

  /** So much time passes; whoever waited for less goes on, one after the other, as far as nothing more waits. */
  async pass(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds;
    await this.quiet();
    for (;;) {
      const [next] = [...this.#waits].sort((one, other) => one.until - other.until);
      if (next === undefined || next.until > end) break;
      this.#now = Math.max(this.#now, next.until);
      next.resolve();
      await this.quiet();
    }
    this.#now = end;
  }

  /** Until everything that needs no time is done; in memory nothing takes longer than a turn of the event loop. */
  async quiet(): Promise<void> {
    await new Promise(setImmediate);
  }
}
