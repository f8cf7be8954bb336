import type { ContainerClues } from '@homeroll/core/photo/capture-time';
import { asciiAt, type HeaderReader, partOf, utf8 } from './header-reader.ts';
import { type Box, boxesIn, boxIn, contentOf } from './iso-boxes.ts';

/** What the `moov` box of an MP4 or MOV file says, wherever it lies (ISO/IEC 14496-12, section 8.2; QuickTime). */
export interface MovieHeader {
  /** Pixels as seen, after the track's turning. */
  readonly width: number | null;
  readonly height: number | null;
  readonly durationSeconds: number | null;
  readonly container: ContainerClues;
  readonly make: string | null;
  readonly model: string | null;
  readonly contentIdentifier: string | null;
}

export async function readMovieHeader(file: HeaderReader): Promise<MovieHeader | undefined> {
  const moov = await movieBox(file);
  if (moov === undefined) return undefined;
  const { durationSeconds, utc } = await timing(file, moov);
  const keys = await quickTimeKeys(file, moov);
  const key = (name: string) => keys.get(`com.apple.quicktime.${name}`) ?? null;
  const local = key('creationdate');
  return {
    ...(await pictureSize(file, moov)),
    durationSeconds,
    container: { ...(utc === undefined ? {} : { utc }), ...(local === null ? {} : { local }) },
    make: key('make') ?? keys.get('com.android.manufacturer') ?? null,
    model: key('model') ?? keys.get('com.android.model') ?? null,
    contentIdentifier: key('content.identifier'),
  };
}

/** Canon's CR3 keeps two TIFF structures in a box of its own: CMT1 is IFD0, CMT2 the EXIF IFD, CMT4 that of GPS. */
export async function canonStructures(file: HeaderReader): Promise<ReadonlyMap<string, HeaderReader>> {
  const found = new Map<string, HeaderReader>();
  const moov = await movieBox(file);
  if (moov === undefined) return found;
  for await (const box of boxesIn(file, moov.start, moov.end)) {
    if (box.uuid !== '85c0b687820f11e08111f4ce462b6a48') continue;
    for await (const { type, start, end } of boxesIn(file, box.start, box.end)) {
      found.set(type, partOf(file, start, end - start));
    }
  }
  return found;
}

function movieBox(file: HeaderReader): Promise<Box | undefined> {
  return boxIn(file, { type: '', start: 0, end: file.size, uuid: '' }, ['moov']);
}

/** Seconds from 1904, the zero of QuickTime, to 1970. */
const epochGap = 2_082_844_800;

async function timing(
  file: HeaderReader,
  moov: Box,
): Promise<{ durationSeconds: number | null; utc?: number }> {
  const mvhd = await boxIn(file, moov, ['mvhd']);
  if (mvhd === undefined) return { durationSeconds: null };
  const view = await contentOf(file, mvhd);
  const isLong = view.getUint8(0) === 1;
  const created = isLong ? Number(view.getBigUint64(4)) : view.getUint32(4);
  const scale = view.getUint32(isLong ? 20 : 12);
  const duration = isLong ? Number(view.getBigUint64(24)) : view.getUint32(16);
  const isKnown = scale > 0 && duration > 0 && duration !== 0xffffffff;
  // Some programs count from 1970 against the standard; a film from before 1970 is the less likely reading.
  const utc = (created >= epochGap ? created - epochGap : created) * 1000;
  return { durationSeconds: isKnown ? duration / scale : null, ...(created > 0 ? { utc } : {}) };
}

async function pictureSize(
  file: HeaderReader,
  moov: Box,
): Promise<Record<'width' | 'height', number | null>> {
  for await (const track of boxesIn(file, moov.start, moov.end)) {
    if (track.type !== 'trak') continue;
    const handler = await boxIn(file, track, ['mdia', 'hdlr']);
    const header = await boxIn(file, track, ['tkhd']);
    if (handler === undefined || header === undefined) continue;
    if (asciiAt(await file.view(handler.start, 12), 8, 4) !== 'vide') continue;
    const view = await contentOf(file, header);
    const matrix = view.getUint8(0) === 1 ? 52 : 40;
    const width = view.getUint32(matrix + 36) / 65_536;
    const height = view.getUint32(matrix + 40) / 65_536;
    if (width < 1 || height < 1) continue;
    const isTurned = view.getInt32(matrix) === 0 && view.getInt32(matrix + 4) !== 0;
    return { width: Math.round(isTurned ? height : width), height: Math.round(isTurned ? width : height) };
  }
  return { width: null, height: null };
}

/** `meta` with `keys` and `ilst`: the names, and the values numbered by the names' places. */
async function quickTimeKeys(file: HeaderReader, moov: Box): Promise<ReadonlyMap<string, string>> {
  const values = new Map<string, string>();
  const meta = await boxIn(file, moov, ['meta']);
  if (meta === undefined || meta.end - meta.start < 16) return values;
  // QuickTime's own meta box has no version in front, that of ISO has.
  const isPlain = asciiAt(await file.view(meta.start, 8), 4, 4) === 'hdlr';
  const inside = { ...meta, start: meta.start + (isPlain ? 0 : 4) };
  const keys = await boxIn(file, inside, ['keys']);
  const list = await boxIn(file, inside, ['ilst']);
  if (keys === undefined || list === undefined) return values;
  const names: string[] = [];
  for await (const key of boxesIn(file, keys.start + 8, keys.end)) {
    names.push(utf8(await contentOf(file, key, 256)));
  }
  for await (const entry of boxesIn(file, list.start, list.end)) {
    const name = names[numberOf(entry.type) - 1];
    const data = await boxIn(file, entry, ['data']);
    if (name === undefined || data === undefined || data.end - data.start < 8) continue;
    values.set(name, utf8(await contentOf(file, { ...data, start: data.start + 8 }, 256)));
  }
  return values;
}

/** The four characters of a box type as the number they are here. */
function numberOf(type: string): number {
  return Array.from(type).reduce((sum, character) => sum * 256 + character.charCodeAt(0), 0);
}
