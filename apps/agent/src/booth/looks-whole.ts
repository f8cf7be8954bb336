import { closeSync, openSync, readSync } from 'node:fs';

/** Of a JPEG, so much at the end may be something else than its end sign. */
const tailBytes = 4096;
/** More parts than any video has at its top. */
const mostBoxes = 1000;

type Read = (offset: number, length: number) => Buffer;

/**
 * Whether a file has its end, as far as its kind tells: a program that writes a video may pause for seconds. True for
 * kinds that tell nothing, and for what cannot be read, which is said elsewhere.
 * JPEG: end of image (ITU-T T.81, B.1.1.3); PNG: IEND; GIF: trailer; WebP: the size in its RIFF header; MP4, MOV and
 * HEIC: the boxes (ISO/IEC 14496-12, 4.2) end with the file and their index is among them.
 */
export function looksWhole(path: string, size: number): boolean {
  let file: number | undefined;
  try {
    const opened = openSync(path, 'r');
    file = opened;
    return isWhole(size, (offset, length) => {
      const bytes = Buffer.alloc(Math.max(0, Math.min(length, size - offset)));
      return bytes.subarray(0, readSync(opened, bytes, 0, bytes.length, offset));
    });
  } catch {
    return true;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function isWhole(size: number, read: Read): boolean {
  const head = read(0, 12).toString('latin1');
  const tail = (length: number): string => read(Math.max(0, size - length), length).toString('latin1');
  if (head.startsWith('\xff\xd8')) return tail(tailBytes).includes('\xff\xd9');
  if (head.startsWith('\x89PNG')) return tail(12).includes('IEND');
  if (head.startsWith('GIF8')) return tail(1) === ';';
  if (/^RIFF[^]{4}WEBP/.test(head)) return read(4, 4).readUInt32LE() + 8 <= size;
  if (head.slice(4, 8) === 'ftyp') return hasIndexAndEnd(size, read);
  return true;
}

function hasIndexAndEnd(size: number, read: Read): boolean {
  let [at, hasIndex] = [0, false];
  for (let count = 0; at + 8 <= size && count < mostBoxes; count += 1) {
    const header = read(at, 16);
    const type = header.toString('latin1', 4, 8);
    hasIndex ||= type === 'moov' || type === 'meta';
    const short = header.readUInt32BE();
    // 0: to the end of the file; 1: a longer number follows.
    const length = short === 0 ? size - at : short === 1 ? Number(header.readBigUInt64BE(8)) : short;
    if (length < 8) return true;
    at += length;
  }
  return hasIndex && at === size;
}
