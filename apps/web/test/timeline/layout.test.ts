import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ratioFromByte } from '@homeroll/protocol/timeline';
import { layOut, shapesFor } from '../../src/timeline/layout.ts';
import { anyRules, anyTimeline, largeTimeline } from './timelines.ts';

const near = 0.01;

describe('the layout of the timeline', () => {
  it('puts every item into one row of its own day, in order', () => {
    fc.assert(
      fc.property(anyTimeline, anyRules, (timeline, rules) => {
        const layout = layOut(timeline, rules);
        expect(layout.items).toBe(timeline.ratios.length);
        let item = 0;
        for (let row = 0; row < layout.rows; row += 1) {
          expect(layout.from[row]).toBe(item);
          const end = layout.from[row + 1]!;
          const day = layout.day[row]!;
          for (; item < end; item += 1) {
            expect(layout.rowOf[item]).toBe(row);
            expect(item).toBeGreaterThanOrEqual(layout.dayFrom[day]!);
            expect(item).toBeLessThan(layout.dayFrom[day + 1]!);
          }
        }
        expect(item).toBe(layout.items);
      }),
    );
  });

  it('begins every day with a heading that has no items', () => {
    fc.assert(
      fc.property(anyTimeline, anyRules, (timeline, rules) => {
        const layout = layOut(timeline, rules);
        timeline.days.forEach((_, day) => {
          const row = layout.headingOf[day]!;
          expect(layout.day[row]).toBe(day);
          expect(layout.from[row + 1]).toBe(layout.from[row]);
          expect(layout.rowHeight[row]).toBe(rules.headerHeight);
        });
        expect(new Set(layout.day).size).toBe(timeline.days.length);
      }),
    );
  });

  it('leaves exactly one gap between rows and between photos, and nothing overlaps or sticks out', () => {
    fc.assert(
      fc.property(anyTimeline, anyRules, (timeline, rules) => {
        const layout = layOut(timeline, rules);
        for (let row = 1; row < layout.rows; row += 1) {
          expect(layout.top[row]! - layout.top[row - 1]! - layout.rowHeight[row - 1]!).toBeCloseTo(
            rules.gap,
            2,
          );
        }
        for (let item = 0; item < layout.items; item += 1) {
          const right = layout.x[item]! + layout.itemWidth[item]!;
          expect(right).toBeLessThanOrEqual(rules.width + near);
          if (layout.rowOf[item + 1] === layout.rowOf[item]) {
            expect(layout.x[item + 1]! - right).toBeCloseTo(rules.gap, 2);
          }
        }
        const last = layout.rows - 1;
        expect(layout.height).toBeCloseTo(last < 0 ? 0 : layout.top[last]! + layout.rowHeight[last]!, 2);
      }),
    );
  });

  it('fills the width with every row but the last of a day, none higher than wanted', () => {
    fc.assert(
      fc.property(anyTimeline, anyRules, (timeline, rules) => {
        const layout = layOut(timeline, rules);
        for (let row = 0; row + 1 < layout.rows; row += 1) {
          if (layout.from[row] === layout.from[row + 1] || layout.day[row] !== layout.day[row + 1]) continue;
          const last = layout.from[row + 1]! - 1;
          expect(layout.x[last]! + layout.itemWidth[last]!).toBeCloseTo(rules.width, 1);
          expect(layout.rowHeight[row]).toBeLessThanOrEqual(rules.rowHeight + near);
        }
      }),
    );
  });

  it('gives a photo its own shape, and only panoramas and slivers a tile that is easier to hit', () => {
    fc.assert(
      fc.property(anyTimeline, anyRules, (timeline, rules) => {
        const layout = layOut(timeline, rules);
        const shapes = shapesFor(rules);
        timeline.ratios.forEach((byte, item) => {
          const shape = layout.itemWidth[item]! / layout.rowHeight[layout.rowOf[item]!]!;
          expect(shape).toBeCloseTo(shapes[byte]!, 3);
          if (ratioFromByte(byte) > 0.4 && ratioFromByte(byte) < rules.width / rules.rowHeight) {
            expect(shape).toBeCloseTo(ratioFromByte(byte), 3);
          }
        });
      }),
    );
  });

  it('sets a million items, taller than a browser lets an element be, without losing the place', () => {
    const layout = layOut(largeTimeline(1_000_000), {
      width: 1400,
      rowHeight: 220,
      headerHeight: 56,
      gap: 4,
    });
    const row = layout.rowOf[999_999]!;
    expect(row).toBe(layout.rows - 1);
    expect(layout.height).toBeGreaterThan(33_554_428);
    expect(layout.height).toBeCloseTo(layout.top[row]! + layout.rowHeight[row]!, 2);
  });
});
