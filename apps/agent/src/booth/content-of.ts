import { basename, join } from 'node:path';
import { mediaTypeByName } from '@homeroll/core/photo/media-types';
import type { FileContent } from '@homeroll/core/ports/file-store';
import type { BoothFile } from '@homeroll/core/publish/publishing';
import { readFile } from '../sources/read-file.ts';
import { ReusedMemory } from '../sources/reused-memory.ts';

/** A file of this folder as it is sent; `path` is where it lies, if not where the booth's own would. */
export function contentOf(folder: string, file: BoothFile, path: string = file.path): FileContent {
  // Small files get memory of their own each time: whoever sends may hold on to it.
  const memory = new ReusedMemory();
  const { size, version, modifiedAt } = file;
  const fileName = basename(path);
  const part = { id: join(folder, path), fileName, size, modifiedAt, version };
  return {
    ...{ size, version, fileName },
    mediaType: mediaTypeByName(fileName),
    open: (offset) => readFile(part, offset, memory),
  };
}
