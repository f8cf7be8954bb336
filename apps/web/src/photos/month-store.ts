import { spanAt, type MonthSpan, type TileFacts } from '../timeline/months.ts';

export interface MonthSource {
  readonly load: (span: MonthSpan) => Promise<readonly TileFacts[] | undefined>;
  /** A month does not fit the timeline any more, or did not come: the library has to be asked again. */
  readonly onMisfit: () => void;
}

/** What is known of the items, month by month, fetched when somebody looks. */
export class MonthStore {
  readonly spans: readonly MonthSpan[];
  readonly #source: MonthSource;
  readonly #facts = new Map<string, readonly TileFacts[]>();
  readonly #asked = new Map<string, Promise<void>>();
  readonly #listeners = new Set<() => void>();
  #version = 0;

  constructor(spans: readonly MonthSpan[], source: MonthSource) {
    this.spans = spans;
    this.#source = source;
  }

  /** Grows whenever more is known. */
  readonly version = (): number => this.#version;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  factsOf(item: number): TileFacts | undefined {
    const span = this.spans[spanAt(this.spans, item)];
    return span && this.#facts.get(span.key)?.[item - span.first];
  }

  /** Fetches the months of the items `first` to `end - 1` and their neighbours. Settles when all have come. */
  async want(first: number, end: number): Promise<void> {
    const from = Math.max(0, spanAt(this.spans, first) - 1);
    const to = spanAt(this.spans, Math.max(first, end - 1)) + 1;
    await Promise.all(this.spans.slice(from, to + 1).map((span) => this.#ask(span)));
  }

  /** The ids of items at these places; those that could not be fetched are left out. */
  async idsOf(places: readonly number[]): Promise<readonly number[]> {
    const spans = new Set(places.map((place) => this.spans[spanAt(this.spans, place)]));
    for (const span of spans) if (span) await this.#ask(span);
    return this.knownIds(places);
  }

  knownIds(places: readonly number[]): readonly number[] {
    return places.map((place) => this.factsOf(place)?.id).filter((id) => id !== undefined);
  }

  /** Where these items are now, as far as their months are known. */
  placesOf(ids: ReadonlySet<number>): readonly number[] {
    return this.spans.flatMap((span) =>
      (this.#facts.get(span.key) ?? []).flatMap(({ id }, place) => (ids.has(id) ? [span.first + place] : [])),
    );
  }

  /** Shows what an older store knew until the server's answer comes. */
  adopt(older: MonthStore): void {
    for (const { key, first, end } of this.spans) {
      const facts = older.#facts.get(key);
      if (facts?.length === end - first) this.#facts.set(key, facts);
    }
  }

  async #ask(span: MonthSpan): Promise<void> {
    const asked = this.#asked.get(span.key) ?? this.#load(span);
    this.#asked.set(span.key, asked);
    await asked;
  }

  async #load(span: MonthSpan): Promise<void> {
    const facts = await this.#source.load(span).catch(() => undefined);
    if (!facts) {
      this.#asked.delete(span.key);
      this.#source.onMisfit();
      return;
    }
    this.#facts.set(span.key, facts);
    this.#version += 1;
    for (const listener of this.#listeners) listener();
  }
}
