import type { Clock } from '@homeroll/core/ports/clock';

/** A wait that an event ends early; one that came before the wait began ends it at once. */
export class Pause {
  readonly #clock: Clock;
  #wake: AbortController | undefined;
  #isWoken = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  readonly wake = (): void => {
    this.#isWoken = true;
    this.#wake?.abort();
  };

  /** Milliseconds. True where it was woken. */
  async atMost(milliseconds: number, signal: AbortSignal): Promise<boolean> {
    if (!this.#isWoken) {
      this.#wake = new AbortController();
      await this.#clock.wait(milliseconds, AbortSignal.any([this.#wake.signal, signal]));
    }
    const woken = this.#isWoken;
    this.#isWoken = false;
    return woken;
  }
}
