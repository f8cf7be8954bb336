import { ByteReader, ByteWriter } from './byte-stream.ts';

/**
 * `GET /api/timeline` (`application/octet-stream`): all that a photo grid needs to lay itself out exactly.
 * `HRT` 1, number of days, per day (newest first) the distance to the day before it in this list and the count,
 * then one ratio byte per item, newest first. About 33 kB gzipped for 100,000 items.
 */
export interface Timeline {
  /** Days since 1970-01-01 by the wall clock where the photo was taken, descending; negative before 1970. */
  readonly days: readonly number[];
  /** Items of each day. */
  readonly counts: readonly number[];
  /** One byte of aspect ratio per item, see `ratioByte`. */
  readonly ratios: Uint8Array;
}

export function encodeTimeline({ days, counts, ratios }: Timeline): Uint8Array<ArrayBuffer> {
  const out = new ByteWriter();
  for (const byte of timelineMagic) out.byte(byte);
  out.varint(days.length);
  days.forEach((day, place) => {
    if (place === 0) out.signed(day);
    else out.varint((days[place - 1] ?? day) - day);
    out.varint(counts[place] ?? 0);
  });
  out.all(ratios);
  return out.finish();
}

/** Throws a `RangeError` for bytes that are no timeline of this version. */
export function decodeTimeline(bytes: Uint8Array): Timeline {
  const input = new ByteReader(bytes);
  expectMagic(input, timelineMagic);
  const length = input.varint();
  const days: number[] = [];
  const counts: number[] = [];
  let total = 0;
  for (let place = 0; place < length; place += 1) {
    days.push(place === 0 ? input.signed() : (days[place - 1] ?? 0) - input.varint());
    const count = input.varint();
    counts.push(count);
    total += count;
  }
  return { days, counts, ratios: input.take(total) };
}

/** Aspect ratio (width / height) in one byte, steps of 2.2 %; 0 = unknown, to be treated as square. */
export function ratioByte(width: number | null, height: number | null): number {
  if (width === null || height === null || width <= 0 || height <= 0) return 0;
  return Math.min(255, Math.max(1, Math.round(32 * Math.log2(width / height)) + 128));
}

export function ratioFromByte(byte: number): number {
  return byte === 0 ? 1 : 2 ** ((byte - 128) / 32);
}

/**
 * `GET /api/timeline/<YYYY-MM>`: what the tiles of one month show, columns in the timeline's order.
 * `HRM` 2, count, then the columns id (difference), second of the day, flags, colour, duration of the videos, and the
 * titles of days.
 */
export interface TimelineMonth {
  readonly ids: readonly number[];
  /** Seconds since midnight by the wall clock, descending within a day. */
  readonly seconds: readonly number[];
  /** `monthFlags`, or-ed. */
  readonly flags: Uint8Array;
  /** The picture's main colour, 5 bits red, 6 green, 5 blue, high byte first; 0 where it is not known yet. */
  readonly colours: readonly number[];
  /** Whole seconds of each video, in the order of the items with the video flag. */
  readonly durations: readonly number[];
  /** What most photos of a day are titled, for the day's heading. */
  readonly titles: readonly DayTitle[];
}

export interface DayTitle {
  /** Place in the columns of the day's first item. */
  readonly place: number;
  readonly title: string;
}

export const monthFlags = { video: 1, notViewable: 2, titled: 4 } as const;

export function encodeTimelineMonth(month: TimelineMonth): Uint8Array<ArrayBuffer> {
  const out = new ByteWriter();
  for (const byte of monthMagic) out.byte(byte);
  out.varint(month.ids.length);
  month.ids.forEach((id, place) => out.signed(id - (month.ids[place - 1] ?? 0)));
  month.seconds.forEach((second) => out.varint(second));
  out.all(month.flags);
  for (const colour of month.colours) {
    out.byte(colour >> 8);
    out.byte(colour & 0xff);
  }
  month.durations.forEach((duration) => out.varint(duration));
  out.varint(month.titles.length);
  for (const { place, title } of month.titles) {
    out.varint(place);
    out.text(title);
  }
  return out.finish();
}

/** Throws a `RangeError` for bytes that are no month of this version. */
export function decodeTimelineMonth(bytes: Uint8Array): TimelineMonth {
  const input = new ByteReader(bytes);
  expectMagic(input, monthMagic);
  const count = input.varint();
  const ids: number[] = [];
  for (let place = 0; place < count; place += 1) ids.push((ids[place - 1] ?? 0) + input.signed());
  const seconds = Array.from({ length: count }, () => input.varint());
  const flags = input.take(count);
  const colours = Array.from({ length: count }, () => input.byte() * 256 + input.byte());
  const videos = flags.reduce((sum, flag) => sum + (flag & monthFlags.video), 0);
  const durations = Array.from({ length: videos }, () => input.varint());
  const titles = Array.from({ length: input.varint() }, () => ({
    place: input.varint(),
    title: input.text(),
  }));
  return { ids, seconds, flags, colours, durations, titles };
}

const timelineMagic = [0x48, 0x52, 0x54, 1];
const monthMagic = [0x48, 0x52, 0x4d, 2];

function expectMagic(input: ByteReader, magic: readonly number[]): void {
  if (!magic.every((byte) => input.byte() === byte)) throw new RangeError('not a message of this version');
}
