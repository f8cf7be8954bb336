import type { CaptureTime } from '../photo/capture-time.ts';
import { wallClockAt, wallClockMs } from '../photo/wall-clock.ts';
import type { MediaEvent } from './media-event.ts';

/** What is known of an item when events are asked for it. */
export interface Matchable {
  readonly capture: Pick<CaptureTime, 'local' | 'offsetMinutes'>;
  readonly album?: string | undefined;
}

/** What the events that match an item give it together. */
export interface EventMatch {
  /** The most specific of them: its title counts, and its rule of connection. */
  readonly event: string;
  readonly title?: string;
  readonly tags?: readonly string[];
}

/** Minutes east of UTC in a time zone (IANA name) at an instant (milliseconds since 1970). */
export type OffsetIn = (timeZone: string, utcMs: number) => number;

/**
 * Joins all events whose window holds the shooting time: tags merged, title of the shortest window; where two are
 * equally short, of the newer one. `undefined` where none matches.
 */
export function matchEvents(
  events: readonly MediaEvent[],
  item: Matchable,
  offsetIn: OffsetIn,
): EventMatch | undefined {
  const matching = events.filter((event) => isInside(event, item, offsetIn)).sort(bySpecificity);
  const [first] = matching;
  if (first === undefined) return undefined;
  const tags = [...new Set(matching.flatMap((event) => event.tags))];
  return {
    event: first.id,
    ...(first.title === '' ? {} : { title: first.title }),
    ...(tags.length === 0 ? {} : { tags }),
  };
}

/** Whether the item's album is among those of the event, and the window holds its shooting time. */
export function isInside(event: MediaEvent, item: Matchable, offsetIn: OffsetIn): boolean {
  const { albums, start, end } = event;
  if (albums !== undefined && (item.album === undefined || !albums.includes(item.album))) return false;
  const shown = wallClockInZone(item.capture, event.timeZone, offsetIn);
  return shown >= start && (end === undefined || shown < end);
}

/**
 * What a clock in the event's zone showed when the item was shot. Where the item does not know its own zone its
 * clock is believed as it stands: cameras are set to the time of the place they are used at.
 */
function wallClockInZone(
  { local, offsetMinutes }: Matchable['capture'],
  timeZone: string,
  offsetIn: OffsetIn,
): string {
  if (offsetMinutes === null) return local;
  const utcMs = wallClockMs(local) - offsetMinutes * 60_000;
  return wallClockAt(utcMs + offsetIn(timeZone, utcMs) * 60_000);
}

function bySpecificity(one: MediaEvent, other: MediaEvent): number {
  return (
    compare(lengthOf(one), lengthOf(other)) ||
    compare(other.createdAt, one.createdAt) ||
    compare(one.id, other.id)
  );
}

/** Not a difference: two events without an end are equally long. */
function compare<T extends number | string>(one: T, other: T): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

function lengthOf({ start, end }: MediaEvent): number {
  return end === undefined ? Number.POSITIVE_INFINITY : wallClockMs(end) - wallClockMs(start);
}
