import { DestinationError } from '@homeroll/core/ports/destination-error';
import type { FileContent, FileStore, StorePath } from '@homeroll/core/ports/file-store';
import { exactBytes, stopped } from '../exact-bytes.ts';
import { inTurn } from '../in-turn.ts';
import { isPartOf, partName } from '../part-name.ts';

/** What lies at a place in memory. */
export interface MemoryShelf {
  readonly files: Map<StorePath, Uint8Array>;
  /** Puts that broke off: what arrived so far, by the path's folder and the name of the part. */
  readonly parts: Map<string, Uint8Array>;
  /** Where guests would find it; without one nothing can be published. */
  readonly address?: string;
}

export function memoryShelf(address?: string): MemoryShelf {
  return { files: new Map(), parts: new Map(), ...(address === undefined ? {} : { address }) };
}

/** The contract of a file store without any storage: for tests, and to try rules without sending anything. */
export function memoryFileStore(shelf: MemoryShelf = memoryShelf()): FileStore {
  const { files, parts, address } = shelf;
  const turn = inTurn();
  return {
    name: 'in memory',
    put: (path, content, signal) =>
      turn(
        path,
        async () => {
          clearParts(parts, path, content.version);
          const bytes = await receive(parts, path, content, signal);
          files.set(path, bytes);
          clearParts(parts, path);
        },
        signal,
      ),
    stat: (path) => {
      const file = files.get(path);
      return Promise.resolve(file && { size: file.length });
    },
    // eslint-disable-next-line @typescript-eslint/require-await -- an async iterable by contract
    read: async function* (path, signal) {
      const file = files.get(path);
      if (file === undefined) throw new DestinationError('missing', `There is no ${path} in memory.`);
      for (let at = 0; at < file.length; at += pieceBytes) {
        if (signal?.aborted) throw stopped();
        yield file.subarray(at, at + pieceBytes);
      }
    },
    remove: (path, signal) =>
      turn(
        path,
        () => {
          files.delete(path);
          clearParts(parts, path);
          return Promise.resolve();
        },
        signal,
      ),
    ...(address === undefined ? {} : { publish: () => Promise.resolve(address) }),
    close: () => Promise.resolve(),
  };
}

const pieceBytes = 64 * 1024;

/** What arrived before a break stays as a part, unless the file was not what it said. */
async function receive(
  parts: MemoryShelf['parts'],
  path: StorePath,
  content: FileContent,
  signal: Parameters<FileStore['put']>[2],
): Promise<Uint8Array> {
  const part = partPath(path, content.version);
  const bytes = new Uint8Array(content.size);
  const begun = parts.get(part) ?? new Uint8Array(0);
  bytes.set(begun);
  let arrived = begun.length;
  try {
    for await (const piece of exactBytes(content, arrived, signal)) {
      bytes.set(piece, arrived);
      arrived += piece.length;
    }
    return bytes;
  } catch (error) {
    const isUnequal = error instanceof DestinationError && error.fault === 'hash-mismatch';
    if (isUnequal) parts.delete(part);
    else parts.set(part, bytes.slice(0, arrived));
    throw error;
  }
}

function partPath(path: StorePath, version: string): string {
  return folderOf(path) + partName(path, version);
}

/** All that broken-off puts to this path left, except of one version. */
function clearParts(parts: MemoryShelf['parts'], path: StorePath, except?: string): void {
  const folder = folderOf(path);
  for (const part of parts.keys()) {
    const isOurs = part.startsWith(folder) && isPartOf(path, part.slice(folder.length));
    if (isOurs && (except === undefined || part !== partPath(path, except))) parts.delete(part);
  }
}

function folderOf(path: StorePath): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}
