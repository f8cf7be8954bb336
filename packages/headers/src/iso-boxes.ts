import { asciiAt, type HeaderReader } from './header-reader.ts';

/** A box of an ISO base media file (ISO/IEC 14496-12, section 4.2): HEIC, AVIF, MP4, MOV, CR3. */
export interface Box {
  readonly type: string;
  /** Where the content starts, from the start of the file, behind size, type and (for `uuid`) the 16 bytes of name. */
  readonly start: number;
  readonly end: number;
  /** Hexadecimal, for `uuid` only. */
  readonly uuid: string;
}

const maxBoxes = 600;

/** The boxes that stand one behind the other between two places; ends quietly where they are broken. */
export async function* boxesIn(file: HeaderReader, start: number, end: number): AsyncGenerator<Box> {
  let at = start;
  for (let count = 0; count < maxBoxes && at + 8 <= Math.min(end, file.size); count += 1) {
    const head = await file.view(at, Math.min(32, file.size - at));
    const short = head.getUint32(0);
    const isLong = short === 1 && head.byteLength >= 16;
    const size = isLong ? Number(head.getBigUint64(8)) : short === 0 ? end - at : short;
    const headLength = isLong ? 16 : 8;
    if (size < headLength) return;
    const type = asciiAt(head, 4, 4);
    const isNamed = type === 'uuid' && head.byteLength >= headLength + 16;
    yield {
      type,
      start: at + headLength + (isNamed ? 16 : 0),
      end: Math.min(at + size, end),
      uuid: isNamed ? hex(head, headLength, 16) : '',
    };
    at += size;
  }
}

export async function boxIn(
  file: HeaderReader,
  within: Box,
  path: readonly string[],
): Promise<Box | undefined> {
  let current = within;
  for (const type of path) {
    let next: Box | undefined;
    for await (const box of boxesIn(file, current.start, current.end)) {
      if (box.type !== type) continue;
      next = box;
      break;
    }
    if (next === undefined) return undefined;
    current = next;
  }
  return current;
}

/** The content of a box in one piece. */
export async function contentOf(file: HeaderReader, box: Box, most: number = 256 * 1024): Promise<DataView> {
  return file.view(box.start, Math.min(box.end - box.start, most));
}

function hex(view: DataView, offset: number, length: number): string {
  return Array.from({ length }, (_, place) =>
    view
      .getUint8(offset + place)
      .toString(16)
      .padStart(2, '0'),
  ).join('');
}
