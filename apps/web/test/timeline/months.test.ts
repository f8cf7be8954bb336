import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { monthOfDay, monthSpans, spanAt, tileFacts } from '../../src/timeline/months.ts';
import { anyTimeline } from './timelines.ts';

describe('the months of a timeline', () => {
  it('cover every item once, and are found by any of their items', () => {
    fc.assert(
      fc.property(anyTimeline, (timeline) => {
        const spans = monthSpans(timeline);
        const keys = timeline.days.flatMap((day, place) =>
          Array.from({ length: timeline.counts[place]! }, () => monthOfDay(day)),
        );
        expect(new Set(spans.map(({ key }) => key)).size).toBe(spans.length);
        keys.forEach((key, item) => {
          const span = spans[spanAt(spans, item)]!;
          expect(span.key).toBe(key);
          expect(item).toBeGreaterThanOrEqual(span.first);
          expect(item).toBeLessThan(span.end);
        });
      }),
    );
  });

  it('are named by the calendar, before 1970 too', () => {
    expect([monthOfDay(0), monthOfDay(-1), monthOfDay(20_514)]).toEqual(['1970-01', '1969-12', '2026-03']);
  });
});

describe('what a tile shows', () => {
  it('gives each video its own length, and a colour where one is known', () => {
    const facts = tileFacts({
      ids: [9, 7, 8],
      seconds: [300, 200, 100],
      flags: Uint8Array.of(1, 0, 5),
      colours: [0xffff, 0, 0xf800],
      durations: [61, 7],
      titles: [{ place: 1, title: 'Lake' }],
    });
    expect(facts).toEqual([
      { id: 9, second: 300, colour: 'rgb(255 255 255)', duration: 61, dayTitle: undefined },
      { id: 7, second: 200, colour: undefined, duration: undefined, dayTitle: 'Lake' },
      { id: 8, second: 100, colour: 'rgb(255 0 0)', duration: 7, dayTitle: undefined },
    ]);
  });
});
