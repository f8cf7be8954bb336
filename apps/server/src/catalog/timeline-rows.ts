import type { Kysely } from 'kysely';
import type { Scope } from './items.ts';
import type { Schema } from './schema.ts';

/** What one tile of the grid needs, and the day it stands under. */
export interface TimelineRow {
  readonly id: number;
  readonly day: number;
  readonly second: number;
  readonly width: number | null;
  readonly height: number | null;
  readonly kind: string;
  readonly derived: string;
  readonly title: string | null;
  readonly colour: number;
  readonly durationSeconds: number | null;
}

export interface TimelineRows {
  /** Newest first, `firstDay` and `lastDay` included (days since 1970). */
  between(scope: Scope, firstDay: number, lastDay: number): Promise<readonly TimelineRow[]>;
  /** The newest day with an item, of those before `day` where one is given; `undefined` where there is none. */
  newestDay(scope: Scope, before?: number): Promise<number | undefined>;
}

export function timelineRowsOf(database: Kysely<Schema>): TimelineRows {
  const visible = (scope: Scope) => {
    const rows = database.selectFrom('items').where('removed_at', 'is', null);
    return scope.seesAll ? rows : rows.where('owner_id', '=', scope.userId);
  };
  return {
    between: async (scope, firstDay, lastDay) => {
      const rows = await visible(scope)
        .select([
          'id',
          'day',
          'second',
          'width',
          'height',
          'kind',
          'derived',
          'title',
          'colour',
          'duration_seconds',
        ])
        .where('day', '>=', firstDay)
        .where('day', '<=', lastDay)
        .orderBy('day', 'desc')
        .orderBy('second', 'desc')
        .orderBy('id', 'desc')
        .execute();
      return rows.map(({ duration_seconds, ...row }) => ({
        ...row,
        durationSeconds: duration_seconds,
      }));
    },
    newestDay: async (scope, before) => {
      const all = visible(scope);
      const asked = before === undefined ? all : all.where('day', '<', before);
      const newest = await asked.select('day').orderBy('day', 'desc').limit(1).executeTakeFirst();
      return newest?.day;
    },
  };
}
