import { type Embedded, nothingEmbedded } from './embedded.ts';
import { asciiAt, type HeaderReader, partOf } from './header-reader.ts';

const maxSegments = 400;

/** Walks the segments before the picture data (ITU-T T.81, annex B; EXIF 3.0, section 4.7). */
export async function readJpegSegments(file: HeaderReader): Promise<Embedded> {
  let found = nothingEmbedded;
  let at = 2;
  try {
    for (let count = 0; count < maxSegments && at + 4 <= file.size; count += 1) {
      const head = await file.view(at, Math.min(48, file.size - at));
      const marker = head.getUint8(1);
      if (head.getUint8(0) !== 0xff || marker === 0xda || marker === 0xd9) break;
      const length = head.getUint16(2);
      if (marker === 0xff) at += 1;
      else if (isFrame(marker)) return { ...found, height: head.getUint16(5), width: head.getUint16(7) };
      else found = withSegment(found, { file, at, head, length });
      if (marker !== 0xff) at += 2 + length;
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return found;
}

/** SOF0 to SOF15 without DHT, JPG and DAC, which share the range. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}

interface Segment {
  readonly file: HeaderReader;
  readonly at: number;
  readonly head: DataView;
  readonly length: number;
}

const xmpName = 'http://ns.adobe.com/xap/1.0/\0';
const photoshopName = 'Photoshop 3.0\0';

function withSegment(found: Embedded, { file, at, head, length }: Segment): Embedded {
  const marker = head.getUint8(1);
  const name = asciiAt(head, 4, Math.min(head.byteLength - 4, length - 2, xmpName.length));
  const body = (skip: number) => partOf(file, at + 4 + skip, length - 2 - skip);
  if (marker === 0xe1 && name.startsWith('Exif\0')) return { ...found, exif: found.exif ?? body(6) };
  if (marker === 0xe1 && name === xmpName) return { ...found, xmp: found.xmp ?? body(xmpName.length) };
  if (marker === 0xed && name.startsWith(photoshopName))
    return { ...found, iptc: body(photoshopName.length) };
  return found;
}
