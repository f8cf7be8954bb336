import type { ContentHash } from '../photo/content-hash.ts';
import type { SourceItem, SourcePortion } from '../ports/source.ts';
import type { SyncOptions, SyncPorts } from './sync-options.ts';
import type { SyncEvent, SyncSummary } from './sync-report.ts';
import type { TransferRecord } from './transfer-record.ts';

/** One item on its way through a run. */
export interface Job {
  readonly item: SourceItem;
  /** Told when the item has a record that lasts, or will get none in this run. */
  readonly settled: (recorded: boolean) => void;
  /** The item's records for all its versions. */
  readonly earlier: readonly TransferRecord[];
  /** Absent until the bytes were hashed. */
  readonly record?: TransferRecord;
  /** The bytes of a small file, kept from hashing to sending. */
  readonly held?: readonly Uint8Array[];
}

export type ReadJob = Job & { readonly record: TransferRecord };

type Stage = 'listing' | 'reading' | 'asking';

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
  /** Which kinds of loops have nothing more to give. */
  readonly done: Record<Stage, boolean> = { listing: false, reading: false, asking: false };
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
  };

  constructor(ports: SyncPorts, options: SyncOptions) {
    this.ports = ports;
    this.options = options;
  }

  get over(): boolean {
    return this.cancelled || this.stopped !== undefined || this.#crash !== undefined;
  }

  get cancelled(): boolean {
    return this.options.signal?.aborted ?? false;
  }

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
    this.options.report?.(event);
  }

  /** Writes the record behind the run's back; `finish` waits for it. Nobody needs to wait for each. */
  keep(record: TransferRecord, settled?: Job['settled']): void {
    const write: Promise<void> = this.ports.journal
      .save([record])
      .then(() => settled?.(true))
      .catch((error: unknown) => this.crash(error))
      .finally(() => this.#writes.delete(write));
    this.#writes.add(write);
  }

  /** The same for a job whose bytes nobody is looking at any more, for certain. */
  releaseForReuse(job: Job): void {
    const { source } = this.ports;
    if (source.reuse !== undefined) job.held?.forEach(source.reuse);
    this.release(job);
  }

  /** The job leaves the run for good; its memory is counted as free. */
  release({ held, item }: Job): void {
    if (held !== undefined) {
      this.heldBytes -= item.size;
      this.heldFiles -= 1;
    }
    this.changed();
  }

  /** What was hashed and not sent keeps its hash, so that the next run need not read it again. */
  async finish(): Promise<SyncSummary> {
    const waiting = [...this.toAsk, ...this.toSend, ...[...this.inFlight.values()].flat()];
    for (const job of waiting) this.keep(job.record, job.settled);
    for (const job of this.toRead) job.settled(job.record !== undefined);
    while (this.#writes.size > 0) await Promise.all(this.#writes);
    if (this.#crash !== undefined) throw this.#crash.error;
    const { sent, alreadyThere, removedElsewhere, failed, changed, found } = this.#counts;
    return {
      ...this.#counts,
      waiting: found - sent - alreadyThere - removedElsewhere - failed - changed,
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
