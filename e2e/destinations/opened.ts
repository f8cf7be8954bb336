import { systemClock } from '@homeroll/agent/system-clock';
import type { FileContent, FileStore, StorePath } from '@homeroll/core/ports/file-store';
import { parseStorePath } from '@homeroll/core/ports/file-store';
import { storeKinds } from '@homeroll/destinations/catalogue';
import type { StoreKind } from '@homeroll/destinations/store-kind';

/** A store as it is set up by somebody: what is not given is what counts where nothing is said. */
export function opened(
  kind: keyof typeof storeKinds,
  given: Readonly<Record<string, unknown>>,
): Promise<FileStore> {
  const { options, open } = storeKinds[kind] as unknown as StoreKind;
  const values = Object.entries(options).map(([name, { schema }]) => [name, schema.parse(given[name])]);
  return open(Object.fromEntries(values) as Record<string, unknown>, { name: undefined, clock: systemClock });
}

export function pathOf(text: string): StorePath {
  const path = parseStorePath(text);
  if (path === undefined) throw new RangeError(`no path: ${text}`);
  return path;
}

const pieceBytes = 1024 * 1024;

/** A file that nobody has to keep: the same pieces again and again, each made unlike by its number. */
export function fileOf(size: number, more: Partial<FileContent> = {}): FileContent {
  return {
    size,
    mediaType: 'video/mp4',
    version: `one of ${size}`,
    open: (offset) => bytesFrom(offset, size),
    ...more,
  };
}

// eslint-disable-next-line @typescript-eslint/require-await -- an async iterable by contract
async function* bytesFrom(offset: number, size: number): AsyncGenerator<Uint8Array> {
  for (let at = offset; at < size;) {
    const number = Math.floor(at / pieceBytes);
    const piece = Buffer.alloc(pieceBytes, 'a movie of a party. ');
    piece.writeUInt32BE(number);
    const rest = piece.subarray(at - number * pieceBytes, Math.min(pieceBytes, size - number * pieceBytes));
    yield rest;
    at += rest.length;
  }
}

/** Puts a file, of 2 GiB unless told otherwise, and takes it away again. Answers by how many MiB this process was larger at the most meanwhile. */
export async function growthOfBigPut(store: FileStore, size = 2 * 1024 ** 3): Promise<number> {
  const path = pathOf('party/the whole evening.mp4');
  const before = process.memoryUsage().rss;
  let most = before;
  const progress = (): void => void (most = Math.max(most, process.memoryUsage().rss));
  const file = fileOf(size, { progress });
  await store.put(path, file);
  const found = await store.stat(path);
  if (found?.size !== file.size) throw new Error(`there are ${String(found?.size)} bytes`);
  await store.remove(path);
  return (most - before) / 1024 / 1024;
}

/** MiB that a process may grow by while it sends: buffers of the network, and what is not yet collected. */
export const flat = 256;
