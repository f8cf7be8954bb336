import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Selection } from '../../src/timeline/selection.ts';

const items = 60;
const place = fc.nat(items - 1);

type Step =
  | { readonly kind: 'toggle' | 'extend'; readonly item: number }
  | { readonly kind: 'set'; readonly item: number; readonly end: number; readonly on: boolean };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constantFrom('toggle' as const, 'extend' as const), item: place }),
  fc.record({ kind: fc.constant('set' as const), item: place, end: place, on: fc.boolean() }),
);

/** The plain meaning: a set, and the last range with what it covered. */
function expected(steps: readonly Step[]): readonly number[] {
  let marked = new Set<number>();
  let beforeRange: Set<number> | undefined;
  let anchor: number | undefined;
  for (const one of steps) {
    const { item } = one;
    if (one.kind === 'extend') {
      anchor ??= item;
      beforeRange ??= new Set(marked);
      marked = new Set(beforeRange);
      for (let at = Math.min(anchor, item); at <= Math.max(anchor, item); at += 1) marked.add(at);
      continue;
    }
    beforeRange = undefined;
    if (one.kind === 'set') {
      for (let at = item; at < one.end; at += 1) marked[one.on ? 'add' : 'delete'](at);
    } else {
      anchor = item;
      if (!marked.delete(item)) marked.add(item);
    }
  }
  return [...marked].sort((a, b) => a - b);
}

describe('the selection', () => {
  it('is what a plain set would be, after any steps', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const selection = new Selection(items);
        for (const one of steps) {
          const version = selection.version;
          if (one.kind === 'toggle') selection.toggle(one.item);
          else if (one.kind === 'set') selection.set(one.item, one.end, one.on);
          else selection.extendTo(one.item);
          expect(selection.version).toBeGreaterThan(version);
        }
        expect(selection.places()).toEqual(expected(steps));
        expect(selection.count).toBe(expected(steps).length);
        expect(selection.countIn(10, 30)).toBe(expected(steps).filter((at) => at >= 10 && at < 30).length);
      }),
    );
  });

  it('takes a range back when it is drawn elsewhere, but not what was selected before', () => {
    const selection = new Selection(items);
    selection.toggle(7);
    selection.toggle(4);
    selection.extendTo(9);
    selection.extendTo(2);
    expect(selection.places()).toEqual([2, 3, 4, 7]);
  });

  it('selects all, and nothing', () => {
    const selection = new Selection(100_000);
    selection.selectAll();
    selection.toggle(50_000);
    expect(selection.count).toBe(99_999);
    selection.clear();
    expect([selection.count, selection.places()]).toEqual([0, []]);
  });

  it('moves to other places when photos arrive', () => {
    const selection = new Selection(3);
    selection.toggle(1);
    selection.carryOver(5, [3]);
    expect([selection.has(1), selection.has(3), selection.count]).toEqual([false, true, 1]);
  });
});
