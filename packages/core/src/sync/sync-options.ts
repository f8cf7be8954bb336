import type { CancelSignal } from '../ports/cancel-signal.ts';
import type { Clock } from '../ports/clock.ts';
import type { Destination } from '../ports/destination.ts';
import type { Hasher } from '../ports/hasher.ts';
import type { ItemMemory } from '../ports/item-memory.ts';
import type { Journal } from '../ports/journal.ts';
import type { Random } from '../ports/random.ts';
import type { Source } from '../ports/source.ts';
import type { Marking } from './marking.ts';
import type { Circumstances } from './plan-sync.ts';
import type { SyncEvent } from './sync-report.ts';
import type { TransferRecord } from './transfer-record.ts';

/** All that the engine awaits. */
export interface SyncPorts {
  readonly source: Source;
  readonly destination: Destination;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly random: Random;
  readonly hasher: Hasher;
  readonly items: ItemMemory;
}

/** Where the rules of connection are asked. */
export interface Gate {
  /** Whether the rules hold this record back now. */
  readonly isClosed: (record: TransferRecord) => boolean;
  /** Tells of every change; call what is returned to be told no more. */
  readonly watch: (changed: () => void) => () => void;
}

export interface SyncOptions {
  /** How items that are found get marked. */
  readonly marking: Marking;
  /** What may travel now; absent: everything. */
  readonly gate?: Gate;
  /** New items are sent even where this account threw them away at the destination. */
  readonly force?: true;
  readonly occasion: Circumstances['occasion'];
  /** Look for the files, too, that were missing. A `start` always does. */
  readonly everything?: boolean;
  /** Bytes the destination takes at most in one file. */
  readonly largest?: number;
  /** Told to the destination with every item. */
  readonly device?: string;
  /** Files sent at a time. */
  readonly parallel: number;
  /** Files read and hashed at a time. */
  readonly readers: number;
  /** Files of up to so many bytes are read once: they stay in memory from hashing to sending … */
  readonly smallFile: number;
  /** … within so many bytes together, */
  readonly memory: number;
  /** and so many files: reading further ahead gains nothing and leaves the processor's caches. */
  readonly ahead: number;
  readonly signal?: CancelSignal;
  readonly report?: (event: SyncEvent) => void;
}
