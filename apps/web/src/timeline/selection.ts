interface Range {
  readonly first: number;
  readonly end: number;
  /** What was selected there before. */
  readonly before: Uint8Array;
}

/**
 * Which items are selected, by their places in the timeline. A byte per item: selecting all of 100,000 or a range of
 * thousands stays instant. `version` grows with every change, so that a row knows when to draw itself anew.
 */
export class Selection {
  #marks: Uint8Array;
  #count = 0;
  #version = 0;
  #anchor: number | undefined;
  #range: Range | undefined;

  constructor(items: number) {
    this.#marks = new Uint8Array(items);
  }

  get count(): number {
    return this.#count;
  }

  get version(): number {
    return this.#version;
  }

  has(item: number): boolean {
    return this.#marks[item] === 1;
  }

  /** How many of the items `first` to `end - 1` are selected. */
  countIn(first: number, end: number): number {
    let count = 0;
    for (let item = first; item < end; item += 1) count += this.#marks[item] ?? 0;
    return count;
  }

  toggle(item: number): void {
    this.#anchor = item;
    this.set(item, item + 1, !this.has(item));
  }

  /** Selects from the item that was touched last to this one; a range that went elsewhere before is undone. */
  extendTo(item: number): void {
    const anchor = this.#anchor ?? item;
    if (this.#range) this.#marks.set(this.#range.before, this.#range.first);
    const first = Math.min(anchor, item);
    const end = Math.max(anchor, item) + 1;
    const range = { first, end, before: this.#marks.slice(first, end) };
    this.#marks.fill(1, first, end);
    this.#changed();
    this.#anchor = anchor;
    this.#range = range;
  }

  /** The next range starts here. */
  anchorAt(item: number): void {
    this.#anchor = item;
    this.#range = undefined;
  }

  /** Selects the items `first` to `end - 1`, or takes them out. */
  set(first: number, end: number, on: boolean): void {
    this.#marks.fill(on ? 1 : 0, first, end);
    this.#changed();
  }

  selectAll(): void {
    this.set(0, this.#marks.length, true);
  }

  clear(): void {
    this.set(0, this.#marks.length, false);
    this.#anchor = undefined;
  }

  /** The selected places, in the timeline's order. */
  places(): readonly number[] {
    const places: number[] = [];
    for (let item = this.#marks.indexOf(1); item >= 0; item = this.#marks.indexOf(1, item + 1))
      places.push(item);
    return places;
  }

  /** Starts over for a timeline in which items came or went: `places` are those that are selected in it. */
  carryOver(items: number, places: Iterable<number>): void {
    this.#marks = new Uint8Array(items);
    for (const place of places) this.#marks[place] = 1;
    this.#anchor = undefined;
    this.#changed();
  }

  #changed(): void {
    this.#range = undefined;
    this.#count = this.#marks.reduce((sum, mark) => sum + mark, 0);
    this.#version += 1;
  }
}
