import type { ContentHash } from '../photo/content-hash.ts';
import type { Journal } from '../ports/journal.ts';
import { isWaiting, workOf } from './retry-schedule.ts';
import type { TransferRecord } from './transfer-record.ts';

/** A journal that lives as long as the process: for what is sent once, and for tests. */
export function memoryJournal(): Journal {
  const items = new Map<string, readonly TransferRecord[]>();
  const all = (): TransferRecord[] => [...items.values()].flat();
  return {
    find(ids) {
      const found = ids.flatMap((id) => {
        const records = items.get(id);
        return records === undefined ? [] : [[id, records] as const];
      });
      return Promise.resolve(new Map(found));
    },
    findCopies(hashes) {
      const copies = new Map<ContentHash, TransferRecord[]>();
      const wanted = new Set(hashes);
      for (const record of all()) {
        if (wanted.has(record.hash)) copies.set(record.hash, [...(copies.get(record.hash) ?? []), record]);
      }
      return Promise.resolve(copies);
    },
    save(records) {
      for (const record of records) {
        const others = (items.get(record.item) ?? []).filter(({ hash }) => hash !== record.hash);
        items.set(record.item, [...others, record]);
      }
      return Promise.resolve();
    },
    sync: () => Promise.resolve(),
    // eslint-disable-next-line @typescript-eslint/require-await -- an async iterable by contract
    async *waiting(now, work) {
      const waiting = all().filter((record) => workOf(record) === work && isWaiting(record, now));
      if (waiting.length > 0) yield waiting;
    },
    nextTry(now) {
      const later = all().flatMap((record) => {
        const { nextTry } = record;
        const work = workOf(record);
        const isTimed = work === 'sending' || work === 'deleting';
        return isTimed && nextTry !== undefined && nextTry > now ? [nextTry] : [];
      });
      return Promise.resolve(later.length === 0 ? undefined : Math.min(...later));
    },
  };
}
