/** Work on the same photo never overlaps; on different ones it does. A photo is named by its hash. */
export class Locks {
  readonly #held = new Map<string, Promise<unknown>>();

  /** Runs the work when no other work on any of these photos is under way. */
  async run<Result>(hashes: readonly string[], work: () => Promise<Result>): Promise<Result> {
    for (;;) {
      const others = hashes.flatMap((hash) => this.#held.get(hash) ?? []);
      if (others.length === 0) break;
      await Promise.allSettled(others);
    }
    const working = work().finally(() => {
      for (const hash of hashes) this.#held.delete(hash);
    });
    for (const hash of hashes) this.#held.set(hash, working);
    return working;
  }

  /** Fulfilled when nothing is under way. */
  async idle(): Promise<void> {
    while (this.#held.size > 0) await Promise.allSettled(this.#held.values());
  }
}
