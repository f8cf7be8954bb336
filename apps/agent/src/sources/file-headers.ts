import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { captureTime, type CaptureTime } from '@homeroll/core/photo/capture-time';
import type { SourcePart } from '@homeroll/core/ports/source';
import type { QuickFacts } from '@homeroll/headers/quick-facts';
import { sourceError } from './read-file.ts';

/** When the item was taken, by the best clue in its file, its name or its time. Throws a `SourceError`. */
export async function captureOf(
  { id, fileName, modifiedAt }: SourcePart,
  zone: (utcMs: number) => number,
): Promise<CaptureTime> {
  const { clues } = await headersOf(id);
  return captureTime({ ...clues, fileName, lastModified: modifiedAt, receivedAt: Date.now(), zone });
}

/** Whether both files carry the same identifier, as the halves of a Live Photo do. False where one can't be read. */
export async function isPair(picture: string, video: string): Promise<boolean> {
  try {
    const one = await headersOf(picture);
    if (one.contentIdentifier === null) return false;
    return (await headersOf(video)).contentIdentifier === one.contentIdentifier;
  } catch {
    return false;
  }
}

/** A few pieces of a few kilobytes, read without handing each call to another thread. */
async function headersOf(path: string): Promise<QuickFacts> {
  // Loaded where it is needed: who sends whole folders starts without it.
  const { readQuickFacts } = await import('@homeroll/headers/read-quick-facts');
  let file: number | undefined;
  try {
    const descriptor = openSync(path, 'r');
    file = descriptor;
    const { size } = statSync(path);
    const read = (offset: number, length: number): Promise<Uint8Array> => {
      const bytes = new Uint8Array(length);
      return Promise.resolve(bytes.subarray(0, readSync(descriptor, bytes, 0, length, offset)));
    };
    return await readQuickFacts({ size, read }, basename(path));
  } catch (error) {
    throw sourceError(error);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
