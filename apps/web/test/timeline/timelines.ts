import fc from 'fast-check';
import type { Timeline } from '@homeroll/protocol/timeline';
import type { LayoutRules } from '../../src/timeline/layout.ts';

/** Any timeline: days with 1–40 photos of any shape, odd panoramas and unknown shapes included. */
export const anyTimeline: fc.Arbitrary<Timeline> = fc
  .array(
    fc.tuple(
      fc.integer({ min: 1, max: 400 }),
      fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 1, maxLength: 40 }),
    ),
    {
      maxLength: 25,
    },
  )
  .map((days) => {
    let day = 20_000;
    return {
      days: days.map(([gap]) => (day -= gap)),
      counts: days.map(([, ratios]) => ratios.length),
      ratios: Uint8Array.from(days.flatMap(([, ratios]) => ratios)),
    };
  });

export const anyRules: fc.Arbitrary<LayoutRules> = fc.record({
  width: fc.integer({ min: 280, max: 3000 }),
  rowHeight: fc.constantFrom(120, 220),
  headerHeight: fc.constantFrom(48, 56),
  gap: fc.constantFrom(0, 4),
});

/** A library as people have it: runs of the same few shapes, some days with one photo, some with hundreds. */
export function largeTimeline(items: number): Timeline {
  const shapes = [141, 147, 115, 109, 154, 128, 170];
  const counts: number[] = [];
  for (let rest = items, day = 0; rest > 0; day += 1) {
    const count = Math.min(rest, 1 + ((day * 37) % 100));
    counts.push(count);
    rest -= count;
  }
  return {
    days: counts.map((_, place) => 20_000 - place * 2),
    counts,
    ratios: Uint8Array.from(
      { length: items },
      (_, item) => shapes[Math.floor(item / 5) % shapes.length] ?? 0,
    ),
  };
}
