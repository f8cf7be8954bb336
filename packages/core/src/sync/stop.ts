import type { CancelSignal } from '../ports/cancel-signal.ts';

/** A signal that can be raised, and that is raised with another one. */
export class Stop implements CancelSignal {
  readonly #listeners = new Set<() => void>();
  readonly #parent: CancelSignal | undefined;
  #isRaised = false;

  constructor(parent?: CancelSignal) {
    this.#parent = parent;
    if (parent?.aborted) this.#isRaised = true;
    else parent?.addEventListener('abort', this.raise);
  }

  get aborted(): boolean {
    return this.#isRaised;
  }

  readonly raise = (): void => {
    if (this.#isRaised) return;
    this.#isRaised = true;
    this.letGo();
    for (const listener of [...this.#listeners]) listener();
    this.#listeners.clear();
  };

  /** Follows its parent no more. */
  letGo(): void {
    this.#parent?.removeEventListener('abort', this.raise);
  }

  addEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners.add(listener);
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners.delete(listener);
  }
}
