import { closeSync, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { SourceError, type SourcePart } from '@homeroll/core/ports/source';
import { largestSlot, type ReusedMemory } from './reused-memory.ts';
import { versionOf } from './version.ts';

/** A file of up to this size is read in one piece, which is hashed and sent as it is. */
export const wholeUpTo: number = 8 * 1024 * 1024;
const pieceBytes = 1024 * 1024;

/**
 * Up to here a file is read without handing each call to another thread: that would cost several times what the
 * calls themselves do (0.7 ms against 0.1 ms for 200 kB), and small files are many.
 */
const directUpTo = largestSlot;

/**
 * The bytes of the version that was listed, from `offset` on. Before the last piece is given away the file is
 * looked at: another size or time, and it ends in `changed` instead. Throws a `SourceError`.
 */
export async function* readFile(
  item: SourcePart,
  offset: number,
  memory: ReusedMemory,
): AsyncGenerator<Uint8Array> {
  const left = item.size - offset;
  if (left <= directUpTo) yield readDirectly(item, offset, memory.take(left));
  else yield* readPieces(item, offset);
}

function readDirectly(item: SourcePart, offset: number, bytes: Buffer): Uint8Array {
  let file: number | undefined;
  try {
    file = openSync(item.id, 'r');
    let filled = 0;
    while (filled < bytes.length) {
      const read = readSync(file, bytes, filled, bytes.length - filled, offset + filled);
      if (read === 0) throw new SourceError('changed', 'the file became shorter');
      filled += read;
    }
    expectVersion(fstatSync(file), item);
    return bytes;
  } catch (error) {
    throw sourceError(error);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

async function* readPieces(item: SourcePart, offset: number): AsyncGenerator<Uint8Array> {
  const file = await open(item.id).catch((error: unknown) => {
    throw sourceError(error);
  });
  try {
    const left = item.size - offset;
    const most = left <= wholeUpTo ? left : pieceBytes;
    // Twenty gigabytes of something else need not be read before that is noticed.
    if (most < left) expectVersion(await file.stat(), item);
    for (let at = offset; at < item.size; at += most) {
      const piece = Buffer.allocUnsafeSlow(Math.min(most, item.size - at));
      await readFully(file, piece, at);
      if (at + piece.length === item.size) expectVersion(await file.stat(), item);
      yield piece;
    }
  } catch (error) {
    throw sourceError(error);
  } finally {
    await file.close();
  }
}

async function readFully(file: FileHandle, buffer: Buffer, at: number): Promise<void> {
  let filled = 0;
  while (filled < buffer.length) {
    const { bytesRead } = await file.read(buffer, filled, buffer.length - filled, at + filled);
    if (bytesRead === 0) throw new SourceError('changed', 'the file became shorter');
    filled += bytesRead;
  }
}

function expectVersion({ size, mtimeMs }: Stats, item: SourcePart): void {
  if (versionOf(size, mtimeMs) !== item.version) throw new SourceError('changed', 'the file changed');
}

/** What a file call threw, in the words of a source; anything else as it is. */
export function sourceError(error: unknown): unknown {
  if (error instanceof SourceError || !(error instanceof Error) || !('code' in error)) return error;
  return new SourceError(error.code === 'ENOENT' ? 'vanished' : 'unreadable', error.message, error);
}
