import type { Clock } from '@homeroll/core/ports/clock';
import type { Destination } from '@homeroll/core/ports/destination';
import { patiently } from './patience.ts';

/**
 * Does as it is told when a destination asks for a short pause ("too many requests", "being restarted"): waits
 * and asks again, up to five times and a minute each. Longer absences are the engine's matter.
 */
export function patient(destination: Destination, clock: Clock): Destination {
  const { remove } = destination;
  return {
    name: destination.name,
    check: (hashes, signal) => patiently(() => destination.check(hashes, signal), clock, signal),
    send: (upload, signal) => patiently(() => destination.send(upload, signal), clock, signal),
    ...(remove === undefined
      ? {}
      : { remove: (hash, signal) => patiently(() => remove(hash, signal), clock, signal) }),
  };
}
