import type { Catalog } from '../catalog/catalog.ts';
import type { ResumableUploads } from '../library/resumable-uploads.ts';
import { emptyTrash, type EmptyTrashParts } from './empty-trash.ts';

export interface CleanerParts extends Omit<EmptyTrashParts, 'rows' | 'stop'> {
  readonly resumable: ResumableUploads;
  readonly catalog: Catalog;
}

const everyMs = 3_600_000;

/** At every start and once an hour: removes expired uploads and sessions, and what has lain in the trash long enough. */
export class Cleaner {
  readonly #parts: CleanerParts;
  readonly #stop = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(parts: CleanerParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#clean();
    this.#timer = setInterval(() => this.#clean(), everyMs);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#stop.abort();
    await this.#running;
  }

  #clean(): void {
    const { resumable, catalog, now, log } = this.#parts;
    this.#running = this.#running
      .then(() => resumable.removeExpired())
      .then(() => catalog.accounts.removeExpiredTokens(now()))
      .then(() => emptyTrash({ ...this.#parts, rows: catalog.trash, stop: this.#stop.signal }))
      .catch((error: unknown) => {
        log.error({ err: error }, 'expired uploads, sessions and deleted photos could not be removed');
      });
  }
}
