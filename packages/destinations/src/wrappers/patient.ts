import { DestinationError } from '@homeroll/core/ports/destination-error';
import type { CancelSignal } from '@homeroll/core/ports/cancel-signal';
import type { Clock } from '@homeroll/core/ports/clock';
import type { Destination } from '@homeroll/core/ports/destination';

const longestPatience = 60_000;
const tries = 5;

/**
 * Does as it is told when a destination asks for a short pause ("too many requests", "being restarted"): waits
 * and asks again, up to five times and a minute each. Longer absences are the engine's matter.
 */
export function patient(destination: Destination, clock: Clock): Destination {
  const patiently = async <T>(ask: () => Promise<T>, signal: CancelSignal | undefined): Promise<T> => {
    for (let left = tries - 1; ; left -= 1) {
      try {
        return await ask();
      } catch (error) {
        const pause = pauseAskedFor(error);
        if (pause === undefined || left === 0 || signal?.aborted) throw error;
        await clock.wait(pause, signal);
      }
    }
  };
  const { remove } = destination;
  return {
    name: destination.name,
    check: (hashes, signal) => patiently(() => destination.check(hashes, signal), signal),
    send: (upload, signal) => patiently(() => destination.send(upload, signal), signal),
    ...(remove === undefined
      ? {}
      : { remove: (hash, signal) => patiently(() => remove(hash, signal), signal) }),
  };
}

/** Milliseconds; `undefined` where waiting a little is not what is asked. */
function pauseAskedFor(error: unknown): number | undefined {
  if (!(error instanceof DestinationError)) return undefined;
  if (error.fault !== 'rate-limited' && error.fault !== 'unavailable') return undefined;
  const pause = error.retryAfter ?? 1000;
  return pause <= longestPatience ? pause : undefined;
}
