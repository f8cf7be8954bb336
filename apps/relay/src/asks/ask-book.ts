import { randomBytes } from 'node:crypto';
import type { Ask } from '@homeroll/protocol/relay-line';
import type { HeldFile } from '../cache/file-cache.ts';
import { Counter } from './counter.ts';
import type { DeviceLine } from './device-line.ts';
import type { AskLimits } from './patience.ts';

/** What came of an ask. A file may still be arriving; it is acquired for whoever is told. */
export type Outcome =
  | { readonly is: 'file'; readonly file: HeldFile }
  /** The device has the same as the cache. */
  | { readonly is: 'same'; readonly freshSeconds: number | undefined }
  /** Never was, is no more, or is not here yet: in the device's words where it had some. */
  | { readonly is: 'none'; readonly status: 404 | 410; readonly isToCome: boolean }
  | { readonly is: 'away' | 'late' | 'trouble' | 'full' | 'too-large' | 'flood' };

export interface Wanted {
  /** What is asked for at once by several is asked once; unique among all lines. */
  readonly key: string;
  /** As the device is told. */
  readonly path: string;
  readonly ifNoneMatch?: string | undefined;
  /** Who wants it: an address, for the limits. */
  readonly visitor: string;
  readonly line: DeviceLine;
  /** Milliseconds to wait for a device that is away; 0: not at all. */
  readonly awayMs: number;
  /** Milliseconds to wait for one that is there. */
  readonly answerMs: number;
  /** Asks of old booths are called by what they ask for. */
  readonly id?: string;
}

export interface OpenAsk extends Ask {
  readonly key: string;
  readonly line: DeviceLine;
  /** Who opened it. */
  readonly visitor: string;
  readonly askedAt: number;
  readonly waiters: Set<Waiter>;
}

interface Waiter {
  readonly visitor: string;
  /** Called once. */
  readonly done: (outcome: Outcome) => void;
}

interface BookSettings {
  readonly limits: AskLimits;
  /** Milliseconds of a clock that nobody sets. */
  readonly now: () => number;
}

/**
 * All that visitors wait for. An ask lives exactly as long as somebody waits for it: the last one who leaves takes it
 * with him, so that nothing piles up for a device that is away.
 */
export class AskBook {
  readonly #settings: BookSettings;
  readonly #byKey = new Map<string, OpenAsk>();
  readonly #byId = new Map<string, OpenAsk>();
  readonly #asks = new Counter();
  readonly #waiting = new Counter();

  constructor(settings: BookSettings) {
    this.#settings = settings;
  }

  get size(): number {
    return this.#byId.size;
  }

  /** Fulfilled in any case: with what the device has, or why there is nothing. `left` tells that the visitor is gone. */
  want(wanted: Wanted, left: (leave: () => void) => void): Promise<Outcome> {
    return new Promise((resolve) => {
      const known = this.#byKey.get(wanted.key);
      if (!known && wanted.awayMs === 0 && !wanted.line.isThere()) {
        resolve({ is: 'away' });
        return;
      }
      if (this.#isFlood(wanted, known === undefined)) {
        resolve({ is: 'flood' });
        return;
      }
      const ask = known ?? this.#open(wanted);
      const timer = this.#watch(ask, wanted, () => leave());
      const waiter: Waiter = {
        visitor: wanted.visitor,
        done: (outcome) => {
          clearInterval(timer);
          ask.waiters.delete(waiter);
          this.#waiting.less(wanted.visitor, wanted.line);
          resolve(outcome);
        },
      };
      ask.waiters.add(waiter);
      this.#waiting.more(wanted.visitor, wanted.line);
      const leave = (): void => this.#leave(ask, waiter, { is: wanted.line.isThere() ? 'late' : 'away' });
      left(leave);
      // Only now: a device may answer within the call.
      if (!known) wanted.line.tell(ask);
    });
  }

  /** The ask of that name, if this line may answer it and somebody waits. */
  find(id: string, line: DeviceLine): OpenAsk | undefined {
    const ask = this.#byId.get(id);
    return ask?.line === line ? ask : undefined;
  }

  /** Everybody who waits is told. A file is acquired once for each of them. */
  settle(ask: OpenAsk, outcome: Outcome): void {
    this.#close(ask, 'answered');
    for (const waiter of [...ask.waiters]) {
      if (outcome.is === 'file') outcome.file.spool.acquire();
      waiter.done(outcome);
    }
  }

  #open({ key, path, ifNoneMatch, visitor, line, id }: Wanted): OpenAsk {
    const ask: OpenAsk = {
      id: id ?? randomBytes(12).toString('base64url'),
      path,
      ...(ifNoneMatch === undefined ? {} : { ifNoneMatch }),
      ...{ key, line, visitor, askedAt: this.#settings.now(), waiters: new Set<Waiter>() },
    };
    this.#byKey.set(key, ask);
    this.#byId.set(ask.id, ask);
    this.#asks.more(visitor, line);
    return ask;
  }

  #close(ask: OpenAsk, why: 'answered' | 'withdrawn'): void {
    if (this.#byId.get(ask.id) !== ask) return;
    this.#byKey.delete(ask.key);
    this.#byId.delete(ask.id);
    this.#asks.less(ask.visitor, ask.line);
    ask.line.forget(ask.id, why);
  }

  #leave(ask: OpenAsk, waiter: Waiter, outcome: Outcome): void {
    if (!ask.waiters.has(waiter)) return;
    waiter.done(outcome);
    if (ask.waiters.size === 0) this.#close(ask, 'withdrawn');
  }

  /** The device may come and go meanwhile: it is looked at again and again until patience ends. */
  #watch(ask: OpenAsk, { line, awayMs, answerMs }: Wanted, giveUp: () => void): NodeJS.Timeout {
    const everyMs = awayMs || answerMs;
    let waitedMs = 0;
    return setInterval(() => {
      waitedMs += everyMs;
      line.doubt(ask.askedAt);
      if (!line.isThere() || waitedMs >= answerMs) giveUp();
    }, everyMs);
  }

  #isFlood({ visitor, line }: Wanted, isNew: boolean): boolean {
    const { limits } = this.#settings;
    if (this.#waiting.of(visitor) >= limits.waitingPerVisitor) return true;
    if (this.#waiting.of(line) >= limits.waitingPerLine) return true;
    if (!isNew) return false;
    return this.#asks.of(visitor) >= limits.asksPerVisitor || this.#asks.of(line) >= limits.asksPerLine;
  }
}
