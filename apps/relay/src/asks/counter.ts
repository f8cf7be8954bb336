/** How often each thing is counted at the moment; what is at nothing is forgotten. */
export class Counter {
  readonly #counts = new Map<unknown, number>();

  of(thing: unknown): number {
    return this.#counts.get(thing) ?? 0;
  }

  more(...things: readonly unknown[]): void {
    for (const thing of things) this.#counts.set(thing, this.of(thing) + 1);
  }

  less(...things: readonly unknown[]): void {
    for (const thing of things) {
      const left = this.of(thing) - 1;
      if (left > 0) this.#counts.set(thing, left);
      else this.#counts.delete(thing);
    }
  }
}
