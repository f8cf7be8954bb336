import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Milliseconds after which a page that is open and that nobody touches lets the queue go on. */
const holdTime = 60_000;

/** Whether a person stopped the queue. A pause outlives the agent; a hold for an open page ends by itself. */
export class Pause {
  readonly #file: string;
  readonly #changed: () => void;
  #hold: NodeJS.Timeout | undefined;

  constructor(stateFolder: string, changed: () => void) {
    this.#file = join(stateFolder, 'paused');
    this.#changed = changed;
  }

  get isPaused(): boolean {
    return existsSync(this.#file);
  }

  get isHeld(): boolean {
    return this.#hold !== undefined;
  }

  pause(): void {
    mkdirSync(dirname(this.#file), { recursive: true, mode: 0o700 });
    writeFileSync(this.#file, 'Paused by hand; `homeroll agent resume` goes on.\n', { mode: 0o600 });
    this.#changed();
  }

  resume(): void {
    rmSync(this.#file, { force: true });
    this.#changed();
  }

  /** Nothing is sent while a page is open: told again with every touch of it. */
  hold(): void {
    clearTimeout(this.#hold);
    const isNew = this.#hold === undefined;
    this.#hold = setTimeout(() => this.release(), holdTime);
    this.#hold.unref();
    if (isNew) this.#changed();
  }

  release(): void {
    clearTimeout(this.#hold);
    const wasHeld = this.#hold !== undefined;
    this.#hold = undefined;
    if (wasHeld) this.#changed();
  }
}
