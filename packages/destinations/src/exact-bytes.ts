import type { CancelSignal } from '@homeroll/core/ports/cancel-signal';
import { DestinationError } from '@homeroll/core/ports/destination-error';
import type { FileContent } from '@homeroll/core/ports/file-store';

/**
 * The bytes of a file from `offset`, exactly as many as were announced, for a store to send. Tells the progress as
 * they are taken. A file that has more or fewer is refused as `hash-mismatch` (it changed while it was read); the
 * error of `open` comes out as it is; a raised signal ends the wait for a source that gives nothing any more.
 */
export async function* exactBytes(
  content: FileContent,
  offset: number,
  signal?: CancelSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  const pieces = content.open(offset)[Symbol.asyncIterator]();
  let taken = offset;
  let isOver = false;
  try {
    for (;;) {
      const next = await unlessStopped(pieces.next(), signal);
      isOver = next.done === true;
      if (next.done === true) break;
      // Not handed on: who holds the last piece back would hold back nothing.
      if (next.value.length === 0) continue;
      taken += next.value.length;
      if (taken > content.size) throw unequal(content, 'has more bytes than the');
      yield next.value;
      content.progress?.(taken);
    }
  } finally {
    // Not awaited: a source that hangs would hang here too.
    if (!isOver) pieces.return?.().catch(() => undefined);
  }
  if (taken < content.size) throw unequal(content, `ended after ${taken} of the`);
  if (offset === taken) content.progress?.(taken);
}

/** What a stopped call rejects with. */
export function stopped(): DestinationError {
  return new DestinationError('unreachable', 'It was stopped.');
}

/** As the promise does, or rejects as soon as the signal is raised. */
export async function unlessStopped<T>(promise: Promise<T>, signal: CancelSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  promise.catch(() => undefined);
  if (signal.aborted) throw stopped();
  let stop: () => void = () => undefined;
  const raised = new Promise<never>((_resolve, reject) => {
    stop = () => reject(stopped());
    signal.addEventListener('abort', stop);
  });
  try {
    return await Promise.race([promise, raised]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function unequal({ size }: FileContent, what: string): DestinationError {
  return new DestinationError(
    'hash-mismatch',
    `The file ${what} ${size} bytes it announced: it changed while it was read.`,
  );
}
