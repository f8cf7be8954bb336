import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { fileTypeFromBuffer } from 'file-type';
import { pour } from '../asks/pour.ts';
import type { HeldFile } from '../cache/file-cache.ts';
import type { RelayParts } from '../relay-parts.ts';
import type { OldBooths } from './old-booths.ts';

export interface OldUpload {
  readonly id: string;
  readonly file: Readable;
  /** Bytes of the whole request, which hold those of the file; `undefined` where nobody said. */
  readonly announced: number | undefined;
}

/** What old booths make; told by the bytes, for the form does not say. */
const taken = new Set([
  ...['image/png', 'image/apng', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif'],
  'video/mp4',
]);
/** Enough of a file to know its type. */
const headBytes = 4100;

/**
 * Takes a file that a booth sends, whether or not somebody still waits: it was asked for, and whoever lost patience
 * comes back. Answers what is wrong, in words for the booth's log; `undefined` where all is well.
 */
export async function takeOldUpload(
  parts: RelayParts,
  booths: OldBooths,
  { id, file, announced }: OldUpload,
): Promise<string | undefined> {
  const head = await firstBytes(file);
  const mediaType = (await fileTypeFromBuffer(head))?.mime;
  if (mediaType === undefined || !taken.has(mediaType)) return 'this type of file is not taken';
  const most = Math.min(announced ?? Infinity, parts.fileBytes);
  const spool = parts.cache.begin({ announced: undefined, most });
  if (!spool) return 'there is no room in the cache of the relay';
  const held = { facts: { mediaType, etag: `"${randomUUID()}"`, isDevices: false }, spool };
  const arrival = parts.arrivals.begin(oldKey(id), held);
  const ask = parts.book.find(id, booths);
  if (ask) parts.book.settle(ask, { is: 'file', file: held });
  try {
    await spool.append(head);
    await pour(file, { spool, heard: () => undefined, stallMs: parts.patience.stallMs });
    spool.finish();
    // What an old booth has under an id stays the same, and it cannot be asked whether it still has it.
    parts.cache.keep(oldKey(id), held, Infinity);
    return undefined;
  } catch {
    spool.break();
    return 'the file did not arrive whole';
  } finally {
    arrival.end();
  }
}

export function oldKey(id: string): string {
  return `old/${id}`;
}

/** `undefined` as soon as it is known how the file ends: whole, broken, or not within so many milliseconds. */
export function whenWhole({ spool }: HeldFile, patienceMs: number): Promise<'whole' | 'broken' | 'late'> {
  return new Promise((resolve) => {
    const end = (how: 'whole' | 'broken' | 'late'): void => {
      clearTimeout(timer);
      stopFollowing();
      resolve(how);
    };
    const look = (): void => {
      if (spool.state !== 'growing') end(spool.state);
    };
    const timer = setTimeout(() => end('late'), patienceMs);
    const stopFollowing = spool.follow(look);
    look();
  });
}

async function firstBytes(file: Readable): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let length = 0;
  while (length < headBytes) {
    const piece = (file.read() as Buffer | null) ?? (await nextPiece(file));
    if (piece === undefined) break;
    pieces.push(piece);
    length += piece.length;
  }
  return Buffer.concat(pieces);
}

/** `undefined` at the end, however it came. */
function nextPiece(file: Readable): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    const done = (): void => {
      file.off('readable', done).off('end', done).off('close', done);
      resolve((file.read() as Buffer | null) ?? undefined);
    };
    if (file.readableEnded || file.destroyed) resolve(undefined);
    else file.on('readable', done).on('end', done).on('close', done);
  });
}
