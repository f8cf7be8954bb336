import { type Embedded, nothingEmbedded } from './embedded.ts';
import { asciiAt, type HeaderReader, partOf } from './header-reader.ts';
import { type Box, boxesIn, boxIn, contentOf } from './iso-boxes.ts';

/** HEIC and AVIF (ISO/IEC 23008-12; 14496-12, section 8.11): the `meta` box lists items and where they lie. */
export async function readHeifItems(file: HeaderReader): Promise<Embedded> {
  const meta = await boxIn(file, { type: '', start: 0, end: file.size, uuid: '' }, ['meta']);
  if (meta === undefined) return nothingEmbedded;
  const inside: Box = { ...meta, start: meta.start + 4 };
  const items = await listItems(file, inside);
  const places = await itemPlaces(file, inside);
  const place = (wanted: (item: Item) => boolean) => {
    const item = items.find(wanted);
    const found = item && places.get(item.id);
    return found && partOf(file, found.offset, found.length);
  };
  const exif = place(({ type }) => type === 'Exif');
  return {
    ...nothingEmbedded,
    ...(await primarySize(file, inside)),
    exif: exif === undefined ? null : await behindHeader(exif),
    xmp: place(({ type, content }) => type === 'mime' && content.startsWith('application/rdf+xml')) ?? null,
    turnsItself: true,
  };
}

interface Item {
  readonly id: number;
  readonly type: string;
  readonly content: string;
}

async function listItems(file: HeaderReader, meta: Box): Promise<Item[]> {
  const iinf = await boxIn(file, meta, ['iinf']);
  if (iinf === undefined) return [];
  const version = (await file.view(iinf.start, 4)).getUint8(0);
  const items: Item[] = [];
  for await (const box of boxesIn(file, iinf.start + (version === 0 ? 6 : 8), iinf.end)) {
    if (box.type !== 'infe') continue;
    const view = await contentOf(file, box);
    const wide = view.getUint8(0) === 3;
    if (view.getUint8(0) < 2) continue;
    const at = wide ? 8 : 6;
    const [, content = ''] = asciiAt(view, at + 6, view.byteLength - at - 6).split('\0');
    items.push({ id: wide ? view.getUint32(4) : view.getUint16(4), type: asciiAt(view, at + 2, 4), content });
  }
  return items;
}

type Place = Readonly<Record<'offset' | 'length', number>>;

/** `iloc`; only items that lie in the file itself and in one piece, as EXIF and XMP do. */
async function itemPlaces(file: HeaderReader, meta: Box): Promise<Map<number, Place>> {
  const places = new Map<number, Place>();
  const iloc = await boxIn(file, meta, ['iloc']);
  if (iloc === undefined) return places;
  const input = counter(await contentOf(file, iloc));
  const version = input.number(1);
  input.number(3);
  const sizes = input.number(2);
  const [offsetSize, lengthSize, baseSize] = [sizes >> 12, (sizes >> 8) & 15, (sizes >> 4) & 15];
  const indexSize = version > 0 ? sizes & 15 : 0;
  const count = input.number(version < 2 ? 2 : 4);
  for (let item = 0; item < count; item += 1) {
    const id = input.number(version < 2 ? 2 : 4);
    const method = version > 0 ? input.number(2) & 15 : 0;
    input.number(2);
    const base = input.number(baseSize);
    const extents = input.number(2);
    for (let extent = 0; extent < extents; extent += 1) {
      input.number(indexSize);
      const offset = base + input.number(offsetSize);
      const length = input.number(lengthSize);
      if (extent === 0 && extents === 1 && method === 0) places.set(id, { offset, length });
    }
  }
  return places;
}

/** The size that belongs to the primary item, sides swapped where an `irot` turns it by a quarter. */
async function primarySize(
  file: HeaderReader,
  meta: Box,
): Promise<Pick<Embedded, 'width' | 'height'> | undefined> {
  const pitm = await boxIn(file, meta, ['pitm']);
  const ipma = await boxIn(file, meta, ['iprp', 'ipma']);
  const ipco = await boxIn(file, meta, ['iprp', 'ipco']);
  if (pitm === undefined || ipma === undefined || ipco === undefined) return undefined;
  const head = await contentOf(file, pitm);
  const primary = head.getUint8(0) === 0 ? head.getUint16(4) : head.getUint32(4);
  const wanted = propertiesOf(primary, counter(await contentOf(file, ipma)));
  let size: { width: number; height: number } | undefined;
  let isTurned = false;
  let number = 0;
  for await (const property of boxesIn(file, ipco.start, ipco.end)) {
    number += 1;
    if (!wanted.includes(number)) continue;
    const view = await contentOf(file, property);
    if (property.type === 'ispe') size = { width: view.getUint32(4), height: view.getUint32(8) };
    if (property.type === 'irot') isTurned = view.getUint8(0) % 2 === 1;
  }
  return size && isTurned ? { width: size.height, height: size.width } : size;
}

/** `ipma`: numbers (from 1) of the properties in `ipco` that hold for an item. */
function propertiesOf(item: number, input: Counter): number[] {
  const version = input.number(1);
  const isWide = (input.number(3) & 1) === 1;
  const entries = input.number(4);
  for (let entry = 0; entry < entries; entry += 1) {
    const id = input.number(version === 0 ? 2 : 4);
    const count = input.number(1);
    const properties = Array.from({ length: count }, () =>
      isWide ? input.number(2) & 0x7fff : input.number(1) & 0x7f,
    );
    if (id === item) return properties;
  }
  return [];
}

/** An Exif item starts with the distance to the TIFF header. */
async function behindHeader(item: HeaderReader): Promise<HeaderReader> {
  const skip = 4 + (await item.view(0, 4)).getUint32(0);
  return partOf(item, skip, item.size - skip);
}

interface Counter {
  /** The next whole number, big-endian, of 0 to 8 bytes. */
  number(bytes: number): number;
}

function counter(view: DataView): Counter {
  let at = 0;
  return {
    number(bytes) {
      let value = 0;
      for (let place = 0; place < bytes; place += 1) value = value * 256 + view.getUint8(at + place);
      at += bytes;
      return value;
    },
  };
}
