import { constants, type Stats } from 'node:fs';
import { lstat, open, unlink, type FileHandle } from 'node:fs/promises';
import type { CancelSignal } from '@homeroll/core/ports/cancel-signal';
import { DestinationError } from '@homeroll/core/ports/destination-error';
import type { FileContent } from '@homeroll/core/ports/file-store';
import { exactBytes, stopped } from '../exact-bytes.ts';
import { hasCode } from './folder-faults.ts';

const pieceBytes = 256 * 1024;

/** What lies there, links not followed; `undefined` for nothing. */
export function lookAt(file: string): Promise<Stats | undefined> {
  return lstat(file).catch((error: unknown) => {
    if (!hasCode(error, 'ENOENT', 'ENOTDIR')) throw error;
    return undefined;
  });
}

/** Writes a new file that is on the disk when this resolves, or leaves none. */
export async function writeNew(file: string, content: FileContent, signal?: CancelSignal): Promise<void> {
  const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;
  const handle = await open(file, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o644);
  try {
    await fill(handle, content, signal);
  } catch (error) {
    await handle.close();
    // Where this fails too, the disk is gone, and the next put clears it away.
    await unlink(file).catch(() => undefined);
    throw error;
  }
  await handle.close();
}

async function fill(handle: FileHandle, content: FileContent, signal?: CancelSignal): Promise<void> {
  let at = 0;
  for await (const piece of exactBytes(content, 0, signal)) {
    for (let begin = 0; begin < piece.length;) {
      const { bytesWritten } = await handle.write(piece, begin, piece.length - begin, at + begin);
      begin += bytesWritten;
    }
    at += piece.length;
  }
  await handle.datasync();
  const { size } = await handle.stat();
  if (size !== content.size) {
    throw new DestinationError('hash-mismatch', `The disk kept ${size} bytes of ${content.size}.`);
  }
}

export async function* piecesOf(file: string, signal?: CancelSignal): AsyncGenerator<Uint8Array> {
  const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    for (;;) {
      if (signal?.aborted) throw stopped();
      const { bytesRead, buffer } = await handle.read(new Uint8Array(pieceBytes), 0, pieceBytes, null);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

/** So that a renamed or removed name outlives a power cut. Some shares cannot; then it is theirs to keep. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, constants.O_RDONLY);
  try {
    await handle.sync();
  } catch (error) {
    if (!hasCode(error, 'EINVAL', 'ENOTSUP', 'EBADF')) throw error;
  } finally {
    await handle.close();
  }
}
