import type { CancelSignal } from '@homeroll/core/ports/cancel-signal';
import { stopped } from './exact-bytes.ts';

/** Milliseconds that a stopped task is given to end in order, which leaves what was sent to be gone on with. */
const grace = 2000;

/**
 * Runs a task on a connection. Where it does not come to its end after the signal is raised, hangs up and waits no
 * longer.
 */
export async function withGrace<T>(
  task: () => Promise<T>,
  hangUp: () => void,
  signal: CancelSignal | undefined,
): Promise<T> {
  if (signal?.aborted) throw stopped();
  let over: () => void = () => undefined;
  const overdue = new Promise<never>((_resolve, reject) => {
    const end = (): void => {
      hangUp();
      reject(stopped());
    };
    over = afterGrace(end, signal);
  });
  try {
    return await Promise.race([task(), overdue]);
  } finally {
    over();
  }
}

/** Calls `end` a while after the signal is raised, unless what is returned is called before. */
export function afterGrace(end: () => void, signal: CancelSignal | undefined): () => void {
  let timer: NodeJS.Timeout | undefined;
  const stop = (): void => void (timer = setTimeout(end, grace));
  signal?.addEventListener('abort', stop);
  return () => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  };
}
