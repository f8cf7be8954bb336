import type { TimelineLayout } from './layout.ts';

/** Rows `first` to `end - 1`. */
export interface RowSpan {
  readonly first: number;
  readonly end: number;
}

/** The rows that touch the band from `top` to `bottom` (pixels of the layout). Never empty while there are rows. */
export function rowsBetween(layout: TimelineLayout, top: number, bottom: number): RowSpan {
  const first = rowAt(layout, top);
  let end = first + 1;
  while (end < layout.rows && (layout.top[end] ?? 0) < bottom) end += 1;
  return { first, end: Math.min(end, layout.rows) };
}

/** The row at a height; the gap below a row counts as part of it, beyond the ends the outermost rows. */
export function rowAt({ top, rows }: TimelineLayout, y: number): number {
  let low = 0;
  let high = rows - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((top[middle] ?? 0) <= y) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The item under a point of the layout, or the nearest of that row; in a heading the first item of its day. */
export function itemNear(layout: TimelineLayout, x: number, y: number): number | undefined {
  if (layout.items === 0) return undefined;
  const row = rowAt(layout, y);
  const first = layout.from[row] ?? 0;
  const end = layout.from[row + 1] ?? first;
  let item = first;
  while (item + 1 < end && (layout.x[item + 1] ?? 0) <= x) item += 1;
  return Math.min(item, layout.items - 1);
}
