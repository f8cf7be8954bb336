import { zoneOf } from '@homeroll/core/photo/time-zone';
import { wallClockAt, wallClockMs } from '@homeroll/core/photo/wall-clock';
import type { EventDraft, ServerEvent } from '@homeroll/protocol/events';

export type Phase = 'running' | 'coming' | 'past';

type Window = Pick<EventDraft, 'start' | 'end' | 'timeZone'>;

/** Whether an event is on, by the clock on the wall where it is; `now` in milliseconds since 1970. */
export function phaseOf({ start, end, timeZone }: Window, now: number): Phase {
  const shown = wallClockIn(timeZone, now);
  if (shown < start) return 'coming';
  return end !== undefined && shown >= end ? 'past' : 'running';
}

/** What comes soonest stands first; what is over, or has begun last, comes newest first. */
export function inOrder(events: readonly ServerEvent[], phase: Phase): readonly ServerEvent[] {
  const order = phase === 'coming' ? 1 : -1;
  return events.toSorted(
    (one, other) => order * compare(one.start, other.start) || compare(one.id, other.id),
  );
}

/** What the clock on the wall there shows, `2026-06-14T15:00:00`. */
export function wallClockIn(timeZone: string, now: number): string {
  return wallClockAt(now + zoneOf(timeZone)(now) * 60_000);
}

const hourMs = 3_600_000;

/** From the hour that runs, for a day. */
export function newWindow(timeZone: string, now: number): Required<Window> {
  const start = wallClockMs(wallClockIn(timeZone, now).replace(/\d\d:\d\d$/, '00:00'));
  return { start: wallClockAt(start), end: wallClockAt(start + 24 * hourMs), timeZone };
}

/**
 * `14 June 2026, 15:00 – 15 June 2026, 03:00`; whole days without the times, an end at midnight as the day before.
 * Without an end: the start alone.
 */
export function formatWindow({ start, end }: Pick<Window, 'start' | 'end'>, locale: string): string {
  const isWhole = isMidnight(start) && (end === undefined || isMidnight(end));
  const format = new Intl.DateTimeFormat(locale, {
    dateStyle: 'long',
    ...(isWhole ? {} : { timeStyle: 'short' }),
    // The reading of the wall's clock as it stands, in no zone at all.
    timeZone: 'UTC',
  });
  const first = wallClockMs(start);
  return end === undefined
    ? format.format(first)
    : format.formatRange(first, wallClockMs(end) - (isWhole ? 1 : 0));
}

/** The value of a browser's own field for date and time, which leaves seconds of zero away. */
export function fieldFrom(wallClock: string): string {
  return wallClock.endsWith(':00') ? wallClock.slice(0, -3) : wallClock;
}

/** The other way; empty stays empty. */
export function wallClockFrom(field: string): string {
  return /T\d\d:\d\d$/.test(field) ? `${field}:00` : field.replace(/\.\d+$/, '');
}

function isMidnight(wallClock: string): boolean {
  return wallClock.endsWith('T00:00:00');
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
