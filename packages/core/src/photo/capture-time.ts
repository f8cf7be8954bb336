import { dateFromFileName } from './file-name-date.ts';
import { parseDateText, parseOffset, type WallClock, wallClockAt, wallClockMs } from './wall-clock.ts';

/** Which clue gave the shooting time, best first. The wire uses the same words. */
export type CaptureSource =
  'exif' | 'xmp' | 'iptc' | 'container' | 'client' | 'file-name' | 'modified' | 'received';

/** What a file itself says of when it was made, as it is written there; nothing is checked yet. */
export interface FileClues {
  readonly exif?: ExifClues;
  /** `exif:DateTimeOriginal`, `photoshop:DateCreated` or `xmp:CreateDate`: ISO 8601, perhaps only a year. */
  readonly xmp?: string;
  /** DateCreated and TimeCreated joined by a space, `20260614 153000+0200`. */
  readonly iptc?: string;
  readonly container?: ContainerClues;
}

export interface ExifClues {
  /** DateTimeOriginal, `YYYY:MM:DD HH:MM:SS`, by the clock on the camera. */
  readonly original?: string;
  /** OffsetTimeOriginal, `+02:00`. */
  readonly offset?: string;
  /** DateTimeDigitized: for a scan the day of scanning, so it ranks behind XMP and IPTC. */
  readonly digitized?: string;
  /** OffsetTimeDigitized. */
  readonly digitizedOffset?: string;
  /** GPSDateStamp and GPSTimeStamp, milliseconds since 1970 (UTC): tells the offset where none is written. */
  readonly gpsUtc?: number;
}

export interface ContainerClues {
  /** The creation time of an ISO media file, milliseconds since 1970 (UTC). */
  readonly utc?: number;
  /** Apple's `com.apple.quicktime.creationdate`: ISO 8601 by the clock on the spot, with its offset. */
  readonly local?: string;
}

export interface CaptureClues extends FileClues {
  /** ISO 8601, with or without offset, as the client knows it. */
  readonly takenAt?: string | undefined;
  readonly fileName: string;
  /** Milliseconds since 1970 (UTC). */
  readonly lastModified?: number | undefined;
  /** Milliseconds since 1970 (UTC). */
  readonly receivedAt: number;
  /** Minutes east of UTC at home at an instant (milliseconds since 1970): for times known only in UTC. */
  readonly zone: (utcMs: number) => number;
}

export interface CaptureTime {
  /** By the clock where it was taken, `YYYY-MM-DDTHH:MM:SS`. */
  readonly local: string;
  /** Minutes east of UTC; null where nothing tells. */
  readonly offsetMinutes: number | null;
  readonly source: CaptureSource;
}

/**
 * The shooting time by the best clue that makes sense. A clue that cannot be true (30 February, a clock that was
 * never set, more than a day ahead of the moment of receipt) is passed over; the moment of receipt is always there.
 */
export function captureTime(clues: CaptureClues): CaptureTime {
  for (const [source, found] of candidates(clues)) {
    if (found !== undefined && isCredible(found, clues.receivedAt)) {
      return { local: found.local, offsetMinutes: found.offsetMinutes, source };
    }
  }
  return { ...inZone(clues.receivedAt, clues.zone), source: 'received' };
}

function* candidates(clues: CaptureClues): Generator<[CaptureSource, WallClock | undefined]> {
  const { exif, container, zone } = clues;
  yield ['exif', exifTime(exif?.original, exif?.offset, exif?.gpsUtc)];
  yield ['xmp', fromText(clues.xmp, zone)];
  yield ['iptc', fromText(clues.iptc, zone)];
  yield ['exif', exifTime(exif?.digitized, exif?.digitizedOffset, exif?.gpsUtc)];
  yield ['exif', fromInstant(exif?.gpsUtc, zone)];
  yield ['container', fromText(container?.local, zone)];
  yield ['container', fromInstant(container?.utc, zone)];
  yield ['client', fromText(clues.takenAt, zone)];
  yield ['file-name', dateFromFileName(clues.fileName, zone)];
  yield ['modified', fromInstant(clues.lastModified, zone)];
}

function exifTime(text?: string, offsetText?: string, gpsUtc?: number): WallClock | undefined {
  const found = parseDateText(text);
  if (found === undefined) return undefined;
  const written = parseOffset(offsetText);
  if (written !== undefined) return { ...found, offsetMinutes: written };
  if (found.offsetMinutes !== null || gpsUtc === undefined) return found;
  return { ...found, offsetMinutes: offsetBetween(found.local, gpsUtc) };
}

/** GPS fixes lag by seconds, zones lie on quarters of an hour: anything else is no zone but a wrong clock. */
function offsetBetween(local: string, gpsUtc: number): number | null {
  const minutes = (wallClockMs(local) - gpsUtc) / 60_000;
  const quarter = Math.round(minutes / 15) * 15;
  const isZone = quarter >= -12 * 60 && quarter <= 14 * 60 && Math.abs(minutes - quarter) <= 2;
  return isZone ? quarter : null;
}

/** A text in UTC says when, not what the clock on the wall said: that is home's then. */
function fromText(text: string | undefined, zone: CaptureClues['zone']): WallClock | undefined {
  const found = parseDateText(text);
  return found?.isUtc === true ? inZone(wallClockMs(found.local), zone) : found;
}

function fromInstant(utcMs: number | undefined, zone: CaptureClues['zone']): WallClock | undefined {
  if (utcMs === undefined || !Number.isFinite(utcMs)) return undefined;
  if (unsetInstants.includes(Math.floor(utcMs / 1000)) || Math.abs(utcMs) > 8e15) return undefined;
  return inZone(utcMs, zone);
}

function inZone(utcMs: number, zone: CaptureClues['zone']): WallClock {
  const offsetMinutes = zone(utcMs);
  return { local: wallClockAt(utcMs + offsetMinutes * 60_000), offsetMinutes };
}

const dayMs = 24 * 60 * 60_000;

/** No zone is further east than 14 hours, so a time without offset gets that much benefit of the doubt. */
function isCredible({ local, offsetMinutes }: WallClock, receivedAt: number): boolean {
  const earliestUtc = wallClockMs(local) - (offsetMinutes ?? 14 * 60) * 60_000;
  return local >= firstPhotograph && !unsetClocks.includes(local) && earliestUtc <= receivedAt + dayMs;
}

const firstPhotograph = '1826-01-01T00:00:00';
/** What clocks and fields show that were never set: the zero of QuickTime, of Unix and of FAT. */
const unsetClocks = ['1904-01-01T00:00:00', '1970-01-01T00:00:00', '1980-01-01T00:00:00'];
const unsetInstants = unsetClocks.map((local) => wallClockMs(local) / 1000);
