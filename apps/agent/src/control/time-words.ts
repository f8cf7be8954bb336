import { realDate } from '@homeroll/core/photo/wall-clock';

// Not by `Intl`, whose tables would cost the running agent 8 MB for these words.
const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const months = [
  ...['January', 'February', 'March', 'April', 'May', 'June'],
  ...['July', 'August', 'September', 'October', 'November', 'December'],
];

/** `14 June 2026 at 15:30`, as the clock on the wall showed it (`YYYY-MM-DDTHH:MM:SS`). */
export function wallClockWords(local: string): string {
  if (realDate(local) === undefined) return local;
  const [year = '', month, day] = local.slice(0, 10).split('-');
  return `${String(Number(day))} ${months[Number(month) - 1] ?? ''} ${year} at ${local.slice(11, 16)}`;
}

/** `15:10`, by the clock here. */
export function clockWords(time: Date): string {
  return `${String(time.getHours()).padStart(2, '0')}:${String(time.getMinutes()).padStart(2, '0')}`;
}

/** `Sunday, 14 June 2026`, by the clock here. */
export function dayWords(time: Date): string {
  return `${weekdays[time.getDay()] ?? ''}, ${dateWords(time)}`;
}

/** When, by the clock here: `at 15:10` today, else with its day. Milliseconds since 1970. */
export function whenWords(at: number, now: number): string {
  const then = new Date(at);
  const time = `at ${clockWords(then)}`;
  return then.toDateString() === new Date(now).toDateString() ? time : `on ${dateWords(then)} ${time}`;
}

function dateWords(time: Date): string {
  return `${String(time.getDate())} ${months[time.getMonth()] ?? ''} ${String(time.getFullYear())}`;
}

/** A stretch of time, roughly: `20 minutes`, `3 hours`, `2 days`, `4 years`. Milliseconds. */
export function stretchWords(milliseconds: number): string {
  const minutes = Math.max(1, Math.round(milliseconds / 60_000));
  const steps = [
    [525_600, 'year'],
    [43_800, 'month'],
    [1440, 'day'],
    [60, 'hour'],
  ] as const;
  const [size, unit] = steps.find(([least]) => minutes >= least * 1.5) ?? [1, 'minute'];
  const count = Math.round(minutes / size);
  return `${String(count)} ${unit}${count === 1 ? '' : 's'}`;
}
