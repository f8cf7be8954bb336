import type { ExifClues } from '@homeroll/core/photo/capture-time';
import { readGifSize, readPngChunks, readWebpChunks } from './chunked-pictures.ts';
import { type Embedded, nothingEmbedded } from './embedded.ts';
import { type HeaderReader, partOf } from './header-reader.ts';
import { readHeifItems } from './heif-items.ts';
import { readJpegSegments } from './jpeg-segments.ts';
import { canonStructures } from './movie-header.ts';
import type { QuickFacts } from './quick-facts.ts';
import { iptcDate, xmpDate } from './text-clues.ts';
import { gpsTag, readTiffTags, tag, type TagValue, type TiffTags } from './tiff-tags.ts';

/** What the headers of a picture say; parts that are broken are left out. */
export async function readPicture(file: HeaderReader, extension: string): Promise<Partial<QuickFacts>> {
  const embedded = await embeddedIn(file, extension);
  const tags = await merged(await structuresIn(file, extension, embedded));
  const exif = exifClues(tags);
  const dated = exif.original !== undefined;
  const packet = embedded.xmp ?? span(embedded.exif, tags.xmp);
  const block = embedded.iptc ?? span(embedded.exif, tags.iptc);
  const xmp = dated || packet === null ? undefined : await unlessBroken(() => xmpDate(packet));
  const iptc = dated || block === null ? undefined : await unlessBroken(() => iptcDate(block));
  const orientation = embedded.turnsItself ? 1 : orientationOf(tags);
  return {
    ...turned(embedded.width === null ? sizeByTags(tags) : embedded, orientation),
    clues: {
      ...(Object.keys(exif).length > 0 ? { exif } : {}),
      ...(xmp === undefined ? {} : { xmp }),
      ...(iptc === undefined ? {} : { iptc }),
    },
    make: textOf(tags.main, tag.make) ?? null,
    model: textOf(tags.main, tag.model) ?? null,
    orientation,
    contentIdentifier: tags.contentIdentifier,
  };
}

async function embeddedIn(file: HeaderReader, extension: string): Promise<Embedded> {
  const read = containers.get(extension) ?? ((whole: HeaderReader) => ({ ...nothingEmbedded, exif: whole }));
  return (await unlessBroken(async () => read(file))) ?? nothingEmbedded;
}

/** All others are TIFF or RAW made of it. */
const containers = new Map<string, (file: HeaderReader) => Promise<Embedded> | Embedded>([
  ['jpg', readJpegSegments],
  ['heic', readHeifItems],
  ['heif', readHeifItems],
  ['avif', readHeifItems],
  ['png', readPngChunks],
  ['apng', readPngChunks],
  ['webp', readWebpChunks],
  ['gif', readGifSize],
  ['raf', readFujiHeader],
  ['cr3', () => nothingEmbedded],
]);

/** Fujifilm's RAF names the place and length of a whole JPEG, which has the EXIF. */
async function readFujiHeader(file: HeaderReader): Promise<Embedded> {
  const head = await file.view(84, 8);
  const jpeg = await readJpegSegments(partOf(file, head.getUint32(0), head.getUint32(4)));
  return { ...jpeg, width: null, height: null };
}

async function structuresIn(
  file: HeaderReader,
  extension: string,
  { exif }: Embedded,
): Promise<HeaderReader[]> {
  if (extension !== 'cr3') return exif === null ? [] : [exif];
  const canon = (await unlessBroken(() => canonStructures(file))) ?? new Map<string, HeaderReader>();
  return ['CMT1', 'CMT2'].flatMap((name) => canon.get(name) ?? []);
}

const noTags: TiffTags = {
  main: new Map(),
  gps: new Map(),
  subImages: [],
  contentIdentifier: null,
  xmp: undefined,
  iptc: undefined,
};

async function merged(structures: readonly HeaderReader[]): Promise<TiffTags> {
  let tags = noTags;
  for (const structure of structures) {
    const more = await unlessBroken(() => readTiffTags(structure));
    if (more !== undefined) tags = { ...tags, ...more, main: new Map([...tags.main, ...more.main]) };
  }
  return tags;
}

function exifClues({ main, gps }: TiffTags): ExifClues {
  const clues = {
    original: textOf(main, tag.original),
    offset: textOf(main, tag.originalOffset),
    digitized: textOf(main, tag.digitized),
    digitizedOffset: textOf(main, tag.digitizedOffset),
    gpsUtc: gpsInstant(gps),
  };
  return Object.fromEntries(Object.entries(clues).filter(([, value]) => value !== undefined));
}

/** GPSDateStamp `2026:06:14` and GPSTimeStamp, three fractions: hours, minutes, seconds. */
function gpsInstant(gps: ReadonlyMap<number, TagValue>): number | undefined {
  const date = /^(\d{4})[:-](\d\d)[:-](\d\d)/.exec(textOf(gps, gpsTag.date) ?? '');
  const [hours = Number.NaN, minutes = 0, seconds = 0] = numbersOf(gps, gpsTag.time);
  if (date === null || Number.isNaN(hours)) return undefined;
  const day = Date.parse(`${date.slice(1, 4).join('-')}T00:00:00Z`);
  const instant = day + ((hours * 60 + minutes) * 60 + seconds) * 1000;
  return Number.isFinite(instant) ? instant : undefined;
}

function orientationOf({ main }: TiffTags): number {
  const [orientation = 1] = numbersOf(main, tag.orientation);
  return orientation >= 1 && orientation <= 8 ? orientation : 1;
}

type Size = Pick<QuickFacts, 'width' | 'height'>;

/** The largest that is named: RAW files name those of their small previews too. */
function sizeByTags({ main, subImages }: TiffTags): Size {
  const sizes = [main, ...subImages].map((image) => sizeOf(image, tag.width, tag.height));
  sizes.push(sizeOf(main, tag.pixelWidth, tag.pixelHeight));
  return sizes.reduce((best, size) => ((size.width ?? 0) > (best.width ?? 0) ? size : best));
}

function sizeOf(image: ReadonlyMap<number, TagValue>, width: number, height: number): Size {
  const [wide = 0] = numbersOf(image, width);
  const [high = 0] = numbersOf(image, height);
  return wide > 0 && high > 0 ? { width: wide, height: high } : { width: null, height: null };
}

/** Orientations 5 to 8 lay the picture on its side. */
function turned({ width, height }: Size, orientation: number): Size {
  if (!width || !height) return { width: null, height: null };
  return orientation >= 5 ? { width: height, height: width } : { width, height };
}

function textOf(tags: ReadonlyMap<number, TagValue>, number: number): string | undefined {
  const value = tags.get(number);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function numbersOf(tags: ReadonlyMap<number, TagValue>, number: number): readonly number[] {
  const value = tags.get(number);
  return typeof value === 'string' || value === undefined ? [] : value;
}

function span(tiff: HeaderReader | null, place: TiffTags['xmp']): HeaderReader | null {
  return tiff === null || place === undefined ? null : partOf(tiff, place.offset, place.length);
}

async function unlessBroken<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
