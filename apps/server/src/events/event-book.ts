import { createHash, randomUUID } from 'node:crypto';
import { matchEvents, type Matchable, type OffsetIn } from '@homeroll/core/event/match-events';
import { zoneOf } from '@homeroll/core/photo/time-zone';
import { wallClockMs } from '@homeroll/core/photo/wall-clock';
import { eventListSchema, type EventDraft, type ServerEvent } from '@homeroll/protocol/events';
import { Refusal } from '../refusal.ts';
import { KeptList, type ListParts } from './kept-list.ts';

/** What events give a photo. */
export interface Marks {
  readonly title?: string;
  readonly tags?: readonly string[];
}

interface Window {
  readonly event: ServerEvent;
  /** Milliseconds by any clock on a wall; nothing outside can match, whatever the zones are. */
  readonly from: number;
  readonly to: number;
}

const mostEvents = 10_000;
/** No two zones are further apart: from twelve hours behind Greenwich to fourteen ahead, and two for odd clocks. */
const zonesApartMs = 28 * 3_600_000;

/** The events that the server defines for all its users, and what they say of a photo. */
export class EventBook {
  readonly #kept: KeptList<ServerEvent>;
  #windows: readonly Window[] = [];
  #etag = '';

  private constructor(kept: KeptList<ServerEvent>) {
    this.#kept = kept;
    this.#changed();
  }

  static async open(parts: Omit<ListParts<ServerEvent>, 'schema'>): Promise<EventBook> {
    return new EventBook(await KeptList.open({ ...parts, schema: eventListSchema }));
  }

  /** Oldest first. */
  get events(): readonly ServerEvent[] {
    return this.#kept.entries;
  }

  /** Stands for the list as it is; another list has another one. */
  get etag(): string {
    return this.#etag;
  }

  byId(id: string): ServerEvent | undefined {
    return this.events.find((event) => event.id === id);
  }

  async add(draft: EventDraft, createdAt: number): Promise<ServerEvent> {
    const event = { ...draft, id: randomUUID(), createdAt };
    await this.put(event);
    return event;
  }

  /** In place of the event with this id, where there is one; an event keeps the time it was made at. */
  async put(wanted: ServerEvent): Promise<ServerEvent> {
    await this.#change((events) => {
      const before = events.find(({ id }) => id === wanted.id);
      if (!before && events.length >= mostEvents) throw tooMany();
      const createdAt = before?.createdAt ?? wanted.createdAt;
      return [...events.filter((event) => event !== before), { ...wanted, createdAt }].toSorted(byAge);
    });
    return this.byId(wanted.id) ?? wanted;
  }

  /** False where there is none. */
  async remove(id: string): Promise<boolean> {
    let found = false;
    await this.#change((events) => {
      found = events.some((event) => event.id === id);
      return found ? events.filter((event) => event.id !== id) : events;
    });
    return found;
  }

  /** Title and tags of the events that hold the moment of shooting; asked for every photo that comes without. */
  marksFor(item: Matchable): Marks | undefined {
    if (this.#windows.length === 0) return undefined;
    const shown = wallClockMs(item.capture.local);
    const near = this.#windows.filter(({ from, to }) => shown >= from && shown < to);
    if (near.length === 0) return undefined;
    const found = matchEvents(
      near.map(({ event }) => event),
      item,
      offsetIn,
    );
    if (found === undefined) return undefined;
    const { title, tags } = found;
    return { ...(title === undefined ? {} : { title }), ...(tags === undefined ? {} : { tags }) };
  }

  async #change(edit: (events: readonly ServerEvent[]) => readonly ServerEvent[]): Promise<void> {
    await this.#kept.change(edit);
    this.#changed();
  }

  #changed(): void {
    this.#etag = `"${createHash('sha256').update(JSON.stringify(this.events)).digest('base64url')}"`;
    this.#windows = this.events.map((event) => ({
      event,
      from: wallClockMs(event.start) - zonesApartMs,
      to: event.end === undefined ? Infinity : wallClockMs(event.end) + zonesApartMs,
    }));
  }
}

const zones = new Map<string, ReturnType<typeof zoneOf>>();
/** More than there are; but names may be written in capitals or not. */
const mostZones = 1000;

/** Remembers the zones: making one costs a hundred times what asking it does. */
export const offsetIn: OffsetIn = (timeZone, utcMs) => {
  const zone = zones.get(timeZone) ?? zoneOf(timeZone);
  if (zones.size >= mostZones) zones.clear();
  zones.set(timeZone, zone);
  return zone(utcMs);
};

function byAge(one: ServerEvent, other: ServerEvent): number {
  return one.createdAt - other.createdAt || (one.id < other.id ? -1 : 1);
}

function tooMany(): Refusal {
  return new Refusal('conflict', `There are ${String(mostEvents)} events. Delete some first.`);
}
