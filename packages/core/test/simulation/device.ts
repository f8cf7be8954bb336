import type { ContentHash } from '../../src/photo/content-hash.ts';
import type { ConnectionGate, HoldReason } from '../../src/connection/connection-gate.ts';
import type { MediaEvent } from '../../src/event/media-event.ts';
import { Stop } from '../../src/sync/stop.ts';
import { actOnItems, type Action } from '../../src/sync/act-on-items.ts';
import { KeepSyncing } from '../../src/sync/keep-syncing.ts';
import { markByEvents, type Marking } from '../../src/sync/marking.ts';
import { recordOf } from '../../src/sync/record-of.ts';
import type { TransferRecord } from '../../src/sync/transfer-record.ts';
import type { ItemFacts, ItemMemory } from '../../src/ports/item-memory.ts';
import { hashOf, pathOf, simHasher, type Files, type SimFile } from './files.ts';
import { Life } from './life.ts';
import type { SeededRandom } from './seeded-random.ts';
import {
  openItems,
  openJournal,
  SimDisk,
  type Death,
  type JournalWrite,
  type OpenJournal,
} from './sim-disk.ts';
import { simDestination, type Act, type SimPlace } from './sim-destination.ts';
import { simSource, type SimSource } from './sim-source.ts';
import type { Timeline } from './timeline.ts';

/** What a person last decided about some bytes at one destination, as the engine confirmed it. */
export type Intent = 'suppressed' | 'marked' | 'forced' | 'delete' | 'unsure';

/** What is set on the device, and what its surroundings are. */
export interface Setting {
  events: MediaEvent[];
  readonly selected: Set<string>;
  isReadingBroken: boolean;
  /** How far the clock on the wall is from simulated time, milliseconds. */
  clockError: number;
}

interface Parts {
  readonly timeline: Timeline;
  readonly random: SeededRandom;
  readonly files: Files;
  readonly setting: Setting;
  readonly places: readonly SimPlace[];
  /** Where the gate of each life is set up anew from the surroundings. */
  readonly gate: () => ConnectionGate;
}

interface Worker {
  readonly place: SimPlace;
  readonly journal: OpenJournal;
  readonly source: SimSource;
  readonly syncing: KeepSyncing;
  readonly act: (file: SimFile, action: Action) => Promise<void>;
}

