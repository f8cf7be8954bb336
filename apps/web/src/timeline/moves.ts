import type { TimelineLayout } from './layout.ts';
import { rowAt } from './visible-rows.ts';

/** Where the keyboard is: on a photo, or on the heading of a day. */
export type Spot =
  { readonly kind: 'item'; readonly item: number } | { readonly kind: 'heading'; readonly day: number };

export type Move =
  'left' | 'right' | 'up' | 'down' | 'row-start' | 'row-end' | 'first' | 'last' | 'page-up' | 'page-down';

/** A spot, and the x that moves up and down keep to (pixels of the layout). */
export interface Cursor {
  readonly spot: Spot;
  readonly x: number;
}

/** Where a key leads; at an end of the timeline the cursor stays. `pageHeight`: pixels that one page key moves by. */
export function moved(layout: TimelineLayout, cursor: Cursor, move: Move, pageHeight: number): Cursor {
  if (layout.items === 0) return cursor;
  const row = rowOfSpot(layout, cursor.spot);
  switch (move) {
    case 'left':
      return onItem(layout, itemBefore(layout, cursor.spot));
    case 'right':
      return onItem(layout, itemAfter(layout, cursor.spot));
    case 'row-start':
      return atRowEnd(layout, cursor, 'start');
    case 'row-end':
      return atRowEnd(layout, cursor, 'end');
    case 'first':
      return onItem(layout, 0);
    case 'last':
      return onItem(layout, layout.items - 1);
    case 'up':
      return inRow(layout, Math.max(0, row - 1), cursor.x);
    case 'down':
      return inRow(layout, Math.min(layout.rows - 1, row + 1), cursor.x);
    case 'page-up':
      return inRow(layout, photoRow(layout, rowAt(layout, (layout.top[row] ?? 0) - pageHeight)), cursor.x);
    case 'page-down':
      return inRow(layout, photoRow(layout, rowAt(layout, (layout.top[row] ?? 0) + pageHeight)), cursor.x);
  }
}

export function rowOfSpot({ rowOf, headingOf }: TimelineLayout, spot: Spot): number {
  return (spot.kind === 'item' ? rowOf[spot.item] : headingOf[spot.day]) ?? 0;
}

export function onItem(layout: TimelineLayout, item: number): Cursor {
  return { spot: { kind: 'item', item }, x: middleOf(layout, item) };
}

function itemBefore(layout: TimelineLayout, spot: Spot): number {
  return Math.max(0, (spot.kind === 'item' ? spot.item : (layout.dayFrom[spot.day] ?? 0)) - 1);
}

function itemAfter(layout: TimelineLayout, spot: Spot): number {
  if (spot.kind === 'heading') return layout.dayFrom[spot.day] ?? 0;
  return Math.min(layout.items - 1, spot.item + 1);
}

function atRowEnd(layout: TimelineLayout, cursor: Cursor, end: 'start' | 'end'): Cursor {
  if (cursor.spot.kind === 'heading') return cursor;
  const row = rowOfSpot(layout, cursor.spot);
  return onItem(layout, end === 'start' ? (layout.from[row] ?? 0) : (layout.from[row + 1] ?? 1) - 1);
}

/** A page key never stops at a heading: the row of photos below it is meant. */
function photoRow({ from }: TimelineLayout, row: number): number {
  return from[row] === from[row + 1] ? row + 1 : row;
}

/** The heading in this row, or its photo whose middle is nearest to `x`; `x` is kept for the next such move. */
function inRow(layout: TimelineLayout, row: number, x: number): Cursor {
  const first = layout.from[row] ?? 0;
  const end = layout.from[row + 1] ?? first;
  if (first === end) return { spot: { kind: 'heading', day: layout.day[row] ?? 0 }, x };
  let nearest = first;
  for (let item = first + 1; item < end; item += 1) {
    if (Math.abs(middleOf(layout, item) - x) < Math.abs(middleOf(layout, nearest) - x)) nearest = item;
  }
  return { spot: { kind: 'item', item: nearest }, x };
}

function middleOf(layout: TimelineLayout, item: number): number {
  return (layout.x[item] ?? 0) + (layout.itemWidth[item] ?? 0) / 2;
}
