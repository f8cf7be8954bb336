import type { Kysely } from 'kysely';
import { isInside, type OffsetIn } from '@homeroll/core/event/match-events';
import type { MediaEvent } from '@homeroll/core/event/media-event';
import { dayAndSecond, localFrom } from '../library/file-under.ts';
import type { Scope } from './items.ts';
import type { Schema } from './schema.ts';

/** No two clocks on walls are further apart than 26 hours, so three days inside a window all clocks agree. */
const edgeDays = 2;

/** How many items of the scope an event would mark. Only near the ends of its window are they looked at one by one. */
export async function itemsInWindow(
  database: Kysely<Schema>,
  {
    scope,
    event,
    offsetIn,
  }: { readonly scope: Scope; readonly event: MediaEvent; readonly offsetIn: OffsetIn },
): Promise<number> {
  const visible = () => {
    const there = database.selectFrom('items').where('removed_at', 'is', null);
    const seen = scope.seesAll ? there : there.where('owner_id', '=', scope.userId);
    return event.albums === undefined ? seen : seen.where('album', 'in', [...event.albums]);
  };
  const counted = async (from: number, to: number): Promise<number> => {
    const rows = visible().where('day', '>=', from).where('day', '<=', to);
    const { count } = await rows
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    return count;
  };
  const compared = async (from: number, to: number): Promise<number> => {
    const rows = await visible()
      .select(['day', 'second', 'offset_minutes', 'album'])
      .where('day', '>=', from)
      .where('day', '<=', to)
      .execute();
    const matching = rows.filter(({ day, second, offset_minutes, album }) => {
      const capture = { local: localFrom(day, second), offsetMinutes: offset_minutes };
      return isInside(event, { capture, album: album ?? undefined }, offsetIn);
    });
    return matching.length;
  };

  const first = dayAndSecond(event.start).day;
  const last = event.end === undefined ? farFuture : dayAndSecond(event.end).day;
  if (last - first <= 2 * edgeDays) return compared(first - edgeDays, last + edgeDays);
  const parts = [
    compared(first - edgeDays, first + edgeDays),
    counted(first + edgeDays + 1, last - edgeDays - 1),
    compared(last - edgeDays, last + edgeDays),
  ];
  return (await Promise.all(parts)).reduce((sum, count) => sum + count, 0);
}

/** The year 9999, in days since 1970. */
const farFuture = 2_932_896;
