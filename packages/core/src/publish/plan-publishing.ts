import type { StorePath } from '../ports/file-store.ts';
import { publishedPath } from './published-link.ts';
import { newestFirst, type BoothFile, type Publishing } from './publishing.ts';

/** What a place was given under one path. Only what has such a record is ever deleted there. */
export interface PublishedRecord {
  readonly storePath: StorePath;
  /** The file's path here. */
  readonly path: string;
  /** The version that lies there whole; `undefined` until the first one does. */
  readonly version: string | undefined;
  /** Bytes of that version. */
  readonly size: number;
}

/** What the booth's media folder holds. */
export interface BoothListing {
  readonly files: readonly BoothFile[];
  /**
   * Whether a file that is not listed was deleted, or is not to be published any more, as far as can be told: a folder
   * that cannot be read, or a disk that was pulled out or took another's place, deletes nothing.
   */
  readonly isDeleted: (path: string) => boolean;
}

export type PublishAction =
  | { readonly type: 'put'; readonly storePath: StorePath; readonly file: BoothFile }
  | { readonly type: 'remove'; readonly storePath: StorePath; readonly record: PublishedRecord };

/**
 * What is to be done so that the place holds what the folder holds: the newest picture first, because a guest stands
 * before the booth and waits for it; deleting comes last. The same listing and records give the same plan.
 */
export function planPublishing(
  listing: BoothListing,
  records: ReadonlyMap<StorePath, PublishedRecord>,
  publishing: Pick<Publishing, 'names' | 'copyOnlyMode'>,
): readonly PublishAction[] {
  const wanted = new Map<StorePath, BoothFile>();
  for (const file of listing.files) {
    const storePath = publishedPath(file, publishing);
    // Names that fall together in lower case: the newest stays, as a folder would keep it.
    const other = wanted.get(storePath);
    if (other === undefined || newestFirst(file, other) <= 0) wanted.set(storePath, file);
  }
  const puts = [...wanted]
    .filter(([storePath, file]) => records.get(storePath)?.version !== file.version)
    .sort(([, one], [, other]) => newestFirst(one, other))
    .map(([storePath, file]) => ({ type: 'put' as const, storePath, file }));
  if (publishing.copyOnlyMode) return puts;
  const here = new Set(listing.files.map(({ path }) => path));
  const removes = [...records.values()]
    .filter(({ storePath, path }) => !wanted.has(storePath) && (here.has(path) || listing.isDeleted(path)))
    .map((record) => ({ type: 'remove' as const, storePath: record.storePath, record }));
  return [...puts, ...removes];
}
