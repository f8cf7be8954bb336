import type { Clock } from '@homeroll/core/ports/clock';
import type { Hasher } from '@homeroll/core/ports/hasher';
import type { Destination } from '@homeroll/core/ports/destination';
import { markEverything } from '@homeroll/core/sync/marking';
import { memoryItems } from '@homeroll/core/sync/memory-items';
import { memoryJournal } from '@homeroll/core/sync/memory-journal';
import { ProgressTally } from '@homeroll/core/sync/progress-figures';
import { isTransient } from '@homeroll/core/sync/retry-schedule';
import { runSync } from '@homeroll/core/sync/run-sync';
import type { SyncEvent, SyncSummary } from '@homeroll/core/sync/sync-report';
import type { PickedFile } from './dropped-files.ts';
import { pickedFiles } from './picked-files.ts';
import { UploadTally, type UploadState } from './upload-state.ts';

export interface UploadPorts {
  readonly destination: Destination;
  readonly clock: Clock;
  readonly openHasher: () => Hasher & { readonly close: () => void };
  /** Told when the network is back. Answers with how to be told no more. */
  readonly onOnline: (tell: () => void) => () => void;
  /** Bytes the server takes at most in one file. */
  readonly largest: number;
}

/**
 * Sends what is picked here: one run of the engine after the other, each over everything that is not there yet.
 * The journal lives as long as the page; after a reload the same files, picked again, are found to be there.
 */
export class UploadQueue {
  readonly #ports: UploadPorts;
  readonly #source = pickedFiles();
  readonly #journal = memoryJournal();
  readonly #items = memoryItems();
  readonly #listeners = new Set<() => void>();
  readonly #tally = new UploadTally((id) => this.#source.nameOf(id));
  #hurry = new AbortController();
  #stop = new AbortController();
  /** How often something was asked for, and how much of that a run has taken up or a stop has called off. */
  #asked = 0;
  #answered = 0;
  #running = false;
  #state: UploadState = this.#tally.state('idle', 0);

  constructor(ports: UploadPorts) {
    this.#ports = ports;
  }

  get state(): UploadState {
    return this.#state;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  add(picked: readonly PickedFile[]): void {
    this.#source.add(picked);
    this.#asked += 1;
    this.#hurry.abort();
    void this.#sendAll();
  }

  /** What failed is tried again, without waiting. */
  readonly retry = (): void => this.add([]);

  /** Ends the run; what was sent stays there, what was under way can be taken up by `retry`. */
  readonly stop = (): void => {
    this.#answered = this.#asked;
    this.#stop.abort();
    this.#hurry.abort();
  };

  /** The server's ids of everything that was picked and is there now. */
  async arrived(): Promise<number[]> {
    const ids = this.#source.ids();
    const records = await this.#journal.find(ids);
    const remote = ids.map((id) => Number(records.get(id)?.at(-1)?.remoteId));
    return [...new Set(remote.filter((id) => Number.isSafeInteger(id) && id > 0))];
  }

  async #sendAll(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    let isWhole = false;
    try {
      for (let stops = 0; await this.#goOn(stops); stops += 1);
      isWhole = !this.#tally.isStopped && !this.#stop.signal.aborted;
    } finally {
      this.#running = false;
      this.#tell(isWhole ? 'done' : 'stopped');
    }
  }

  /** One run; resolves with whether another one is to follow. */
  async #goOn(stops: number): Promise<boolean> {
    this.#answered = this.#asked;
    this.#stop = new AbortController();
    const { stopped } = await this.#run();
    if (this.#asked > this.#answered) return true;
    const isOver = this.#stop.signal.aborted || stopped === undefined;
    if (isOver || !isTransient(stopped.reason)) return false;
    await this.#pause(stops);
    return !this.#stop.signal.aborted;
  }

  async #run(): Promise<SyncSummary> {
    const hasher = this.#ports.openHasher();
    const progress = new ProgressTally(() => performance.now());
    const show = (): void => this.#tell('sending', progress);
    const timer = setInterval(show, 500);
    this.#tally.begin();
    show();
    try {
      const { destination, clock, largest } = this.#ports;
      const { signal } = this.#stop;
      const ports = {
        source: this.#source,
        destination,
        journal: this.#journal,
        items: this.#items,
        clock,
        random: Math.random,
        hasher,
      };
      const report = (event: SyncEvent): void => {
        progress.see(event);
        this.#tally.see(event);
      };
      // By hand: whoever picks a photo wants it there, even one that was deleted there before.
      const marking = markEverything({ type: 'mark-by-hand' });
      return await runSync(ports, {
        marking,
        force: true,
        occasion: 'start',
        largest,
        signal,
        report,
        ...pace,
      });
    } finally {
      clearInterval(timer);
      hasher.close();
    }
  }

  /** The server is away: looked for after 2 seconds, then half as often each time, and when the network is back. */
  async #pause(stops: number): Promise<void> {
    this.#hurry = new AbortController();
    const leave = this.#ports.onOnline(() => this.#hurry.abort());
    this.#tell('waiting');
    await this.#ports.clock.wait(Math.min(60_000, 2000 * 2 ** stops), this.#hurry.signal);
    leave();
  }

  #tell(phase: UploadState['phase'], progress?: ProgressTally): void {
    const picked = this.#source.ids().length;
    this.#state = this.#tally.state(phase, picked, progress?.figures());
    for (const listener of this.#listeners) listener();
  }
}

/** A phone's browser has little memory: small files are kept from hashing to sending, large ones read twice. */
const pace = {
  parallel: 3,
  readers: 2,
  smallFile: 8 * 1024 * 1024,
  memory: 48 * 1024 * 1024,
  ahead: 24,
} as const;
