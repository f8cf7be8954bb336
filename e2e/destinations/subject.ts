import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileStore } from '@homeroll/core/ports/file-store';
import type { FileSubject } from '@homeroll/destinations/conformance/files/clause';

/** A store whose files lie in a folder of this machine, where they can be looked at past it. */
export function subjectOnDisk(store: FileStore, root: string): FileSubject {
  return {
    store,
    folder: 'party',
    makeFile: (size) => randomBytes(size),
    makeSignal: () => {
      const controller = new AbortController();
      return { signal: controller.signal, raise: () => controller.abort() };
    },
    readBack: (path) => readFile(join(root, path)).catch(unlessMissing),
    namesIn: async (folder) => (await readdir(join(root, folder)).catch(unlessMissing)) ?? [],
  };
}

function unlessMissing(error: NodeJS.ErrnoException): undefined {
  if (!['ENOENT', 'ENOTDIR', 'EISDIR'].includes(error.code ?? '')) throw error;
}
