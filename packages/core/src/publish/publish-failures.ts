import { DestinationError, destinationFaults } from '../ports/destination-error.ts';
import type { StorePath } from '../ports/file-store.ts';
import type { Random } from '../ports/random.ts';
import { SourceError } from '../ports/source.ts';
import { LedgerError } from './publish-ledger.ts';
import type { PublishTrouble } from './publish-status.ts';

interface Failure {
  readonly attempts: number;
  readonly at: number;
  readonly retryAt: number;
}

/**
 * What could not be done, and when it is tried again. A guest waits, so a place that is away is tried soon and often
 * (5 s, doubled up to a minute), by one file at a time; a file that fails for itself later and later (10 s up to ten
 * minutes), while the others go on. Nothing is ever given up.
 */
export class PublishFailures {
  readonly #random: Random;
  readonly #files = new Map<StorePath, Failure>();
  #place: Failure | undefined;
  #trouble: PublishTrouble | undefined;

  constructor(random: Random) {
    this.#random = random;
  }

  /** The last failure, as long as nothing went well after it. */
  get trouble(): PublishTrouble | undefined {
    return this.#trouble;
  }

  /** The place as a whole does not answer; one file finds out when it does again. */
  get isPlaceDown(): boolean {
    return this.#place !== undefined;
  }

  has(path: StorePath): boolean {
    return this.#files.has(path);
  }

  mayTry(path: StorePath, now: number): boolean {
    return this.mayAsk(now) && isDue(this.#files.get(path), now);
  }

  /** Whether the place may be asked anything. */
  mayAsk(now: number): boolean {
    return isDue(this.#place, now);
  }

  /** When something may be tried that may not now; `undefined` where nothing waits for its time. */
  next(now: number): number | undefined {
    const later = [this.#place, ...this.#files.values()].flatMap((failure) =>
      failure === undefined || isDue(failure, now) ? [] : failure.retryAt,
    );
    return later.length === 0 ? undefined : later.reduce((least, at) => Math.min(least, at));
  }

  /** Rethrows what is no failure of a place or of a file: a bug. */
  failed(path: StorePath | undefined, error: unknown, now: number): void {
    const { fault, words, concernsPlace } = meaningOf(error);
    if (concernsPlace || path === undefined) {
      const asked = error instanceof DestinationError ? (error.retryAfter ?? 0) : 0;
      this.#place = this.#after(this.#place, { now, first: 5000, most: 60_000, asked });
      // Each file's own time would only come later than the place's.
      if (path !== undefined) this.#files.set(path, { attempts: 0, at: now, retryAt: now });
    } else {
      this.#files.set(
        path,
        this.#after(this.#files.get(path), { now, first: 10_000, most: 600_000, asked: 0 }),
      );
    }
    const nextTry = this.next(now) ?? now;
    this.#trouble = { fault, words, at: now, nextTry };
  }

  succeeded(path: StorePath): void {
    this.#files.delete(path);
    this.answered();
  }

  /** The place does what it is asked. */
  answered(): void {
    this.#place = undefined;
    if (this.#files.size === 0) this.#trouble = undefined;
  }

  /** What is not to be done any more has not failed either. */
  keepOnly(paths: { readonly has: (path: StorePath) => boolean }): void {
    for (const path of [...this.#files.keys()]) if (!paths.has(path)) this.#files.delete(path);
    if (this.#files.size === 0 && this.#place === undefined) this.#trouble = undefined;
  }

  forgetAll(): void {
    this.#files.clear();
    this.#place = undefined;
  }

  #after(
    before: Failure | undefined,
    { now, first, most, asked }: Readonly<Record<'now' | 'first' | 'most' | 'asked', number>>,
  ): Failure {
    const attempts = (before?.attempts ?? 0) + 1;
    const whole = Math.min(most, first * 2 ** Math.min(attempts - 1, 20));
    const wait = Math.max(first / 2, whole * (0.5 + this.#random() / 2), asked);
    return { attempts, at: now, retryAt: now + Math.round(wait) };
  }
}

/** A failure that lies in the future is from before the clock was put back. */
function isDue(failure: Failure | undefined, now: number): boolean {
  return failure === undefined || failure.retryAt <= now || failure.at > now;
}

function meaningOf(error: unknown): {
  readonly fault: PublishTrouble['fault'];
  readonly words: string;
  readonly concernsPlace: boolean;
} {
  if (error instanceof DestinationError) {
    const { fault, message } = error;
    return { fault, words: message, concernsPlace: destinationFaults[fault].concerns === 'destination' };
  }
  if (error instanceof LedgerError) return { fault: 'unnoted', words: error.message, concernsPlace: true };
  if (error instanceof SourceError)
    return { fault: 'unreadable', words: sourceWords(error), concernsPlace: false };
  throw error;
}

function sourceWords({ fault, message }: SourceError): string {
  if (fault === 'changed') return 'A picture was changed while it was sent; it goes when it stands still.';
  if (fault === 'vanished') return 'A picture was taken away while it was sent.';
  return `A picture here cannot be read (${message}). See who may read it.`;
}
