import type { QuietHours } from './connection-rules.ts';

const minutesOfADay = 1440;

/**
 * Whether this minute (`HH:MM`, wall clock) lies in one of the spans. A span that begins when it ends is the whole
 * day. What is not a time is quiet: nothing is sent by a clock that cannot be read.
 */
export function isQuiet(quietHours: readonly QuietHours[], localTime: string): boolean {
  const now = minuteOfDay(localTime);
  return quietHours.some((span) => !isOutside(span, now));
}

/**
 * Minutes on the wall clock, counted from the beginning of the minute `localTime`, until quiet hours begin or end
 * (1 to 1440); undefined where that never happens. A host looks again then. Where clocks are put forward or back
 * in between it is off by that hour, so a host also looks again when it wakes.
 */
export function nextChange(
  rules: { readonly quietHours: readonly QuietHours[] },
  localTime: string,
): number | undefined {
  const now = minuteOfDay(localTime);
  const isQuietAt = (minute: number): boolean => rules.quietHours.some((span) => !isOutside(span, minute));
  return rules.quietHours
    .flatMap((span) => [minuteOfDay(span.from), minuteOfDay(span.to)])
    .map((edge) => ((edge - now + minutesOfADay - 1) % minutesOfADay) + 1)
    .sort((one, other) => one - other)
    .find((distance) => isQuietAt((now + distance) % minutesOfADay) !== isQuietAt(now));
}

function isOutside(span: QuietHours, minute: number): boolean {
  const from = minuteOfDay(span.from);
  const to = minuteOfDay(span.to);
  return from < to ? minute < from || minute >= to : minute < from && minute >= to;
}

/** `24:00` is the midnight that ends the day. NaN for what is not a time. */
function minuteOfDay(time: string): number {
  const parts = /^(?=24:00|[01]|2[0-3])(\d\d):([0-5]\d)$/.exec(time);
  return (Number(parts?.[1]) * 60 + Number(parts?.[2])) % minutesOfADay;
}
