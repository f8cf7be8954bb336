import type { FileHandle } from 'node:fs/promises';
import { diskRefusal } from '../refusal.ts';
import { slotBytes } from './aligned-memory.ts';
import type { IncomingFile } from './incoming-file.ts';

/** Writes through the page cache, a mebibyte at a time, while the next mebibyte is gathered. */
export function bufferedFile(file: FileHandle, start: number): IncomingFile {
  let batch: Buffer[] = [];
  let batchBytes = 0;
  let at = start;
  let underWay = Promise.resolve();

  const flush = (): void => {
    const chunks = batch;
    const position = at;
    at += batchBytes;
    batch = [];
    batchBytes = 0;
    if (chunks.length === 0) return;
    underWay = underWay.then(() => writeChunks(file, chunks, position));
    // Told to whoever waits next; here only so that it does not count as unhandled meanwhile.
    underWay.catch(() => undefined);
  };
  return {
    write: (chunk) => {
      batch.push(chunk);
      batchBytes += chunk.length;
      if (batchBytes < slotBytes) return undefined;
      const before = underWay;
      flush();
      return before.catch(rethrowAsRefusal);
    },
    finish: async () => {
      try {
        flush();
        await underWay;
        await file.datasync();
      } catch (error) {
        throw diskRefusal(error);
      } finally {
        await file.close();
      }
    },
    abandon: async () => {
      flush();
      await underWay.catch(() => undefined);
      await file.datasync().catch(() => undefined);
      await file.close();
    },
  };
}

async function writeChunks(file: FileHandle, chunks: readonly Buffer[], position: number): Promise<void> {
  const total = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  let { bytesWritten } = await file.writev([...chunks], position);
  if (bytesWritten === total) return;
  const all = Buffer.concat(chunks);
  while (bytesWritten < total) {
    const more = await file.write(all, bytesWritten, total - bytesWritten, position + bytesWritten);
    bytesWritten += more.bytesWritten;
  }
}

function rethrowAsRefusal(error: unknown): never {
  throw diskRefusal(error);
}
