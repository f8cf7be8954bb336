import type { FileContent } from '@homeroll/core/ports/file-store';

/** A file for a reading that sends nothing, such as for a hash: it tells no progress and is slowed down by nobody. */
export function silent({ size, mediaType, version, open, openHere = open }: FileContent): FileContent {
  return { size, mediaType, version, open: openHere };
}
