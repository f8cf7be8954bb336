import { join } from 'node:path';

/** Where the bytes of a resumable upload gather. */
export function partialPath(incoming: string, id: string): string {
  return join(incoming, `${id}.resumable`);
}
