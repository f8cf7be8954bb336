/** One thing that will happen. */
interface Happening {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
}

/** Simulated time: things happen one after the other, and between two of them every promise gets its turn. */
export class Timeline {
  /** Milliseconds that really went by; the clock on the wall is another matter. */
  now = 0;
  happened = 0;
  #order = 0;
  readonly #queue: Happening[] = [];

  after(milliseconds: number, run: () => void): void {
    this.#order += 1;
    const happening = { at: this.now + Math.max(0, milliseconds), order: this.#order, run };
    let place = this.#queue.length;
    while (place > 0 && isBefore(happening, this.#queue[place - 1]!)) place -= 1;
    this.#queue.splice(place, 0, happening);
  }

  /** Lets things happen until nothing is left, time is up, or `until` holds. */
  async play(end: number, until: () => boolean): Promise<void> {
    while (!until()) {
      const next = this.#queue[0];
      if (next === undefined || next.at > end) break;
      this.#queue.shift();
      this.now = next.at;
      this.happened += 1;
      next.run();
      await new Promise(setImmediate);
    }
    if (this.#queue[0] !== undefined && this.#queue[0].at <= end) return;
    if (this.#queue.length > 0) this.now = Math.max(this.now, end);
  }
}

function isBefore(one: Happening, other: Happening): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}
