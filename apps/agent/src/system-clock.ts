import type { Clock } from '@homeroll/core/ports/clock';

/** Waiting goes by the machine's own ticking, not by the time of day that people set. */
export const systemClock: Clock = {
  now: () => Date.now(),
  wait: (milliseconds, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) {
        resolve();
        return;
      }
      const done = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      // Longer than 24.8 days a timer cannot be; nobody here waits that long.
      const timer = setTimeout(done, Math.min(milliseconds, 2_000_000_000));
      signal?.addEventListener('abort', done);
    }),
};
