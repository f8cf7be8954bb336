import { randomBytes } from 'node:crypto';
import {
  encodeTimeline,
  encodeTimelineMonth,
  monthFlags,
  ratioByte,
  type DayTitle,
  type TimelineMonth,
} from '@homeroll/protocol/timeline';
import type { Scope } from '../catalog/items.ts';
import type { TimelineRow, TimelineRows } from '../catalog/timeline-rows.ts';

/** One month of the timeline, reduced to what the overview needs. */
interface MonthBlock {
  readonly days: readonly number[];
  readonly counts: readonly number[];
  readonly ratios: Uint8Array;
}

/**
 * The timeline's two messages. The overview is kept per month and only months that changed are read again, so
 * that a photo added to a million costs one month.
 */
export class TimelineCache {
  readonly #rows: TimelineRows;
  readonly #run = randomBytes(4).toString('hex');
  readonly #months = new Map<string, MonthBlock>();
  #version = 0;

  constructor(rows: TimelineRows) {
    this.#rows = rows;
  }

  /** Changes whenever any answer may have changed. For an ETag. */
  get version(): string {
    return `${this.#run}-${String(this.#version)}`;
  }

  /** `day` (days since 1970) says which month changed; without it all did. */
  changed(day?: number): void {
    this.#version += 1;
    if (day === undefined) {
      this.#months.clear();
      return;
    }
    const month = monthOf(day);
    for (const key of this.#months.keys()) if (key.endsWith(month)) this.#months.delete(key);
  }

  async overview(scope: Scope): Promise<Uint8Array> {
    const blocks: MonthBlock[] = [];
    // From month to month that has photos: one wrong date of the year 1000 must not cost ten thousand questions.
    for (let day = await this.#rows.newestDay(scope); day !== undefined;) {
      const month = monthOf(day);
      blocks.push(await this.#block(scope, month));
      day = await this.#rows.newestDay(scope, daysOf(month).first);
    }
    const ratios = new Uint8Array(blocks.reduce((sum, block) => sum + block.ratios.length, 0));
    let at = 0;
    for (const block of blocks) {
      ratios.set(block.ratios, at);
      at += block.ratios.length;
    }
    return encodeTimeline({
      days: blocks.flatMap(({ days }) => days),
      counts: blocks.flatMap(({ counts }) => counts),
      ratios,
    });
  }

  /** `month` is `YYYY-MM`. */
  async month(scope: Scope, month: string): Promise<Uint8Array> {
    const { first, last } = daysOf(month);
    const rows = await this.#rows.between(scope, first, last);
    return encodeTimelineMonth(monthFrom(rows));
  }

  async #block(scope: Scope, month: string): Promise<MonthBlock> {
    const key = `${scope.seesAll ? 'all' : String(scope.userId)}/${month}`;
    const known = this.#months.get(key);
    if (known) return known;
    const version = this.#version;
    const { first, last } = daysOf(month);
    const block = blockFrom(await this.#rows.between(scope, first, last));
    if (version === this.#version) this.#months.set(key, block);
    return block;
  }
}

const msPerDay = 86_400_000;

/** `YYYY-MM` of a day since 1970; years beyond four digits do not occur (captureTime). */
export function monthOf(day: number): string {
  return new Date(day * msPerDay).toISOString().slice(0, 7);
}

function daysOf(month: string): { first: number; last: number } {
  const [year = 1970, number = 1] = month.split('-').map(Number);
  return { first: Date.UTC(year, number - 1, 1) / msPerDay, last: Date.UTC(year, number, 1) / msPerDay - 1 };
}

function blockFrom(rows: readonly TimelineRow[]): MonthBlock {
  const days: number[] = [];
  const counts: number[] = [];
  for (const { day } of rows) {
    if (days.at(-1) === day) counts[counts.length - 1] = (counts.at(-1) ?? 0) + 1;
    else {
      days.push(day);
      counts.push(1);
    }
  }
  return { days, counts, ratios: Uint8Array.from(rows, ({ width, height }) => ratioByte(width, height)) };
}

function monthFrom(rows: readonly TimelineRow[]): TimelineMonth {
  return {
    ids: rows.map(({ id }) => id),
    seconds: rows.map(({ second }) => second),
    flags: Uint8Array.from(
      rows,
      ({ kind, derived, title }) =>
        (kind === 'video' ? monthFlags.video : 0) |
        (derived === 'not-viewable' ? monthFlags.notViewable : 0) |
        (title === null ? 0 : monthFlags.titled),
    ),
    colours: rows.map(({ colour }) => colour),
    durations: rows
      .filter(({ kind }) => kind === 'video')
      .map(({ durationSeconds }) => Math.max(0, Math.round(durationSeconds ?? 0))),
    titles: dayTitles(rows),
  };
}

/** A day is headed by the title that at least half of its photos have. */
function dayTitles(rows: readonly TimelineRow[]): readonly DayTitle[] {
  const titles: DayTitle[] = [];
  for (let place = 0; place < rows.length;) {
    const day = rows[place]?.day;
    let end = place;
    const counts = new Map<string, number>();
    for (; rows[end]?.day === day && end < rows.length; end += 1) {
      const title = rows[end]?.title;
      if (title) counts.set(title, (counts.get(title) ?? 0) + 1);
    }
    const half = (end - place) / 2;
    const [title] = [...counts].find(([, count]) => count >= half) ?? [];
    if (title !== undefined) titles.push({ place, title });
    place = end;
  }
  return titles;
}
