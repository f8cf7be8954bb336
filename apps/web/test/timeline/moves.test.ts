import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layOut } from '../../src/timeline/layout.ts';
import { moved, onItem, rowOfSpot, type Cursor, type Move } from '../../src/timeline/moves.ts';
import { anyRules, anyTimeline } from './timelines.ts';

const moves = [
  'left',
  'right',
  'up',
  'down',
  'row-start',
  'row-end',
  'first',
  'last',
  'page-up',
  'page-down',
] as const;
const anyLayout = fc
  .tuple(anyTimeline, anyRules)
  .map(([timeline, rules]) => layOut(timeline, rules))
  .filter(({ items }) => items > 0);

/** Two days: three landscapes in a row of 100 high, one below; then one tall picture. */
const small = layOut(
  { days: [20, 10], counts: [4, 1], ratios: Uint8Array.of(128, 128, 128, 128, 128) },
  { width: 300, rowHeight: 100, headerHeight: 50, gap: 0 },
);

function run(from: Cursor, ...keys: readonly Move[]): Cursor {
  return keys.reduce((cursor, key) => moved(small, cursor, key, 120), from);
}

describe('the keys of the grid', () => {
  it('never leave the timeline, whatever is pressed', () => {
    fc.assert(
      fc.property(anyLayout, fc.array(fc.constantFrom(...moves)), fc.nat(), (layout, keys, seed) => {
        let cursor = onItem(layout, seed % layout.items);
        for (const key of keys) {
          cursor = moved(layout, cursor, key, 800);
          const { spot } = cursor;
          if (spot.kind === 'item') expect(spot.item).toBeLessThan(layout.items);
          else expect(layout.headingOf[spot.day]).toBeDefined();
          expect(spot.kind === 'item' ? spot.item : spot.day).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });

  it('reach every photo by right, and go back by left', () => {
    fc.assert(
      fc.property(anyLayout, (layout) => {
        let cursor = onItem(layout, 0);
        for (let item = 0; item < layout.items; item += 1) {
          expect(cursor.spot).toEqual({ kind: 'item', item });
          cursor = moved(layout, cursor, 'right', 800);
        }
        for (let back = 1; back < layout.items; back += 1) cursor = moved(layout, cursor, 'left', 800);
        expect(cursor.spot).toEqual({ kind: 'item', item: 0 });
      }),
    );
  });

  it('pass every row, headings too, by down and by up', () => {
    fc.assert(
      fc.property(anyLayout, (layout) => {
        let cursor = moved(layout, onItem(layout, 0), 'up', 800);
        for (let row = 0; row < layout.rows; row += 1) {
          expect(rowOfSpot(layout, cursor.spot)).toBe(row);
          cursor = moved(layout, cursor, 'down', 800);
        }
        for (let row = layout.rows - 1; row >= 0; row -= 1) {
          expect(rowOfSpot(layout, cursor.spot)).toBe(row);
          cursor = moved(layout, cursor, 'up', 800);
        }
      }),
    );
  });

  it('keep to the column over a short row and a heading', () => {
    const start = onItem(small, 2);
    expect(run(start, 'down').spot).toEqual({ kind: 'item', item: 3 });
    expect(run(start, 'down', 'up').spot).toEqual({ kind: 'item', item: 2 });
    expect(run(start, 'down', 'down').spot).toEqual({ kind: 'heading', day: 1 });
    expect(run(start, 'down', 'down', 'down', 'up', 'up', 'up').spot).toEqual({ kind: 'item', item: 2 });
  });

  it('go to the ends of the row, of the page and of the timeline', () => {
    expect(run(onItem(small, 1), 'row-start').spot).toEqual({ kind: 'item', item: 0 });
    expect(run(onItem(small, 1), 'row-end').spot).toEqual({ kind: 'item', item: 2 });
    expect(run(onItem(small, 1), 'last').spot).toEqual({ kind: 'item', item: 4 });
    expect(run(onItem(small, 4), 'first').spot).toEqual({ kind: 'item', item: 0 });
    expect(run(onItem(small, 0), 'page-down').spot).toEqual({ kind: 'item', item: 3 });
    expect(run(onItem(small, 3), 'page-down').spot).toEqual({ kind: 'item', item: 4 });
    expect(run(onItem(small, 4), 'page-up').spot).toEqual({ kind: 'item', item: 3 });
  });
});
