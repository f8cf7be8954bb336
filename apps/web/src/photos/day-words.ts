import type { Language } from '../words/words.ts';

const msPerDay = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

/** "Saturday, 14 June 2026". `day`: days since 1970-01-01 by the wall clock where the photo was taken. */
export function dayInWords(day: number, language: Language): string {
  return format(language, 'day', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }).format(
    day * msPerDay,
  );
}

/** "June 2026". */
export function monthInWords(day: number, language: Language): string {
  return format(language, 'month', { month: 'long', year: 'numeric' }).format(day * msPerDay);
}

export function yearInWords(day: number): string {
  return String(new Date(day * msPerDay).getUTCFullYear());
}

/** "14:05". `second`: since midnight by the same clock. */
export function timeInWords(second: number, language: Language): string {
  return format(language, 'time', { hour: '2-digit', minute: '2-digit' }).format(second * 1000);
}

/** "1:05" or "1:02:05", as players show it. */
export function lengthInWords(seconds: number): string {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, Math.floor(seconds) % 60];
  const [first = 0, ...rest] = parts[0] === 0 ? parts.slice(1) : parts;
  return [String(first), ...rest.map((part) => String(part).padStart(2, '0'))].join(':');
}

/** English dates as in most of the world, day before month, unless the reader's own English says otherwise. */
function format(language: Language, kind: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const locale = localeFor(language);
  const key = `${locale} ${kind}`;
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' });
  formats.set(key, made);
  return made;
}

function localeFor(language: Language): string {
  const own = navigator.languages.find((tag) => tag.split('-')[0] === language && tag.includes('-'));
  return own ?? (language === 'en' ? 'en-GB' : language);
}
