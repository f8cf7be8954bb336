import { ratioFromByte, type Timeline } from '@homeroll/protocol/timeline';

/** How the grid is set, in CSS pixels. */
export interface LayoutRules {
  /** Width of the grid without its margins. */
  readonly width: number;
  /** Height that rows of photos aim at; no full row is higher. */
  readonly rowHeight: number;
  readonly headerHeight: number;
  readonly gap: number;
}

/**
 * Where everything is: rows from the top down (a day's heading is a row without items), items newest first.
 * Lengths and places are CSS pixels. `from` and `dayFrom` have one entry more than there are rows and days, so
 * that the items of row `r` are `from[r]` to `from[r + 1] - 1`.
 */
export interface TimelineLayout {
  readonly rules: LayoutRules;
  readonly rows: number;
  readonly items: number;
  readonly height: number;
  readonly top: Float64Array;
  readonly rowHeight: Float32Array;
  readonly from: Uint32Array;
  /** Place of each row's day in the timeline. */
  readonly day: Uint32Array;
  readonly x: Float32Array;
  readonly itemWidth: Float32Array;
  readonly rowOf: Uint32Array;
  readonly dayFrom: Uint32Array;
  /** The row of each day's heading. */
  readonly headingOf: Uint32Array;
}

/** A last row is stretched to the full width only while it stays below this multiple of the row height. */
const lastRowStretch = 1.3;
/** Narrower pictures than this are shown whole in a wider tile, so that a finger can hit them. */
const narrowest = 0.4;
/** A panorama alone in its row gets at least this part of the row height. */
const lowest = 0.55;

/** Sets justified rows day by day. 100,000 items take some 10 ms, so nothing is ever measured or guessed. */
export function layOut(timeline: Timeline, rules: LayoutRules): TimelineLayout {
  const { days, counts, ratios } = timeline;
  const rowsAtMost = ratios.length + days.length;
  const build: Build = {
    rules,
    shapes: shapesFor(rules),
    ratios,
    rows: 0,
    bottom: 0,
    top: new Float64Array(rowsAtMost),
    rowHeight: new Float32Array(rowsAtMost),
    from: new Uint32Array(rowsAtMost + 1),
    day: new Uint32Array(rowsAtMost),
    x: new Float32Array(ratios.length),
    itemWidth: new Float32Array(ratios.length),
    rowOf: new Uint32Array(ratios.length),
  };
  const dayFrom = new Uint32Array(days.length + 1);
  const headingOf = new Uint32Array(days.length);
  let item = 0;
  counts.forEach((count, day) => {
    dayFrom[day] = item;
    headingOf[day] = build.rows;
    closeRow(build, { day, first: item, end: item, height: rules.headerHeight });
    setDay(build, day, item, item + count);
    item += count;
  });
  dayFrom[days.length] = item;
  build.from[build.rows] = item;
  return finished(build, dayFrom, headingOf);
}

/** The shape (width / height) of a tile for each ratio byte. */
export function shapesFor(rules: LayoutRules): Float64Array {
  const widest = widestIn(rules);
  return Float64Array.from({ length: 256 }, (_, byte) =>
    Math.min(widest, Math.max(narrowest, ratioFromByte(byte))),
  );
}

/** True for a panorama or a sliver, whose tile has not its own shape. */
export function isOutOfShape(layout: TimelineLayout, item: number): boolean {
  const shape = (layout.itemWidth[item] ?? 1) / (layout.rowHeight[layout.rowOf[item] ?? 0] ?? 1);
  return shape < narrowest * 1.01 || shape > widestIn(layout.rules) * 0.99;
}

function widestIn({ width, rowHeight }: LayoutRules): number {
  return Math.max(1, width / (rowHeight * lowest));
}

interface Build {
  readonly rules: LayoutRules;
  readonly shapes: Float64Array;
  readonly ratios: Uint8Array;
  rows: number;
  bottom: number;
  readonly top: Float64Array;
  readonly rowHeight: Float32Array;
  readonly from: Uint32Array;
  readonly day: Uint32Array;
  readonly x: Float32Array;
  readonly itemWidth: Float32Array;
  readonly rowOf: Uint32Array;
}

interface Row {
  readonly day: number;
  readonly first: number;
  readonly end: number;
  readonly height: number;
}

/** Takes items into a row until it fits the width at the wanted height or lower. */
function setDay(build: Build, day: number, first: number, end: number): void {
  const { width, rowHeight, gap } = build.rules;
  let rowFirst = first;
  let shape = 0;
  for (let item = first; item < end; item += 1) {
    shape += shapeOf(build, item);
    const height = (width - gap * (item - rowFirst)) / shape;
    if (height <= rowHeight) {
      closeRow(build, { day, first: rowFirst, end: item + 1, height: Math.max(1, height) });
      rowFirst = item + 1;
      shape = 0;
    }
  }
  if (rowFirst === end) return;
  const stretched = (width - gap * (end - rowFirst - 1)) / shape;
  const height = stretched <= rowHeight * lastRowStretch ? stretched : rowHeight;
  closeRow(build, { day, first: rowFirst, end, height });
}

function closeRow(build: Build, { day, first, end, height }: Row): void {
  const row = build.rows;
  build.top[row] = build.bottom;
  build.rowHeight[row] = height;
  build.from[row] = first;
  build.day[row] = day;
  let x = 0;
  for (let item = first; item < end; item += 1) {
    const width = height * shapeOf(build, item);
    build.x[item] = x;
    build.itemWidth[item] = width;
    build.rowOf[item] = row;
    x += width + build.rules.gap;
  }
  build.rows += 1;
  build.bottom += height + build.rules.gap;
}

function shapeOf(build: Build, item: number): number {
  return build.shapes[build.ratios[item] ?? 0] ?? 1;
}

function finished(build: Build, dayFrom: Uint32Array, headingOf: Uint32Array): TimelineLayout {
  const { rules, rows, x, itemWidth, rowOf } = build;
  return {
    rules,
    rows,
    items: x.length,
    height: Math.max(0, build.bottom - rules.gap),
    top: build.top.subarray(0, rows),
    rowHeight: build.rowHeight.subarray(0, rows),
    from: build.from.subarray(0, rows + 1),
    day: build.day.subarray(0, rows),
    x,
    itemWidth,
    rowOf,
    dayFrom,
    headingOf,
  };
}
