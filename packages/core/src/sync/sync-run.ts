import type { ContentHash } from '../photo/content-hash.ts';
import type { ItemFacts } from '../ports/item-memory.ts';
import type { SourcePortion } from '../ports/source.ts';
import { withCopies } from './inherit.ts';
import { itemSize } from './item-version.ts';
import type { Job, ReadJob } from './job.ts';
import type { SyncOptions, SyncPorts } from './sync-options.ts';
import type { SyncEvent, SyncSummary } from './sync-report.ts';
import type { Stop } from './stop.ts';
import type { TransferRecord } from './transfer-record.ts';

type Stage = 'deleting' | 'listing' | 'reading' | 'asking';

/** What the loops of one run share: the queues between them, and the one condition they all wait on. */
export class SyncRun {
  readonly ports: SyncPorts;
  readonly options: SyncOptions;
  /** Found → to be hashed → to be asked about → to be sent. */
  readonly toRead: Job[] = [];
  readonly toAsk: ReadJob[] = [];
  readonly toSend: ReadJob[] = [];
  /** Hashes in `toSend` or being sent, each with the other items of the same bytes that wait for it. */
  readonly inFlight: Map<ContentHash, ReadJob[]> = new Map();
  /** What arrived there since the last question was asked: its answer does not know of it yet. */
  readonly sentMeanwhile: Map<ContentHash, string | undefined> = new Map();
  /** Companions to be sent, true once they arrived: another picture may have the same, or it is an item by itself. */
  readonly companions: Map<ContentHash, boolean> = new Map();
  /** Of what broke off since then nobody knows whether it arrived: it is asked about once more. */
  readonly brokenMeanwhile: Set<ContentHash> = new Set();
  /** Which kinds of loops have nothing more to give. */
  readonly done: Record<Stage, boolean> = { deleting: false, listing: false, reading: false, asking: false };
  /** What is being sent, each with the means to break it off. */
  readonly flights: Map<ReadJob, Stop> = new Map();
  /** `false` while the first question of this run is open; absent before it. */
  hasAnswered: boolean | undefined;
  heldBytes = 0;
  heldFiles = 0;
  /** Readers that wait for memory. */
  starved = 0;
  stopped: SyncSummary['stopped'];
  #crash: { readonly error: unknown } | undefined;
  readonly #wakers = new Set<() => void>();
  readonly #writes = new Set<Promise<void>>();
  readonly #counts = {
    found: 0,
    sent: 0,
    sentBytes: 0,
    alreadyThere: 0,
    removedElsewhere: 0,
    failed: 0,
    changed: 0,
    held: 0,
    deleted: 0,
  };

  constructor(ports: SyncPorts, options: SyncOptions) {
    this.ports = ports;
    this.options = options;
  }

  get over(): boolean {
    return this.cancelled || this.#crash !== undefined;
  }

  /** The destination cannot be used now: nothing is asked or sent any more, but what is new is still found and marked. */
  get isAway(): boolean {
    return this.stopped !== undefined;
  }

  get cancelled(): boolean {
    return this.options.signal?.aborted ?? false;
  }

  isHeld(record: TransferRecord): boolean {
    return this.options.gate?.isClosed(record) ?? false;
  }

  /** The rules may say otherwise now: what they no longer let pass is broken off. */
  readonly recheck = (): void => {
    for (const [job, stop] of this.flights) if (this.isHeld(job.record)) stop.raise();
    this.changed();
  };

  /** Resolves as soon as the condition holds or the run is over. Conditions are looked at after each `changed`. */
  async until(condition: () => boolean): Promise<void> {
    while (!this.over && !condition()) {
      await new Promise<void>((resolve) => this.#wakers.add(resolve));
    }
  }

  /** The first of a queue; `undefined` where there is none any more or the run is over. */
  async next<T>(queue: T[], ended: () => boolean): Promise<T | undefined> {
    for (;;) {
      await this.until(() => queue.length > 0 || ended());
      const first = this.over ? undefined : queue.shift();
      // Several loops wake at once; whoever comes too late waits again.
      if (first === undefined && !this.over && !ended()) continue;
      this.changed();
      return first;
    }
  }

  readonly changed = (): void => {
    const wakers = [...this.#wakers];
    this.#wakers.clear();
    for (const wake of wakers) wake();
  };

  ended(stage: Stage): void {
    this.done[stage] = true;
    this.changed();
  }

  stop(stopped: NonNullable<SyncSummary['stopped']>): void {
    if (this.stopped !== undefined) return;
    this.stopped = stopped;
    this.report({ type: 'stopped', ...stopped });
    this.changed();
  }

  /** For bugs and for a journal that fails: the run ends, and the error comes out of it. */
  crash(error: unknown): void {
    this.#crash ??= { error };
    this.changed();
  }

  report(event: SyncEvent): void {
    const counts = this.#counts;
    if (event.type === 'found') counts.found += 1;
    if (event.type === 'sent') {
      counts.sent += 1;
      counts.sentBytes += event.size;
    }
    if (event.type === 'already-there') counts.alreadyThere += 1;
    if (event.type === 'removed-elsewhere') counts.removedElsewhere += 1;
    if (event.type === 'failed') counts.failed += 1;
    if (event.type === 'changed') counts.changed += 1;
    if (event.type === 'held') counts.held += 1;
    if (event.type === 'deleted') counts.deleted += 1;
    this.options.report?.(event);
  }

  /** Writes the record behind the run's back; `finish` waits for it. Nobody needs to wait for each. */
  keep(record: TransferRecord, settled?: Job['settled']): void {
    this.#write(this.ports.journal.save([record]), settled);
  }

  /** The same for a job that leaves without an outcome: what lies in the journal need not be written again. */
  keepChanged({ record, stored, settled }: ReadJob): void {
    if (record === stored) settled(true);
    else this.keep(record, settled);
  }

  /** The same for what was found out about an item. */
  learn(facts: ItemFacts, settled?: Job['settled']): void {
    this.#write(this.ports.items.save([facts]), settled);
  }

  #write(writing: Promise<void>, settled: Job['settled'] | undefined): void {
    const write: Promise<void> = writing
      .then(() => settled?.(true))
      .catch((error: unknown) => this.crash(error))
      .finally(() => this.#writes.delete(write));
    this.#writes.add(write);
  }

  /** The same for a job whose bytes nobody is looking at any more, for certain. */
  releaseForReuse(job: ReadJob): void {
    const { source } = this.ports;
    if (source.reuse !== undefined) for (const { held } of job.parts) held?.forEach(source.reuse);
    this.release(job);
  }

  /** The job leaves the run for good; its memory is counted as free. */
  release({ parts, item }: ReadJob): void {
    if (parts.some(({ held }) => held !== undefined)) this.free(itemSize(item));
    else this.changed();
  }

  /** So many bytes of one item are held no more. */
  free(bytes: number): void {
    this.heldBytes -= bytes;
    this.heldFiles -= 1;
    this.changed();
  }

  /** What was hashed and not sent keeps its hash, so that the next run need not read it again. */
  async finish(): Promise<SyncSummary> {
    const waiting = [...this.toAsk, ...this.toSend, ...[...this.inFlight.values()].flat()];
    for (const job of await withCopies(this, waiting)) this.keepChanged(job);
    // Not judged by the events yet, so it has to be listed again.
    for (const job of this.toRead) job.settled(false);
    while (this.#writes.size > 0) await Promise.all(this.#writes);
    if (this.#crash !== undefined) throw this.#crash.error;
    const { sent, alreadyThere, removedElsewhere, failed, changed, held, found } = this.#counts;
    return {
      ...this.#counts,
      waiting: found - sent - alreadyThere - removedElsewhere - failed - changed - held,
      ...(this.stopped === undefined ? {} : { stopped: this.stopped }),
      cancelled: this.cancelled,
    };
  }
}

/** Tells the source that a portion is known, once each of its items has settled. */
export function portionTally(portion: SourcePortion, count: number): (id: string) => Job['settled'] {
  const unrecorded = new Set<string>();
  let open = count;
  if (open === 0) portion.known(unrecorded);
  return (id) => {
    let settled = false;
    return (recorded) => {
      if (settled) return;
      settled = true;
      if (!recorded) unrecorded.add(id);
      open -= 1;
      if (open === 0) portion.known(unrecorded);
    };
  };
}
