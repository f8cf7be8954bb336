import type { CancelSignal } from '@homeroll/core/ports/cancel-signal';
import type { Clock } from '@homeroll/core/ports/clock';
import { DestinationError } from '@homeroll/core/ports/destination-error';

const longestPatience = 60_000;
const tries = 5;

/** Asks again after the short pauses that the other side asks for, up to five times and a minute each. */
export async function patiently<T>(ask: () => Promise<T>, clock: Clock, signal?: CancelSignal): Promise<T> {
  for (let left = tries - 1; ; left -= 1) {
    try {
      return await ask();
    } catch (error) {
      const pause = pauseAskedFor(error);
      if (pause === undefined || left === 0 || signal?.aborted) throw error;
      await clock.wait(pause, signal);
    }
  }
}

/** Milliseconds; `undefined` where waiting a little is not what is asked. */
function pauseAskedFor(error: unknown): number | undefined {
  if (!(error instanceof DestinationError)) return undefined;
  if (error.fault !== 'rate-limited' && error.fault !== 'unavailable') return undefined;
  const pause = error.retryAfter ?? 1000;
  return pause <= longestPatience ? pause : undefined;
}
