import { monthFlags, type Timeline, type TimelineMonth } from '@homeroll/protocol/timeline';

/** The items `first` to `end - 1` of the timeline were taken in this month, `YYYY-MM`. */
export interface MonthSpan {
  readonly key: string;
  readonly first: number;
  readonly end: number;
}

/** What a tile shows besides its shape. */
export interface TileFacts {
  readonly id: number;
  /** Second of the day by the wall clock. */
  readonly second: number;
  /** The main colour as a CSS colour; `undefined` where it is not known yet. */
  readonly colour: string | undefined;
  /** Whole seconds; `undefined` for a photo. */
  readonly duration: number | undefined;
  /** On the first item of a day: what most of its photos are titled. */
  readonly dayTitle: string | undefined;
}

const msPerDay = 86_400_000;

/** `day`: days since 1970-01-01. */
export function monthOfDay(day: number): string {
  return new Date(day * msPerDay).toISOString().slice(0, 7);
}

/** The months of a timeline that have items, newest first. */
export function monthSpans({ days, counts }: Timeline): readonly MonthSpan[] {
  const spans: MonthSpan[] = [];
  let item = 0;
  days.forEach((day, place) => {
    const key = monthOfDay(day);
    const end = item + (counts[place] ?? 0);
    const last = spans.at(-1);
    if (last?.key === key) spans[spans.length - 1] = { ...last, end };
    else spans.push({ key, first: item, end });
    item = end;
  });
  return spans;
}

/** Place in `spans` of the month that has this item. */
export function spanAt(spans: readonly MonthSpan[], item: number): number {
  let low = 0;
  let high = spans.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((spans[middle]?.end ?? Infinity) > item) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The facts of each item of a month, in the timeline's order. */
export function tileFacts(month: TimelineMonth): readonly TileFacts[] {
  const { ids, seconds, flags, colours, durations } = month;
  const titles = new Map(month.titles.map(({ place, title }) => [place, title]));
  let videos = 0;
  return ids.map((id, place) => {
    const video = ((flags[place] ?? 0) & monthFlags.video) !== 0;
    return {
      id,
      second: seconds[place] ?? 0,
      colour: cssColour(colours[place] ?? 0),
      duration: video ? (durations[videos++] ?? 0) : undefined,
      dayTitle: titles.get(place),
    };
  });
}

function cssColour(bits: number): string | undefined {
  if (bits === 0) return undefined;
  const red = Math.round(((bits >> 11) * 255) / 31);
  const green = Math.round((((bits >> 5) & 0x3f) * 255) / 63);
  const blue = Math.round(((bits & 0x1f) * 255) / 31);
  return `rgb(${String(red)} ${String(green)} ${String(blue)})`;
}
