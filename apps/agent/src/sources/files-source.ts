import { statSync } from 'node:fs';
import { basename } from 'node:path';
import type { Source, SourceItem } from '@homeroll/core/ports/source';
import { readFile } from './read-file.ts';
import { ReusedMemory } from './reused-memory.ts';
import { versionOf } from './version.ts';

/** Just these files, given by absolute path; they are taken as they are, whatever their names. */
export function filesSource(paths: readonly string[]): Source {
  const bytes = new ReusedMemory();
  return {
    // eslint-disable-next-line @typescript-eslint/require-await -- an async iterable by contract
    async *list() {
      const found = paths.map((path) => ({ path, item: itemAt(path) }));
      const isFit = (item: SourceItem | undefined): item is SourceItem => item !== undefined && item.size > 0;
      yield {
        items: found.map(({ item }) => item).filter(isFit),
        refused: found
          .filter(({ item }) => !isFit(item))
          .map(({ path, item }) => ({ id: path, fault: item === undefined ? 'unreadable' : 'empty' })),
        known: () => undefined,
      };
    },
    find: (id) => Promise.resolve(itemAt(id)),
    open: (item, offset) => readFile(item, offset, bytes),
    reuse: (piece) => bytes.giveBack(piece),
  };
}

function itemAt(path: string): SourceItem | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined || !stats.isFile()) return undefined;
  const { size, mtimeMs } = stats;
  return {
    id: path,
    fileName: basename(path),
    size,
    modifiedAt: mtimeMs,
    version: versionOf(size, mtimeMs),
  };
}
