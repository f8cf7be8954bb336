import type { CancelSignal } from '../ports/cancel-signal.ts';
import type { Clock } from '../ports/clock.ts';
import { Stop } from './stop.ts';

/** A wait that reasons end early; one that came before the wait began ends it at once. */
export class WakeUp<Reason extends string> {
  readonly #clock: Clock;
  #reasons = new Set<Reason>();
  #awaited: ReadonlySet<Reason> | undefined;
  #stop: Stop | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  wake(reason: Reason): void {
    this.#reasons.add(reason);
    if (this.#awaited?.has(reason)) this.#stop?.raise();
  }

  /** Waits so many milliseconds at most, less when one of these reasons comes or the signal is raised. */
  async atMost(
    milliseconds: number,
    { reasons, signal }: { readonly reasons: ReadonlySet<Reason>; readonly signal: CancelSignal },
  ): Promise<void> {
    if ([...this.#reasons].some((reason) => reasons.has(reason))) return;
    const stop = new Stop(signal);
    this.#stop = stop;
    this.#awaited = reasons;
    try {
      await this.#clock.wait(milliseconds, stop);
    } finally {
      stop.letGo();
      this.#awaited = undefined;
    }
  }

  /** Everything that came since it was asked last. */
  take(): ReadonlySet<Reason> {
    const reasons = this.#reasons;
    this.#reasons = new Set();
    return reasons;
  }
}
