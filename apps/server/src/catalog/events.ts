import type { Kysely, Selectable } from 'kysely';
import type { OffsetIn } from '@homeroll/core/event/match-events';
import type { MediaEvent } from '@homeroll/core/event/media-event';
import type { ServerEvent } from '@homeroll/protocol/events';
import type { Scope } from './items.ts';
import { itemsInWindow } from './items-in-window.ts';
import type { Schema } from './schema.ts';

/** Events of the server, as the file of events (events/event-book.ts) has them. */
export class Events {
  readonly #database: Kysely<Schema>;

  constructor(database: Kysely<Schema>) {
    this.#database = database;
  }

  /** Oldest first. */
  async all(): Promise<readonly ServerEvent[]> {
    const rows = await this.#database
      .selectFrom('events')
      .selectAll()
      .orderBy('created_at')
      .orderBy('id')
      .execute();
    return rows.map(eventFrom);
  }

  /** All or none: these events and no others. */
  async keep(events: readonly ServerEvent[]): Promise<void> {
    await this.#database.transaction().execute(async (transaction) => {
      await transaction.deleteFrom('events').execute();
      for (const event of events) await transaction.insertInto('events').values(rowOf(event)).execute();
    });
  }

  /** How many items of the scope the event would mark. */
  count(scope: Scope, event: MediaEvent, offsetIn: OffsetIn): Promise<number> {
    return itemsInWindow(this.#database, { scope, event, offsetIn });
  }
}

function rowOf(event: ServerEvent): Selectable<Schema['events']> {
  return {
    id: event.id,
    title: event.title,
    tags: JSON.stringify(event.tags),
    starts: event.start,
    ends: event.end ?? null,
    time_zone: event.timeZone,
    albums: event.albums ? JSON.stringify(event.albums) : null,
    connection: event.connection ? JSON.stringify(event.connection) : null,
    created_at: event.createdAt,
  };
}

function eventFrom(row: Selectable<Schema['events']>): ServerEvent {
  return {
    id: row.id,
    title: row.title,
    tags: JSON.parse(row.tags) as string[],
    start: row.starts,
    ...(row.ends === null ? {} : { end: row.ends }),
    timeZone: row.time_zone,
    ...(row.albums === null ? {} : { albums: JSON.parse(row.albums) as string[] }),
    ...(row.connection === null
      ? {}
      : { connection: JSON.parse(row.connection) as NonNullable<ServerEvent['connection']> }),
    createdAt: row.created_at,
  };
}
