import type { CancelSignal } from './cancel-signal.ts';

/** The time of day and waiting. `now` may jump either way (the user sets the clock); `wait` is not troubled by it. */
export interface Clock {
  /** Milliseconds since 1970 (UTC). */
  now(): number;
  /** Resolves after so many milliseconds, or at once when the signal is raised. Never rejects. */
  wait(milliseconds: number, signal?: CancelSignal): Promise<void>;
}
