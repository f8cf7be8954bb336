import type { Insertable, Selectable } from 'kysely';
import type { ItemTable } from './schema.ts';

export type ItemRow = Selectable<ItemTable>;
export type NewItem = Insertable<ItemTable>;

/** What the commit of an upload has to know of a hash that is in the catalog. */
export interface KnownItem {
  readonly id: number;
  readonly owner_id: number;
  readonly hash: string;
  readonly size: number;
  readonly path: string;
  readonly removed_at: number | null;
}
