import type { SourceItem } from '../ports/source.ts';

/** One text for the bytes of an item with all its parts: another one whenever any of them may be others. */
export function itemVersion({ version, companion }: SourceItem): string {
  return companion === undefined ? version : `${version}+${companion.version}`;
}

/** Bytes of all parts. */
export function itemSize({ size, companion }: SourceItem): number {
  return size + (companion?.size ?? 0);
}
