import type { FastifyBaseLogger } from 'fastify';
import type { Items } from '../catalog/items.ts';
import type { ItemRow } from '../catalog/item-row.ts';
import type { Pictures } from './pictures.ts';

export interface BackgroundParts {
  readonly items: Items;
  readonly pictures: Pictures;
  /** Makes title and tags durable beside (or in) the files. */
  readonly keepMetadata: (items: readonly ItemRow[]) => Promise<void>;
  /** Reads what the camera wrote and notes it in the catalog. */
  readonly readFacts: (item: ItemRow) => Promise<void>;
  readonly log: FastifyBaseLogger;
}

/** Slow work on pictures begins when no upload has come for so long: the uploads come first. */
const quietMs = 1500;
/** Sidecars of a moment share a folder sync and a commit; one by one they would take as much as the photos. */
const gatherMs = 250;
const sidecarsAtOnce = 64;
const picturesAtOnce = 8;
/** A job that failed for a passing reason (a full disk) is looked at again then. */
const retryMs = 60_000;

/**
 * Everything that may happen after the acknowledgement. What is to be done stands in the catalog, so nothing is
 * forgotten by a crash: sidecars at once, pictures and facts when it is quiet.
 */
export class BackgroundWork {
  readonly #parts: BackgroundParts;
  #stopped = false;
  #running: Promise<void> | undefined;
  #wanted = false;
  #lastUpload = 0;
  #timer: NodeJS.Timeout | undefined;
  #due = 0;

  constructor(parts: BackgroundParts) {
    this.#parts = parts;
  }

  /** After a commit: sidecars are written in a moment, many at once; the rest when no more uploads follow. */
  uploaded(withSidecars: boolean): void {
    this.#lastUpload = performance.now();
    this.#later(withSidecars ? gatherMs : quietMs);
  }

  kick(): void {
    if (this.#stopped) return;
    this.#wanted = true;
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
      if (this.#wanted) this.kick();
    });
  }

  /** Fulfilled when nothing is under way; nothing new begins. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wanted = false;
    clearTimeout(this.#timer);
    await this.#running;
  }

  async #run(): Promise<void> {
    this.#wanted = false;
    try {
      await this.#keepMetadata();
      const wait = this.#lastUpload + quietMs - performance.now();
      if (this.#lastUpload > 0 && wait > 0) this.#later(wait);
      else await this.#lookAtPictures();
    } catch (error) {
      this.#parts.log.error({ err: error }, 'background work stopped; it is tried again');
      this.#later(retryMs);
    }
  }

  async #keepMetadata(): Promise<void> {
    for (;;) {
      const items = await this.#parts.items.waitingFor('sidecar', sidecarsAtOnce);
      if (items.length === 0 || this.#stopped) return;
      await this.#parts.keepMetadata(items);
      // Those that came meanwhile have their own moment.
      if (items.length < sidecarsAtOnce) return;
    }
  }

  async #lookAtPictures(): Promise<void> {
    for (;;) {
      const derive = await this.#parts.items.waitingFor('derived', picturesAtOnce);
      const facts = derive.length > 0 ? [] : await this.#parts.items.waitingFor('facts', picturesAtOnce);
      if ((derive.length === 0 && facts.length === 0) || this.#interrupted()) return;
      await Promise.all(derive.map((item) => this.#parts.pictures.make(item, 'background')));
      await Promise.all(facts.map((item) => this.#parts.readFacts(item)));
    }
  }

  #interrupted(): boolean {
    const uploadsAreBack = this.#lastUpload > 0 && performance.now() - this.#lastUpload < quietMs;
    return this.#stopped || this.#wanted || uploadsAreBack;
  }

  /** The sooner one counts. */
  #later(ms: number): void {
    const due = performance.now() + ms;
    if (this.#timer && this.#due <= due) return;
    clearTimeout(this.#timer);
    this.#due = due;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.kick();
    }, ms);
    this.#timer.unref();
  }
}
