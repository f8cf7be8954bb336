import type { SyncEvent } from './sync-report.ts';

/** How far the running pass is. */
export interface ProgressFigures {
  /** Items with an outcome, and items found so far. */
  readonly done: number;
  readonly total: number;
  /** Of the bytes found so far, what was dealt with: 0 to 1. */
  readonly share: number;
  /** Whether any bytes have left yet. */
  readonly isSending: boolean;
  /** Of the last seconds; bytes that travelled. */
  readonly bytesPerSecond: number;
  /** `undefined` while it cannot be told. */
  readonly secondsLeft: number | undefined;
  /** The item that was started last. */
  readonly current: string | undefined;
}

/** Seconds that speed is measured over. */
const span = 5;

interface Sample {
  readonly at: number;
  /** Bytes that travelled, and bytes of everything that was dealt with. */
  readonly travelled: number;
  readonly handled: number;
}

/** Follows the events of a run. `ticks`: milliseconds of a clock that nobody sets. */
export class ProgressTally {
  readonly #ticks: () => number;
  readonly #onTheWay = new Map<string, number>();
  #samples: Sample[] = [];
  #done = 0;
  #total = 0;
  #totalBytes = 0;
  #handledBytes = 0;
  #travelledBytes = 0;
  #current: string | undefined;

  constructor(ticks: () => number) {
    this.#ticks = ticks;
  }

  see(event: SyncEvent): void {
    switch (event.type) {
      case 'found':
        this.#total += 1;
        this.#totalBytes += event.size;
        return;
      case 'sending':
        this.#current = event.item;
        this.#onTheWay.set(event.item, 0);
        return;
      case 'progress':
        this.#onTheWay.set(event.item, event.bytes);
        return;
      case 'stopped':
      case 'deleted':
      case 'delete-failed':
        return;
      case 'sent':
      case 'already-there':
      case 'removed-elsewhere':
      case 'failed':
      case 'changed':
      case 'held':
        this.#done += 1;
        this.#handledBytes += event.size;
        if (event.type === 'sent') this.#travelledBytes += event.size;
        this.#onTheWay.delete(event.item);
    }
  }

  figures(): ProgressFigures {
    const now = this.#sample();
    const first = this.#samples[0] ?? now;
    const seconds = (now.at - first.at) / 1000;
    const rate = (from: number, to: number): number => (seconds > 0 ? Math.max(0, to - from) / seconds : 0);
    const handling = rate(first.handled, now.handled);
    return {
      done: this.#done,
      total: this.#total,
      share: this.#totalBytes > 0 ? Math.min(1, now.handled / this.#totalBytes) : 0,
      isSending: now.travelled > 0,
      bytesPerSecond: rate(first.travelled, now.travelled),
      secondsLeft: handling > 0 && seconds >= 1 ? (this.#totalBytes - now.handled) / handling : undefined,
      current: this.#current,
    };
  }

  #sample(): Sample {
    const onTheWay = [...this.#onTheWay.values()].reduce((sum, bytes) => sum + bytes, 0);
    const sample = {
      at: this.#ticks(),
      travelled: this.#travelledBytes + onTheWay,
      handled: this.#handledBytes + onTheWay,
    };
    this.#samples = [...this.#samples.filter(({ at }) => sample.at - at <= span * 1000), sample];
    return sample;
  }
}
