import type { Ask, LineMessage, LineNews } from '@homeroll/protocol/relay-line';
import type { DeviceLine } from './device-line.ts';
import type { Patience } from './patience.ts';

/** A stream that is open; `send` never throws. */
export interface LineStream {
  send(message: LineMessage): void;
  end(): void;
}

interface LineSettings {
  readonly patience: Patience;
  /** Milliseconds of a clock that nobody sets. */
  readonly now: () => number;
  /** Told in the cursors, so that a device notices that its relay started anew. */
  readonly epoch: string;
}

/** A device that said nothing to an ask is taken for away for so long, unless it is heard of again. */
const doubtMs = 30_000;
const withdrawalsKept = 200;

/**
 * One device's line. Asks that are open are told on whatever way the device listens: the stream, requests that wait,
 * or both while the device finds out which of them works. Each way tells all of them; the device knows them by name.
 */
export class Line implements DeviceLine {
  readonly #settings: LineSettings;
  readonly #open = new Map<string, { readonly ask: Ask; readonly number: number }>();
  #withdrawn: { readonly id: string; readonly number: number }[] = [];
  #number = 0;
  #stream: LineStream | undefined;
  readonly #polls = new Set<() => void>();
  #heardAt = -Infinity;
  #polledAt = -Infinity;
  #doubtedUntil = -Infinity;

  constructor(settings: LineSettings) {
    this.#settings = settings;
  }

  isThere(): boolean {
    const now = this.#settings.now();
    if (now < this.#doubtedUntil) return false;
    return (
      this.#stream !== undefined ||
      this.#polls.size > 0 ||
      now - this.#polledAt < this.#settings.patience.pollGapMs
    );
  }

  /** Nobody listens and nothing is asked: it may be forgotten. */
  get isIdle(): boolean {
    return this.#stream === undefined && this.#polls.size === 0 && this.#open.size === 0 && !this.isThere();
  }

  tell({ id, path, ifNoneMatch }: Ask): void {
    const ask = { id, path, ...(ifNoneMatch === undefined ? {} : { ifNoneMatch }) };
    this.#number += 1;
    this.#open.set(id, { ask, number: this.#number });
    this.#stream?.send({ ask });
    this.#wakePolls();
  }

  forget(id: string, why: 'answered' | 'withdrawn'): void {
    this.#open.delete(id);
    if (why === 'answered') return;
    this.#number += 1;
    this.#withdrawn = [...this.#withdrawn.slice(-withdrawalsKept), { id, number: this.#number }];
    this.#stream?.send({ withdraw: id });
    this.#wakePolls();
  }

  doubt(askedAt: number): void {
    const now = this.#settings.now();
    if (this.#heardAt < askedAt && now >= this.#doubtedUntil) this.#doubtedUntil = now + doubtMs;
  }

  /** The device did something. */
  heard(): void {
    this.#heardAt = this.#settings.now();
    this.#doubtedUntil = -Infinity;
  }

  /** All that is open is told at once, and what was withdrawn of late; an earlier stream is over. Answers how to end it. */
  attach(stream: LineStream): () => void {
    this.#stream?.send({ replaced: true });
    this.#stream?.end();
    this.#stream = stream;
    this.heard();
    for (const { id } of this.#withdrawn) stream.send({ withdraw: id });
    for (const { ask } of this.#open.values()) stream.send({ ask });
    return () => {
      if (this.#stream === stream) this.#stream = undefined;
    };
  }

  /** What is new since `after`; waits for it, at most until `signal` is raised. */
  async news(after: string | undefined, signal: AbortSignal): Promise<LineNews> {
    const [epoch, number] = after?.split('.') ?? [];
    // A line that was forgotten meanwhile counts anew.
    const isOurs = epoch === this.#settings.epoch && Number(number) <= this.#number;
    const since = isOurs ? Number(number) : 0;
    this.heard();
    while (!signal.aborted && this.#number <= since) await this.#woken(signal);
    this.#polledAt = this.#settings.now();
    const isNew = (one: { readonly number: number }): boolean => one.number > since;
    return {
      asks: [...this.#open.values()].filter(isNew).map(({ ask }) => ask),
      withdrawn: this.#withdrawn.filter(isNew).map(({ id }) => id),
      next: `${this.#settings.epoch}.${String(this.#number)}`,
    };
  }

  #woken(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        this.#polls.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.#polls.add(wake);
      signal.addEventListener('abort', wake);
    });
  }

  #wakePolls(): void {
    for (const wake of [...this.#polls]) wake();
  }
}
