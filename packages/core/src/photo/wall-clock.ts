/** A reading of a clock on a wall somewhere, and how far east of UTC that wall is, where known. */
export interface WallClock {
  /** `YYYY-MM-DDTHH:MM:SS`, a real date of the calendar. */
  readonly local: string;
  readonly offsetMinutes: number | null;
}

const dateText =
  /^\s*(\d{4})(?:[-:/.]?(\d{2})(?:[-:/.]?(\d{2})(?:[T\s]+(\d{2})[:.]?(\d{2})(?:[:.]?(\d{2})(?:[.,]\d*)?)?\s*(Z|[+-]\d{2}:?\d{2})?|[T\s:]*))?)?[\s\0]*$/;

/**
 * Reads the dates of EXIF (`2026:06:14 15:30:00`, time perhaps blank), IPTC (`20260614 153000+0200`) and XMP
 * (ISO 8601, perhaps only `2026` or `2026-06`, Adobe XMP specification part 1, section 8.2.1.1). Where no time is
 * given it is noon: no zone then moves it to another day. `undefined` for what is no date of the calendar.
 */
export function parseDateText(
  text: string | undefined,
): (WallClock & { readonly isUtc: boolean }) | undefined {
  const match = text === undefined || text.length > 64 ? null : dateText.exec(text);
  if (match === null) return undefined;
  const [, year = '', month = '01', day = '01', hour = '12', minute = '00', second = '00', offset] = match;
  const local = realDate(`${year}-${month}-${day}T${hour}:${minute}:${second}`);
  const offsetMinutes = parseOffset(offset) ?? null;
  return local === undefined ? undefined : { local, offsetMinutes, isUtc: offset === 'Z' };
}

/** `+02:00`, `+0200` or `Z` in minutes east of UTC; `undefined` for anything else, and for what is no zone. */
export function parseOffset(text: string | undefined): number | undefined {
  if (text?.trim() === 'Z') return 0;
  const [, sign, hours, minutes] = /^\s*([+-])(\d{2}):?(\d{2})[\s\0]*$/.exec(text ?? '') ?? [];
  const size = Number(hours) * 60 + Number(minutes);
  if (!(size <= 14 * 60) || Number(minutes) > 59) return undefined;
  return sign === '-' && size > 0 ? -size : size;
}

/** The text again if it names a day and time that exist, else `undefined` (month 13, 30 February, 25 o'clock). */
export function realDate(local: string): string | undefined {
  const time = Date.parse(`${local}Z`);
  return !Number.isNaN(time) && wallClockAt(time) === local ? local : undefined;
}

/** Milliseconds since 1970 of this reading if the wall stood at Greenwich. */
export function wallClockMs(local: string): number {
  return Date.parse(`${local}Z`);
}

/** What a clock at Greenwich shows at this instant (milliseconds since 1970). */
export function wallClockAt(ms: number): string {
  return new Date(ms).toISOString().slice(0, -5);
}
