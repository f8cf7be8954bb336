import { type Embedded, nothingEmbedded } from './embedded.ts';
import { asciiAt, type HeaderReader, partOf } from './header-reader.ts';

const maxChunks = 300;

/** PNG (third edition, section 5): IHDR, eXIf, and XMP as an iTXt chunk. */
export async function readPngChunks(file: HeaderReader): Promise<Embedded> {
  const header = await file.view(16, 8);
  let found: Embedded = { ...nothingEmbedded, width: header.getUint32(0), height: header.getUint32(4) };
  let at = 8;
  for (let count = 0; count < maxChunks && at + 12 <= file.size; count += 1) {
    const head = await file.view(at, 8);
    const length = head.getUint32(0);
    const type = asciiAt(head, 4, 4);
    if (type === 'IEND') break;
    if (type === 'eXIf') found = { ...found, exif: partOf(file, at + 8, length) };
    if (type === 'iTXt') found = { ...found, xmp: (await pngXmp(partOf(file, at + 8, length))) ?? found.xmp };
    at += 12 + length;
  }
  return found;
}

const pngXmpName = 'XML:com.adobe.xmp\0';

/** Behind the name: compressed or not, method, language and translated name, each ended by a zero. */
async function pngXmp(chunk: HeaderReader): Promise<HeaderReader | undefined> {
  const start = pngXmpName.length + 4;
  if (chunk.size < start) return undefined;
  const head = await chunk.view(0, start);
  const isPlain = asciiAt(head, 0, start) === `${pngXmpName}\0\0\0\0`;
  return isPlain ? partOf(chunk, start, chunk.size - start) : undefined;
}

/** WebP (RFC 9649): VP8X, VP8, VP8L for the size; EXIF and XMP chunks. */
export async function readWebpChunks(file: HeaderReader): Promise<Embedded> {
  let found = nothingEmbedded;
  let at = 12;
  for (let count = 0; count < maxChunks && at + 8 <= file.size; count += 1) {
    const head = await file.view(at, Math.min(18, file.size - at));
    const length = head.getUint32(4, true);
    const type = asciiAt(head, 0, 4);
    if (found.width === null) found = { ...found, ...webpSize(type, head) };
    if (type === 'EXIF') found = { ...found, exif: await withoutJpegName(partOf(file, at + 8, length)) };
    if (type === 'XMP ') found = { ...found, xmp: partOf(file, at + 8, length) };
    at += 8 + length + (length % 2);
  }
  return found;
}

function webpSize(type: string, head: DataView): { width: number; height: number } | undefined {
  if (head.byteLength < 18) return undefined;
  const small = (at: number) => head.getUint16(at, true);
  if (type === 'VP8X') {
    return {
      width: 1 + small(12) + head.getUint8(14) * 65_536,
      height: 1 + small(15) + head.getUint8(17) * 65_536,
    };
  }
  if (type === 'VP8L') {
    const bits = head.getUint32(9, true);
    return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >> 14) & 0x3fff) };
  }
  if (type === 'VP8 ') return { width: small(14) & 0x3fff, height: small(16) & 0x3fff };
  return undefined;
}

/** Some writers put JPEG's `Exif\0\0` before the TIFF header. */
async function withoutJpegName(chunk: HeaderReader): Promise<HeaderReader> {
  const named = chunk.size > 6 && asciiAt(await chunk.view(0, 4), 0, 4) === 'Exif';
  return named ? partOf(chunk, 6, chunk.size - 6) : chunk;
}

/** GIF89a: the logical screen. */
export async function readGifSize(file: HeaderReader): Promise<Embedded> {
  const head = await file.view(6, 4);
  return { ...nothingEmbedded, width: head.getUint16(0, true), height: head.getUint16(2, true) };
}
