import { ProgressTally } from '@homeroll/core/sync/progress-figures';
import type { SyncEvent, SyncSummary } from '@homeroll/core/sync/sync-report';

export interface Moving {
  /** `SourceItem.id`. */
  readonly item: string;
  /** Bytes. */
  readonly size: number;
  /** How many of them have left. */
  readonly bytes: number;
}

/** What one destination is doing right now, and what the last pass over everything left. */
export class Activity {
  #tally = new ProgressTally(() => performance.now());
  readonly #moving = new Map<string, Moving>();
  last: SyncSummary | undefined;
  isPassing = false;
  #started = 0;
  #finished = 0;
  /** The pass that has to be finished before everything is looked at that is known of. */
  #needed = 1;

  /** There is something new to look at, which a running pass may have passed by. */
  wanted(): void {
    this.#needed = this.#started + 1;
  }

  get isUpToDate(): boolean {
    return this.#finished >= this.#needed;
  }

  passStarts(): void {
    this.isPassing = true;
    this.#started += 1;
  }

  see(event: SyncEvent): void {
    this.#tally.see(event);
    if (event.type === 'stopped') return;
    if (event.type === 'sending') this.#moving.set(event.item, { ...event, bytes: 0 });
    else if (event.type === 'progress') {
      const moving = this.#moving.get(event.item);
      if (moving !== undefined) this.#moving.set(event.item, { ...moving, bytes: event.bytes });
    } else if (event.type !== 'found') this.#moving.delete(event.item);
  }

  passed(summary: SyncSummary): void {
    this.last = summary;
    this.isPassing = false;
    this.#finished = this.#started;
    this.#moving.clear();
    this.#tally = new ProgressTally(() => performance.now());
  }

  get moving(): readonly Moving[] {
    return [...this.#moving.values()];
  }

  get figures(): ReturnType<ProgressTally['figures']> {
    return this.#tally.figures();
  }

  /** Whether anything moves or waits to. */
  get isWanting(): boolean {
    return this.#moving.size > 0 || (this.last?.held ?? 0) > 0 || this.last?.stopped !== undefined;
  }
}
