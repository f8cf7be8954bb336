import type { ConnectionRules, Readings } from '@homeroll/core/connection/connection-rules';
import { nextChange } from '@homeroll/core/connection/quiet-hours';
import { clockWords } from '../control/time-words.ts';
import type { ReadersTogether } from '../readings/joined-readings.ts';

interface Options {
  readonly readers: ReadersTogether;
  /** All rules that are in force, those of events included. */
  readonly rules: () => readonly Partial<ConnectionRules>[];
  /** Whether anything waits for a better connection: then it is looked for more often. */
  readonly isWaiting: () => boolean;
  /** Told after each look, whether anything changed or not. */
  readonly seen: (seen: Seen) => void;
}

export interface Seen {
  readonly readings: Readings;
  /** `HH:MM` by the clock on the wall here. */
  readonly localTime: string;
  /** What should have been readable and was not, in words. */
  readonly problems: readonly string[];
}

const pollWaiting = 30_000;
const pollIdle = 5 * 60_000;

/** Follows what this machine tells of its connection, and the clock where quiet hours begin or end. */
export class SurroundingsWatch {
  readonly #options: Options;
  readonly #stop = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #unwatch: (() => void) | undefined;
  #running: Promise<void> | undefined;
  /** How often a look was asked for. */
  #asked = 0;

  constructor(options: Options) {
    this.#options = options;
  }

  start(): void {
    this.#unwatch = this.#options.readers.watch(() => void this.look());
    void this.look();
  }

  /** Looks now; several calls at once are answered by one look that begins after the last of them. */
  async look(): Promise<void> {
    this.#asked += 1;
    this.#running ??= this.#looks().finally(() => (this.#running = undefined));
    return this.#running;
  }

  /** Looks when it is time to, from now on: rules or what waits may be others. */
  reconsider(): void {
    clearTimeout(this.#timer);
    if (this.#stop.signal.aborted) return;
    this.#timer = setTimeout(() => void this.look(), this.#nextLook());
  }

  close(): void {
    this.#stop.abort();
    clearTimeout(this.#timer);
    this.#unwatch?.();
  }

  async #looks(): Promise<void> {
    const asked = this.#asked;
    const { signal } = this.#stop;
    const found = await this.#options.readers.read(signal).catch((error: unknown) => {
      if (signal.aborted) return undefined;
      throw error;
    });
    if (found === undefined) return;
    this.#options.seen({ ...found, localTime: clockWords(new Date()) });
    if (this.#asked !== asked) await this.#looks();
    else this.reconsider();
  }

  #nextLook(): number {
    const poll = this.#options.isWaiting() ? pollWaiting : pollIdle;
    const now = new Date();
    const intoMinute = now.getSeconds() * 1000 + now.getMilliseconds();
    const changes = this.#options.rules().flatMap(({ quietHours = [] }) => {
      const minutes = nextChange({ quietHours }, clockWords(now));
      return minutes === undefined ? [] : [minutes * 60_000 - intoMinute + 50];
    });
    return Math.min(poll, ...changes);
  }
}
