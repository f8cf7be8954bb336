import { realDate, wallClockMs } from '@homeroll/core/photo/wall-clock';

const dayAndTime = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'UTC',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
});

/** `14 June 2026 at 15:30`, as the clock on the wall showed it (`YYYY-MM-DDTHH:MM:SS`). */
export function wallClockWords(local: string): string {
  return realDate(local) === undefined ? local : dayAndTime.format(wallClockMs(local));
}

/** When, by the clock here: `15:10` today, else with its day. Milliseconds since 1970. */
export function whenWords(at: number, now: number): string {
  const [then, today] = [new Date(at), new Date(now)];
  const time = then.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
  if (then.toDateString() === today.toDateString()) return `at ${time}`;
  const day = then.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric' });
  return `on ${day} at ${time}`;
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
