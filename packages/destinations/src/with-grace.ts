import type { CancelSignal } from '@homeroll/core/ports/cancel-signal';
import { stopped } from './exact-bytes.ts';

/** Milliseconds that a stopped task is given to end in order, which leaves what was sent to be gone on with. */
const grace = 2000;

/** Runs a task on a connection, and hangs up where it does not come to its end after the signal is raised. */
export async function withGrace<T>(
  task: () => Promise<T>,
  hangUp: () => void,
  signal: CancelSignal | undefined,
): Promise<T> {
  if (signal?.aborted) throw stopped();
  let timer: NodeJS.Timeout | undefined;
  const stop = (): void => void (timer = setTimeout(hangUp, grace));
  signal?.addEventListener('abort', stop);
  try {
    return await task();
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
}
