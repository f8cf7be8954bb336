import { realDate, type WallClock, wallClockAt, wallClockMs } from './wall-clock.ts';

const inName =
  /(?<!\d)((?:19|20)\d{2})([-_.:]?)(\d{2})\2(\d{2})(?:(?:[-_.T ]| at |, )?(\d{1,2})([-_.:]?)(\d{2})\6(\d{2})\d{0,3}(?!\d)(?:[\s\u202f]?([ap])\.?m\b)?|(?!\d))/gi;

/**
 * The date that cameras, messengers and screenshots write into their names: `IMG_20260614_153000`,
 * `Screenshot_2026-06-14-15-30-00`, `2026-06-14 15.30.00`, `Screen Shot 2026-06-14 at 3.30.00 PM`. A date without
 * a time (`IMG-20260614-WA0001`) is noon. Pixel phones (`PXL_…`) write UTC, which `zone` turns into home's clock.
 */
export function dateFromFileName(fileName: string, zone: (utcMs: number) => number): WallClock | undefined {
  for (const match of fileName.slice(0, 300).matchAll(inName)) {
    const [, year = '', , month = '', day = '', hour, , minute = '00', second = '00', half] = match;
    const hours = hour === undefined ? '12' : hour24(hour, half);
    const local = realDate(`${year}-${month}-${day}T${hours}:${minute}:${second}`);
    if (local === undefined) continue;
    const isUtc = hour !== undefined && /^PXL_$/i.test(fileName.slice(0, match.index));
    return isUtc ? atHome(local, zone) : { local, offsetMinutes: null };
  }
  return undefined;
}

function hour24(hour: string, half: string | undefined): string {
  if (half === undefined) return hour.padStart(2, '0');
  const hours = (Number(hour) % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
  return String(hours).padStart(2, '0');
}

function atHome(utc: string, zone: (utcMs: number) => number): WallClock {
  const offsetMinutes = zone(wallClockMs(utc));
  return { local: wallClockAt(wallClockMs(utc) + offsetMinutes * 60_000), offsetMinutes };
}
