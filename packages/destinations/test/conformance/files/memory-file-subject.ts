import { randomBytes } from 'node:crypto';
import type { FileStore } from '@homeroll/core/ports/file-store';
import type { FileSubject } from '@homeroll/destinations/conformance/files/clause';
import {
  memoryFileStore,
  memoryShelf,
  type MemoryShelf,
} from '@homeroll/destinations/memory/memory-file-store';

const address = 'https://memory.example';

/** Everything a subject can offer, for the store in memory or something built on one. */
export function memoryFileSubject(
  build: (shelf: MemoryShelf) => FileStore = (shelf) => memoryFileStore(shelf),
): FileSubject {
  const shelf = memoryShelf(address);
  return {
    ...testFiles,
    store: build(shelf),
    folder: 'party',
    readBack: (path) => Promise.resolve(shelf.files.get(path)),
    namesIn: (folder) => Promise.resolve(namesIn(shelf, folder)),
    resumableFrom: 0,
    askAsGuest: (asked) => Promise.resolve(asGuest(shelf, asked)),
  };
}

export const testFiles: Pick<FileSubject, 'makeFile' | 'makeSignal'> = {
  makeFile: (size) => randomBytes(size),
  makeSignal: () => {
    const controller = new AbortController();
    return { signal: controller.signal, raise: () => controller.abort() };
  },
};

function namesIn({ files, parts }: MemoryShelf, folder: string): readonly string[] {
  const all = [...files.keys(), ...parts.keys()].filter((path) => path.startsWith(`${folder}/`));
  return [...new Set(all.map((path) => path.slice(folder.length + 1).split('/')[0] ?? ''))];
}

function asGuest({ files }: MemoryShelf, asked: string): Uint8Array | undefined {
  const path = asked
    .slice(address.length + 1)
    .split('/')
    .map(decodeURIComponent)
    .join('/');
  return [...files].find(([name]) => name === path)?.[1];
}
