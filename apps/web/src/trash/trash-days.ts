import type { TrashedItem } from '@homeroll/protocol/trash';

/** What was deleted on one day of the reader's calendar. */
export interface TrashDay {
  readonly key: string;
  /** When the newest of them was deleted, milliseconds since 1970. */
  readonly at: number;
  /** When the first of them goes for good, milliseconds since 1970. */
  readonly purgedAt: number;
  readonly items: readonly TrashedItem[];
}

/** `items`: the newest first, as the server lists them. */
export function trashDays(items: readonly TrashedItem[]): readonly TrashDay[] {
  const days = new Map<string, TrashedItem[]>();
  for (const item of items) {
    const key = new Date(item.removedAt).toDateString();
    days.set(key, [...(days.get(key) ?? []), item]);
  }
  return [...days].map(([key, each]) => ({
    key,
    at: Math.max(...each.map(({ removedAt }) => removedAt)),
    purgedAt: Math.min(...each.map(({ purgedAt }) => purgedAt)),
    items: each,
  }));
}

const msPerDay = 86_400_000;

/** Days until then, a begun one too; 0 where it is over. */
export function daysUntil(time: number, now: number): number {
  return Math.max(0, Math.ceil((time - now) / msPerDay));
}
