import { describe, expect, it } from 'vitest';
import type { TrashedItem } from '@homeroll/protocol/trash';
import { daysUntil, trashDays } from '../../src/trash/trash-days.ts';

const hour = 3_600_000;
const day = 24 * hour;
const noon = new Date(2026, 5, 14, 12).getTime();

function item(id: number, removedAt: number): TrashedItem {
  const fixed = {
    fileName: 'a.jpg',
    title: null,
    kind: 'photo',
    size: 1,
    hasThumb: false,
    mine: true,
  } as const;
  return { ...fixed, id, removedAt, purgedAt: removedAt + 30 * day };
}

describe('the days of the trash', () => {
  it('are those of the reader’s own calendar, the newest first, with nothing left out', () => {
    const items = [
      item(4, noon + 2 * hour),
      item(3, noon),
      item(2, noon - 13 * hour),
      item(1, noon - 3 * day),
    ];
    const days = trashDays(items);
    expect(days.map((each) => each.items.map(({ id }) => id))).toEqual([[4, 3], [2], [1]]);
    expect(days[0]).toMatchObject({ at: noon + 2 * hour, purgedAt: noon + 30 * day });
  });

  it('are none where nothing was deleted', () => {
    expect(trashDays([])).toEqual([]);
  });
});

it.each([
  [30 * day, 30],
  [30 * day - 1, 30],
  [29 * day, 29],
  [hour, 1],
  [0, 0],
  [-hour, 0],
])('counts a begun day as one: %i ms are %i days', (left, days) => {
  expect(daysUntil(noon + left, noon)).toBe(days);
});
