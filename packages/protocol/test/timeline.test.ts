import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeTimeline,
  decodeTimelineMonth,
  encodeTimeline,
  encodeTimelineMonth,
  monthFlags,
  ratioByte,
  ratioFromByte,
} from '@homeroll/protocol/timeline';

const timeline = fc
  .uniqueArray(fc.integer({ min: -30_000, max: 40_000 }), { maxLength: 50 })
  .chain((days) =>
    fc.record({
      days: fc.constant(days.toSorted((a, b) => b - a)),
      counts: fc.array(fc.integer({ min: 1, max: 40 }), { minLength: days.length, maxLength: days.length }),
    }),
  )
  .map(({ days, counts }) => ({
    days,
    counts,
    ratios: Uint8Array.from({ length: counts.reduce((a, b) => a + b, 0) }, (_, place) => place % 256),
  }));

describe('timeline message', () => {
  it('comes back as it was sent', () => {
    fc.assert(
      fc.property(timeline, (sent) => {
        const back = decodeTimeline(encodeTimeline(sent));
        expect({ ...back, ratios: [...back.ratios] }).toEqual({ ...sent, ratios: [...sent.ratios] });
      }),
    );
  });

  it('refuses a message that was cut, at every length', () => {
    const bytes = encodeTimeline({ days: [20_000, -5], counts: [2, 1], ratios: Uint8Array.of(1, 2, 3) });
    for (let length = 0; length < bytes.length; length += 1) {
      expect(() => decodeTimeline(bytes.subarray(0, length))).toThrow(RangeError);
    }
  });

  it('keeps an aspect ratio within 1.2 %', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1000, max: 10_000 }),
        fc.integer({ min: 1000, max: 10_000 }),
        (width, height) => {
          const kept = ratioFromByte(ratioByte(width, height));
          expect(Math.abs(kept / (width / height) - 1)).toBeLessThan(0.012);
        },
      ),
    );
    expect(ratioByte(null, 3)).toBe(0);
    expect(ratioFromByte(0)).toBe(1);
  });
});

describe('month message', () => {
  it('comes back as it was sent', () => {
    const item = fc.record({
      id: fc.integer({ min: 1, max: 2 ** 40 }),
      second: fc.integer({ min: 0, max: 86_399 }),
      flag: fc.constantFrom(0, monthFlags.video, monthFlags.notViewable | monthFlags.titled),
      colour: fc.integer({ min: 0, max: 0xffff }),
      title: fc.string({ unit: 'grapheme' }).filter((text) => !/\p{Surrogate}/u.test(text)),
    });
    fc.assert(
      fc.property(fc.array(item, { maxLength: 100 }), (items) => {
        const sent = {
          ids: items.map(({ id }) => id),
          seconds: items.map(({ second }) => second),
          flags: Uint8Array.from(items, ({ flag }) => flag),
          colours: items.map(({ colour }) => colour),
          durations: items.filter(({ flag }) => flag & monthFlags.video).map(({ id }) => id % 9000),
          titles: items.slice(0, 2).map(({ title }, place) => ({ place, title })),
        };
        const back = decodeTimelineMonth(encodeTimelineMonth(sent));
        expect({ ...back, flags: [...back.flags] }).toEqual({ ...sent, flags: [...sent.flags] });
      }),
    );
  });
});
