import { open, type FileHandle } from 'node:fs/promises';
import { SourceError, type SourceItem } from '@homeroll/core/ports/source';
import { versionOf } from './version.ts';

/** A file of up to this size is read in one piece, which is hashed and sent as it is. */
export const wholeUpTo: number = 8 * 1024 * 1024;
const pieceBytes = 1024 * 1024;

/**
 * The bytes of the version that was listed, from `offset` on. Before the last piece is given away the file is
 * looked at: another size or time, and it ends in `changed` instead. Throws a `SourceError`.
 */
export async function* readFile(item: SourceItem, offset: number): AsyncGenerator<Uint8Array> {
  const file = await open(item.id).catch((error: unknown) => {
    throw sourceError(error);
  });
  try {
    const left = item.size - offset;
    const most = left <= wholeUpTo ? left : pieceBytes;
    // Twenty gigabytes of something else need not be read before that is noticed.
    if (most < left) await expectVersion(file, item);
    for (let at = offset; at < item.size; at += most) {
      const piece = Buffer.allocUnsafeSlow(Math.min(most, item.size - at));
      await readFully(file, piece, at);
      if (at + piece.length === item.size) await expectVersion(file, item);
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

async function expectVersion(file: FileHandle, item: SourceItem): Promise<void> {
  const { size, mtimeMs } = await file.stat();
  if (versionOf(size, mtimeMs) !== item.version) throw new SourceError('changed', 'the file changed');
}

function sourceError(error: unknown): unknown {
  if (error instanceof SourceError || !(error instanceof Error) || !('code' in error)) return error;
  return new SourceError(error.code === 'ENOENT' ? 'vanished' : 'unreadable', error.message, error);
}
