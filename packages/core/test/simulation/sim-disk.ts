import type { ItemFacts, ItemMemory } from '../../src/ports/item-memory.ts';
import type { Journal } from '../../src/ports/journal.ts';
import { memoryItems } from '../../src/sync/memory-items.ts';
import { memoryJournal } from '../../src/sync/memory-journal.ts';
import type { TransferRecord } from '../../src/sync/transfer-record.ts';
import type { Life } from './life.ts';
import type { SeededRandom } from './seeded-random.ts';

/**
 * A file on the disk of the simulated device, as a log of writes. A process that dies leaves all that was saved and
 * perhaps what was being saved; a power cut takes some of the last writes, never one from the middle, and nothing
 * from before the last `sync`.
 */
export class SimDisk<Write> {
  #log: Write[] = [];
  /** So many writes have returned to their caller; so many survive a power cut. */
  #saved = 0;
  #synced = 0;

  get log(): readonly Write[] {
    return this.#log;
  }

  /** Resolves when the write survives the death of the process. */
  async write(entry: Write, life: Life): Promise<void> {
    this.#log.push(entry);
    const place = this.#log.length;
    await life.call(60, () => (this.#saved = Math.max(this.#saved, place)));
  }

  sync(): void {
    this.#synced = this.#log.length;
    this.#saved = this.#log.length;
  }

  afterDeath(random: SeededRandom, kind: Death): void {
    const least = kind === 'kill' ? this.#saved : this.#synced;
    const kept = kind === 'disk lost' ? 0 : least + random.whole(this.#log.length - least + 1);
    this.#log = this.#log.slice(0, kept);
    this.#saved = kept;
    this.#synced = Math.min(this.#synced, kept);
  }
}

export type Death = 'kill' | 'power cut' | 'disk lost';

export type JournalWrite =
  { readonly records: readonly TransferRecord[] } | { readonly folder: string; readonly listing: string };

/** What the next process finds in the journal of one destination. */
export interface OpenJournal extends Journal {
  readonly folders: ReadonlyMap<string, string>;
  readonly setFolder: (folder: string, listing: string) => void;
  /** All records, for those who check; takes no time. */
  readonly everyRecord: () => Promise<readonly TransferRecord[]>;
}

export function openJournal(
  disk: SimDisk<JournalWrite>,
  life: Life,
  told: (violation: string) => void,
): OpenJournal {
  const journal = memoryJournal();
  const folders = new Map<string, string>();
  const known = new Set<string>();
  const apply = (write: JournalWrite): void => {
    if ('records' in write) {
      void journal.save(write.records);
      if (write.records.some(({ reason }) => reason === 'tls')) told('a stop was counted as a failure');
      for (const { item } of write.records) known.add(item);
    } else folders.set(write.folder, write.listing);
  };
  disk.log.forEach(apply);
  const write = (entry: JournalWrite): Promise<void> => {
    if (!life.isAlive) return new Promise(() => undefined);
    apply(entry);
    return disk.write(entry, life);
  };
  return {
    folders,
    setFolder: (folder, listing) => void write({ folder, listing }),
    everyRecord: async () => [...(await journal.find([...known])).values()].flat(),
    find: async (ids) => life.call(1, () => journal.find(ids)),
    findCopies: async (hashes) => life.call(1, () => journal.findCopies(hashes)),
    save: (records) => write({ records }),
    sync: () => life.call(20, () => disk.sync()),
    async *waiting(now, work) {
      for await (const records of journal.waiting(now, work)) {
        // Portions of three, so that portions matter.
        for (let at = 0; at < records.length; at += 3) {
          yield await life.call(1, () => records.slice(at, at + 3));
        }
      }
    },
    nextTry: async (now) => life.call(1, () => journal.nextTry(now)),
  };
}

export function openItems(disk: SimDisk<readonly ItemFacts[]>, life: Life): ItemMemory {
  const items = memoryItems();
  for (const facts of disk.log) void items.save(facts);
  return {
    find: async (ids) => life.call(1, () => items.find(ids)),
    findMoved: async (key, version) => life.call(1, () => items.findMoved(key, version)),
    save: (facts) => {
      if (!life.isAlive) return new Promise(() => undefined);
      void items.save(facts);
      return disk.write(facts, life);
    },
  };
}
