import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileAbilities } from '@homeroll/destinations/conformance/files/clause';

/** What lies in a folder of this machine, seen past whoever serves it. */
export function seenOnDisk(root: string): Required<Pick<FileAbilities, 'readBack' | 'namesIn'>> {
  return {
    readBack: (path) => readFile(join(root, path)).catch(unlessMissing),
    namesIn: async (folder) => (await readdir(join(root, folder)).catch(unlessMissing)) ?? [],
  };
}

function unlessMissing(error: NodeJS.ErrnoException): undefined {
  if (!['ENOENT', 'ENOTDIR', 'EISDIR'].includes(error.code ?? '')) throw error;
}
