import { asciiAt, type HeaderReader, utf8 } from './header-reader.ts';

const longest = 128 * 1024;

/**
 * The date in an XMP packet (XMP specification part 1). Only looked for, not parsed as XML: packets in the wild are
 * cut and padded, and the date may stand as an attribute or as an element.
 */
export async function xmpDate(packet: HeaderReader): Promise<string | undefined> {
  const text = utf8(await packet.view(0, Math.min(packet.size, longest)));
  for (const property of [
    'exif:DateTimeOriginal',
    'photoshop:DateCreated',
    'xmp:CreateDate',
    'xap:CreateDate',
  ]) {
    const at = text.indexOf(property);
    const value = /^[^<>"'=]*(?:=\s*["']|>\s*)(\d{4}[0-9T:.Z+-]{0,40})/.exec(
      text.slice(at + property.length, at + 200),
    );
    if (at >= 0 && value?.[1] !== undefined) return value[1];
  }
  return undefined;
}

const dateCreated = 55;
const timeCreated = 60;

/**
 * DateCreated and TimeCreated of IPTC-IIM 4.2 (record 2, data sets 55 and 60), as JPEG keeps them in Photoshop's
 * resource 0x0404, and TIFF as they are.
 */
export async function iptcDate(block: HeaderReader): Promise<string | undefined> {
  const view = await block.view(0, Math.min(block.size, longest));
  const found = new Map<number, string>();
  for (let at = startOfSets(view); at + 5 <= view.byteLength && view.getUint8(at) === 0x1c;) {
    const length = view.getUint16(at + 3);
    if (length > 0x7fff || at + 5 + length > view.byteLength) break;
    if (view.getUint8(at + 1) === 2) found.set(view.getUint8(at + 2), asciiAt(view, at + 5, length));
    at += 5 + length;
  }
  const date = found.get(dateCreated);
  return date === undefined ? undefined : `${date} ${found.get(timeCreated) ?? ''}`.trim();
}

function startOfSets(view: DataView): number {
  let at = 0;
  while (at + 12 <= view.byteLength && asciiAt(view, at, 4) === '8BIM') {
    const nameEnd = at + 6 + 1 + view.getUint8(at + 6);
    const sizeAt = nameEnd + ((nameEnd - at) % 2);
    if (view.getUint16(at + 4) === 0x0404) return sizeAt + 4;
    const size = view.getUint32(sizeAt);
    at = sizeAt + 4 + size + (size % 2);
  }
  return at;
}
