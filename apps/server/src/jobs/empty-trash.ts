import type { FastifyBaseLogger } from 'fastify';
import type { ItemRow } from '../catalog/item-row.ts';
import type { TrashRows } from '../catalog/trash-rows.ts';

export interface EmptyTrashParts {
  readonly rows: Pick<TrashRows, 'thrownAwayUntil'>;
  readonly trash: { readonly purge: (item: ItemRow) => Promise<boolean> };
  /** How long a photo lies in the trash. */
  readonly days: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly log: FastifyBaseLogger;
  readonly stop: AbortSignal;
}

const msPerDay = 86_400_000;
const atOnce = 64;

/** Deletes for good what has lain in the trash long enough. One that cannot be deleted never holds up the others. */
export async function emptyTrash({ rows, trash, days, now, log, stop }: EmptyTrashParts): Promise<void> {
  const until = now() - days * msPerDay;
  const stuck = new Set<number>();
  while (!stop.aborted) {
    const due = await rows.thrownAwayUntil(until, atOnce + stuck.size);
    const items = due.filter(({ id }) => !stuck.has(id)).slice(0, atOnce);
    if (items.length === 0) return;
    await Promise.all(
      items.map(async (item) => {
        const isPurged = await trash.purge(item).catch((error: unknown) => {
          log.warn({ err: error, id: item.id }, 'a photo in the trash cannot be deleted; it is tried again');
          return false;
        });
        if (!isPurged) stuck.add(item.id);
      }),
    );
  }
}
