import { DestinationError } from '@homeroll/core/ports/destination-error';
import type { FileContent, StoredFile } from '@homeroll/core/ports/file-store';

/** Rejects a file that arrived with another size than it left with. */
export function expectSameSize({ size }: FileContent, found: StoredFile | undefined): void {
  if (found?.size === size) return;
  const there = found === undefined ? 'nothing of it' : `${found.size} bytes of it`;
  throw new DestinationError('hash-mismatch', `the file has ${size} bytes, the server has ${there}`);
}
