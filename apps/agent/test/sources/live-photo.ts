/** A JPEG without a picture in it: Apple's maker note says what joins it to its video. EXIF 3.0, section 4.6. */
export function livePicture(identifier: string, taken: string = '2026:06:14 15:30:00'): Buffer {
  const note = Buffer.concat([Buffer.from('Apple iOS\0\0\u0001MM'), ifd([[0x11, 2, text(identifier)]], 14)]);
  const exif = ifd(
    [
      [0x9003, 2, text(taken)],
      [0x927c, 7, note],
    ],
    8 + 18,
  );
  const pointer = ifd([[0x8769, 4, number(8 + 18)]], 8);
  const tiff = Buffer.concat([Buffer.from('MM\0*\0\0\0\u0008'), pointer, exif]);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(2 + 6 + tiff.length);
  const segment = Buffer.concat([Buffer.from([0xff, 0xe1]), length, Buffer.from('Exif\0\0'), tiff]);
  return Buffer.concat([Buffer.from([0xff, 0xd8]), segment, Buffer.from([0xff, 0xd9])]);
}

/** A QuickTime film without pictures; `meta` with `keys` and `ilst` says the same. QuickTime File Format, chapter 3. */
export function liveVideo(identifier: string, brand: string = 'qt  '): Buffer {
  const handler = box('hdlr', Buffer.concat([Buffer.alloc(8), Buffer.from('mdta'), Buffer.alloc(13)]));
  const name = box('mdta', Buffer.from('com.apple.quicktime.content.identifier'));
  const keys = box('keys', Buffer.concat([number(0), number(1), name]));
  const data = box('data', Buffer.concat([number(1), number(0), Buffer.from(identifier)]));
  const list = box('ilst', box('\0\0\0\u0001', data));
  const meta = box('meta', Buffer.concat([handler, keys, list]));
  return Buffer.concat([
    box('ftyp', Buffer.concat([Buffer.from(brand), number(0), Buffer.from(brand)])),
    box('moov', meta),
  ]);
}

/** Tag, type (2 text, 4 number, 7 bytes) and value. */
type Entry = readonly [tag: number, type: number, value: Buffer];

/** One directory; `at` is where it will stand, which the places of long values count from. */
function ifd(entries: readonly Entry[], at: number): Buffer {
  const head = Buffer.alloc(2 + entries.length * 12 + 4);
  head.writeUInt16BE(entries.length);
  const values: Buffer[] = [];
  let end = at + head.length;
  for (const [place, [tag, type, value]] of entries.entries()) {
    const entry = 2 + place * 12;
    head.writeUInt16BE(tag, entry);
    head.writeUInt16BE(type, entry + 2);
    head.writeUInt32BE(type === 4 ? value.length / 4 : value.length, entry + 4);
    if (value.length <= 4) value.copy(head, entry + 8);
    else {
      head.writeUInt32BE(end, entry + 8);
      values.push(value);
      end += value.length;
    }
  }
  return Buffer.concat([head, ...values]);
}

function box(type: string, content: Buffer): Buffer {
  return Buffer.concat([number(8 + content.length), Buffer.from(type, 'latin1'), content]);
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function text(value: string): Buffer {
  return Buffer.from(`${value}\0`, 'latin1');
}