/** A device with its disk, and the processes that live on it one after the other. */
export class Device {
  readonly #parts: Parts;
  readonly #journals: SimDisk<JournalWrite>[];
  readonly #items = new SimDisk<readonly ItemFacts[]>();
  readonly intents: Map<ContentHash, Intent>[];
  /** Files that a person marked, by inode and hash: a mark goes with its file, not with its next version. */
  readonly marked: Set<string>[];
  /** What ended the engine, or must not be written down. */
  readonly crashes: string[] = [];
  gate: ConnectionGate;
  workers: readonly Worker[] = [];
  #life: Life;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#journals = parts.places.map(() => new SimDisk());
    this.intents = parts.places.map(() => new Map<ContentHash, Intent>());
    this.marked = parts.places.map(() => new Set());
    this.#life = new Life(parts.timeline, parts.random);
    this.gate = parts.gate();
    this.start();
  }

  get isAlive(): boolean {
    return this.#life.isAlive;
  }

  start(): void {
    const { timeline, random, places, gate } = this.#parts;
    this.#life = new Life(timeline, random);
    this.gate = gate();
    const items = openItems(this.#items, this.#life);
    this.workers = places.map((place, number) => this.#worker(place, number, items));
    for (const { syncing } of this.workers) {
      syncing.run(new Stop()).catch((error: unknown) => this.crashes.push(String(error)));
    }
  }

  die(kind: Death): void {
    this.#life.die();
    const { random } = this.#parts;
    this.#items.afterDeath(random, kind);
    this.#journals.forEach((disk, number) => {
      disk.afterDeath(random, kind);
      // Where a moved file was may be forgotten with the last writes.
      if (kind !== 'kill') this.marked[number]!.clear();
      if (kind === 'disk lost')
        for (const hash of this.intents[number]!.keys()) this.intents[number]!.set(hash, 'unsure');
    });
  }

  wake(reason: 'files' | 'connection' | 'settings' | 'retry'): void {
    for (const { syncing } of this.workers) syncing.wake(reason);
  }

  touch(folder: string): void {
    for (const { source } of this.workers) source.touch(folder);
    this.wake('files');
  }

  #worker(place: SimPlace, number: number, items: ItemMemory): Worker {
    const { timeline, random, files, setting } = this.#parts;
    const life = this.#life;
    place.toldThere.clear();
    place.toldGone.clear();
    const journal = openJournal(this.#journals[number]!, life, (words) => this.crashes.push(words));
    const source = simSource({
      files,
      random,
      life,
      journal,
      now: () => timeline.now,
      isSelected: (folder) => setting.selected.has(folder),
      isReadingBroken: () => setting.isReadingBroken,
    });
    const objection = (act: Act, hash: ContentHash, force: boolean): string | undefined =>
      this.#objection({ act, hash, force }, { place, number });
    const ports = {
      journal,
      source,
      destination: simDestination({ place, life, random, watcher: { objection } }),
      items,
      hasher: simHasher,
      random: random.next,
      clock: life.clock(() => timeline.now + setting.clockError),
    };
    const syncing = new KeepSyncing(ports, {
      gate: this.gate,
      rescanEvery: () => 7_200_000,
      settings: () => ({
        marking: this.#marking(),
        parallel: 2,
        readers: 2,
        smallFile: 10,
        memory: 30,
        ahead: 3,
      }),
    });
    const act = (file: SimFile, action: Action): Promise<void> =>
      syncing.between(() => this.#act({ ports, number, place }, file, action));
    return { place, journal, source, syncing, act };
  }

  #marking(): Marking {
    const { setting } = this.#parts;
    const marking = markByEvents(setting.events, offsetIn);
    return { ...marking, name: `${marking.name} ${[...setting.selected].join()}` };
  }

  async #act(
    { ports, number, place }: { ports: Parameters<typeof recordOf>[0]; number: number; place: SimPlace },
    file: SimFile,
    action: Action,
  ): Promise<void> {
    const item = await ports.source.find(pathOf(file));
    if (item === undefined) return;
    let record;
    try {
      record = await recordOf(ports, item);
    } catch {
      // The file went away or can't be read: the person is told, and nothing was done.
      return;
    }
    const intents = this.intents[number]!;
    const before = intents.get(record.hash);
    intents.set(record.hash, 'unsure');
    const isOurs = (hash: ContentHash): boolean => place.files.get(hash)?.ours ?? false;
    const [result] = await actOnItems(ports, [record], { action, isOurs });
    const after = result!.record;
    if (after === record) {
      // Nothing was done: what was decided before still holds.
      if (before === undefined) intents.delete(record.hash);
      else intents.set(record.hash, before);
      return;
    }
    const intent = intentOf(after);
    if (intent === 'marked' || intent === 'forced') this.marked[number]!.add(markOf(file));
    else this.marked[number]!.delete(markOf(file));
    if (intent === undefined) intents.delete(record.hash);
    else intents.set(record.hash, intent);
  }

  /** Why an act is wrong, by what the world knows at this moment. */
  #objection(
    { act, hash, force }: { act: Act; hash: ContentHash; force: boolean },
    { place, number }: { place: SimPlace; number: number },
  ): string | undefined {
    const { files } = this.#parts;
    // The video of a Live Photo goes with its picture, wherever that is.
    const intent = files.videos.has(hash) ? 'unsure' : this.intents[number]!.get(hash);
    const held: readonly HoldReason[] = this.gate.reasons();
    if (held.length > 0) return `the rules hold it back (${held.join()})`;
    // What changed while it was on its way is seen to when it has arrived.
    if (act === 'go on' || intent === 'unsure') return undefined;
    if (act === 'remove') return intent === 'delete' ? undefined : 'nobody asked for it';
    if (intent === 'suppressed') return 'it was reset';
    if (intent === 'delete') return 'it is to be deleted';
    if (force && intent !== 'forced') return 'nobody forced it';
    if (!force && place.toldGone.has(hash)) return 'it was deleted there';
    return place.toldThere.has(hash) ? 'it is there' : undefined;
  }
}

export function markOf({ inode, bytes }: SimFile): string {
  return `${String(inode)} ${hashOf(bytes)}`;
}

function intentOf({ state, suppressEvents, force }: TransferRecord): Intent | undefined {
  if (state === 'delete-marked') return 'delete';
  if (state === 'marked') return force ? 'forced' : 'marked';
  return state === 'unmarked' && suppressEvents ? 'suppressed' : undefined;
}

/** Two zones are enough; neither has a summer. */
export function offsetIn(timeZone: string): number {
  return timeZone === 'East' ? 330 : 60;
}
