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
const putOffMs = 3_600_000;

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
  /** Items whose work failed, and when it is tried again (`performance.now`). */
  readonly #putOff = new Map<number, number>();

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
      const items = await this.#waitingFor('sidecar', sidecarsAtOnce);
      if (items.length === 0 || this.#stopped) return;
      // Together they share a folder sync. If that fails, each one shows whether it is the cause.
      const together = await this.#parts.keepMetadata(items).catch((error: unknown) => ({ error }));
      if (together) await this.#each(items, (item) => this.#parts.keepMetadata([item]));
      // Those that came meanwhile have their own moment.
      if (items.length < sidecarsAtOnce) return;
    }
  }

  async #lookAtPictures(): Promise<void> {
    for (;;) {
      const derive = await this.#waitingFor('derived', picturesAtOnce);
      const facts = derive.length > 0 ? [] : await this.#waitingFor('facts', picturesAtOnce);
      if ((derive.length === 0 && facts.length === 0) || this.#interrupted()) return;
      await this.#each(derive, (item) => this.#parts.pictures.make(item, 'background'));
      await this.#each(facts, (item) => this.#parts.readFacts(item));
    }
  }

  async #waitingFor(work: Parameters<Items['waitingFor']>[0], most: number): Promise<readonly ItemRow[]> {
    const items = await this.#parts.items.waitingFor(work, most + this.#putOff.size);
    const now = performance.now();
    return items.filter(({ id }) => (this.#putOff.get(id) ?? 0) <= now).slice(0, most);
  }

  /** One bad file (somebody took it away, its folder is read-only) never holds up the others. */
  async #each(items: readonly ItemRow[], work: (item: ItemRow) => Promise<unknown>): Promise<void> {
    const working = items.map((item) =>
      work(item).catch((error: unknown) => {
        this.#parts.log.warn({ err: error, path: item.path }, 'this file is looked at again in an hour');
        this.#putOff.set(item.id, performance.now() + putOffMs);
      }),
    );
    await Promise.all(working);
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
