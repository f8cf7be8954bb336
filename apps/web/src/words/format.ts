import { language } from './words.ts';

/** The reader's own kind of the language that is spoken: `en-GB` for a British browser that speaks English. */
export function locale(): string {
  const spoken = language();
  return navigator.languages.find((tag) => tag.toLowerCase().split('-')[0] === spoken) ?? spoken;
}

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** `3.1 MB`, in steps of 1000. */
export function formatBytes(bytes: number): string {
  const step = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const value = bytes / 1000 ** step;
  const format = new Intl.NumberFormat(locale(), {
    style: 'unit',
    unit: units[step] ?? 'byte',
    unitDisplay: step === 0 ? 'long' : 'short',
    maximumFractionDigits: step > 0 && value < 10 ? 1 : 0,
  });
  return format.format(value);
}

export function formatNumber(value: number): string {
  return new Intl.NumberFormat(locale()).format(value);
}

/** `22 November 2026`; `at` in milliseconds since 1970. */
export function formatDay(at: number): string {
  return new Intl.DateTimeFormat(locale(), { dateStyle: 'long' }).format(at);
}

/** `2 min`: rounded as people say it. */
export function formatSeconds(seconds: number): string {
  const [value, unit] =
    seconds < 55 ? [seconds, 'second'] : seconds < 5400 ? [seconds / 60, 'minute'] : [seconds / 3600, 'hour'];
  const format = new Intl.NumberFormat(locale(), { style: 'unit', unit, unitDisplay: 'short' });
  return format.format(Math.max(1, Math.round(value)));
}
