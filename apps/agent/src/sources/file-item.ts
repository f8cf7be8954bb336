import { join } from 'node:path';
import type { SourceItem, SourcePart } from '@homeroll/core/ports/source';
import { fileKeyOf, type ListedFile } from './list-folder.ts';
import { versionOf } from './version.ts';

export interface Place {
  readonly folder: string;
  readonly album: string | undefined;
}

/** The file as an item, with its video where it is a Live Photo. Its id is its absolute path. */
export function fileItem({ folder, album }: Place, file: ListedFile, video?: ListedFile): SourceItem {
  const keys = [file, ...(video === undefined ? [] : [video])].map(fileKeyOf);
  return {
    ...partOf(folder, file),
    ...(video === undefined ? {} : { companion: partOf(folder, video) }),
    ...(keys.includes(undefined) ? {} : { fileKey: keys.join('+') }),
    ...(album === undefined ? {} : { album }),
  };
}

function partOf(folder: string, { name, size, modified }: ListedFile): SourcePart {
  return {
    id: join(folder, name),
    fileName: name,
    size,
    modifiedAt: modified,
    version: versionOf(size, modified),
  };
}
