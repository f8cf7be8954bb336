import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layOut } from '../../src/timeline/layout.ts';
import { nearEnd, scrollSpace, showing } from '../../src/timeline/scroll-space.ts';
import { itemNear, rowsBetween } from '../../src/timeline/visible-rows.ts';
import { anyRules, anyTimeline, largeTimeline } from './timelines.ts';

describe('the rows in view', () => {
  it('are exactly those that touch the band', () => {
    fc.assert(
      fc.property(
        anyTimeline,
        anyRules,
        fc.nat(5000),
        fc.integer({ min: 1, max: 3000 }),
        (timeline, rules, top, tall) => {
          const layout = layOut(timeline, rules);
          fc.pre(layout.rows > 0 && top < layout.height);
          const { first, end } = rowsBetween(layout, top, top + tall);
          const touching = [...layout.top.keys()].filter((row) => {
            const bottom = layout.top[row + 1] ?? Infinity;
            return bottom > top && layout.top[row]! < top + tall;
          });
          expect([first, end - 1]).toEqual([touching[0], touching.at(-1)]);
        },
      ),
    );
  });

  it('know which photo is under a point', () => {
    fc.assert(
      fc.property(anyTimeline, anyRules, fc.nat(), (timeline, rules, seed) => {
        const layout = layOut(timeline, rules);
        fc.pre(layout.items > 0);
        const item = seed % layout.items;
        const row = layout.rowOf[item]!;
        const x = layout.x[item]! + layout.itemWidth[item]! / 2;
        expect(itemNear(layout, x, layout.top[row]! + layout.rowHeight[row]! / 2)).toBe(item);
      }),
    );
  });
});

describe('a timeline taller than a browser lets an element be', () => {
  const rules = { width: 1400, rowHeight: 220, headerHeight: 56, gap: 4 };
  const layout = layOut(largeTimeline(1_000_000), rules);

  it('shows any place, and never runs into an end of the content that is not the end of the timeline', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1 }), (jumps) => {
        let space = scrollSpace(layout.height, 900);
        for (const jump of jumps) {
          const y = jump * (layout.height - 900);
          const shown = showing(space, y);
          space = shown.space;
          expect(space.offset + shown.scrollTop).toBeCloseTo(y, 3);
          expect(space.contentHeight).toBeLessThanOrEqual(8_000_000);
          expect(shown.scrollTop).toBeGreaterThanOrEqual(0);
          expect(shown.scrollTop + 900).toBeLessThanOrEqual(space.contentHeight + 0.001);
          expect(nearEnd(space, shown.scrollTop)).toBe(false);
        }
      }),
    );
  });

  it('leaves a timeline that fits as it is', () => {
    const space = scrollSpace(5000, 900);
    expect(showing(space, 4900)).toEqual({ space, scrollTop: 4100 });
    expect(space).toEqual({ layoutHeight: 5000, viewHeight: 900, contentHeight: 5000, offset: 0 });
  });
});
