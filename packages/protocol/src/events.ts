import { z } from 'zod';
import { tagSchema } from './tags.ts';

/** An event without what the server gives it: what is sent with `POST /api/events`. */
export interface EventDraft {
  readonly title: string;
  /** Each may be a path, `family/wedding`. */
  readonly tags: readonly string[];
  /** Inclusive, by the clock on the wall in `timeZone`: `2026-06-14T15:00:00`. */
  readonly start: string;
  /** Exclusive; absent for an event without an end. Later than `start`. */
  readonly end?: string;
  /** IANA name, `Europe/Berlin`. */
  readonly timeZone: string;
  /** Names of the albums it is limited to; absent: all that are selected. */
  readonly albums?: readonly string[];
  /** Narrows the general rules of connection for what this event marks. */
  readonly connection?: EventConnection;
}

/** What core calls `MediaEvent`. */
export interface ServerEvent extends EventDraft {
  /** Stays when the event is edited. */
  readonly id: string;
  /** Milliseconds since 1970 (UTC). */
  readonly createdAt: number;
}

/** When photos of an event may travel. A rule that is absent leaves the general one as it is. */
export interface EventConnection {
  readonly enabled?: boolean;
  readonly wifiOnly?: boolean;
  /** Names of Wi-Fi networks (SSIDs); empty: any. */
  readonly networks?: readonly string[];
  readonly homeOnly?: boolean;
  readonly unmeteredOnly?: boolean;
  readonly chargingOnly?: boolean;
  readonly quietHours?: readonly { readonly from: string; readonly to: string }[];
}

/** `GET /api/events` (with an `ETag`), oldest first. */
export type EventList = readonly ServerEvent[];

/** `GET /api/events/<id>/count`, `POST /api/events/count`: photos and videos of the library in the window. */
export interface EventCount {
  readonly count: number;
}

/** What an event gives must be able to travel with a photo: no more tags than an upload may bring. */
export const eventLimits = {
  title: 300,
  tags: 200,
  albums: 500,
  networks: 100,
  quietHours: 20,
} as const;

const wallClock = z.string().refine(isRealDate, {
  error: 'a date and time as YYYY-MM-DDTHH:MM:SS, of the calendar',
});

const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of the day as HH:MM');

const connectionSchema = z.object({
  enabled: z.boolean().exactOptional(),
  wifiOnly: z.boolean().exactOptional(),
  networks: z.array(z.string().min(1).max(200)).max(eventLimits.networks).exactOptional(),
  homeOnly: z.boolean().exactOptional(),
  unmeteredOnly: z.boolean().exactOptional(),
  chargingOnly: z.boolean().exactOptional(),
  quietHours: z
    .array(z.object({ from: clockTime, to: clockTime }))
    .max(eventLimits.quietHours)
    .exactOptional(),
});

const draftFields = {
  title: z
    .string()
    .max(eventLimits.title)
    .regex(/^\P{Surrogate}*$/u, 'well-formed text'),
  tags: z.array(tagSchema).max(eventLimits.tags),
  start: wallClock,
  end: wallClock.exactOptional(),
  timeZone: z
    .string()
    .max(100)
    .refine(isTimeZone, { error: 'a time zone as the IANA names it, Europe/Berlin' }),
  albums: z.array(z.string().min(1).max(500)).min(1).max(eventLimits.albums).exactOptional(),
  connection: connectionSchema.exactOptional(),
};

const endsLater = {
  check: ({ start, end }: Pick<EventDraft, 'start' | 'end'>): boolean => end === undefined || end > start,
  words: { error: 'the event ends before it starts', path: ['end'] },
};

export const eventDraftSchema: z.ZodType<EventDraft> = z
  .object(draftFields)
  .refine(endsLater.check, endsLater.words);

export const serverEventSchema: z.ZodType<ServerEvent> = z
  .object({ id: z.string().min(1).max(100), ...draftFields, createdAt: z.int() })
  .refine(endsLater.check, endsLater.words);

/** `PUT /api/events/<id>`; an event that is there keeps its `createdAt`, one that comes back brings it along. */
export interface EventReplacement extends EventDraft {
  readonly createdAt?: number;
}
export const eventReplacementSchema: z.ZodType<EventReplacement> = z
  .object({ ...draftFields, createdAt: z.int().exactOptional() })
  .refine(endsLater.check, endsLater.words);

export const eventListSchema: z.ZodType<EventList> = z.array(serverEventSchema);

export const eventCountSchema: z.ZodType<EventCount> = z.object({ count: z.int().nonnegative() });

/** A day and time that exist: not 30 February, not 25 o'clock. */
function isRealDate(text: string): boolean {
  if (!/^\d{4}-/.test(text)) return false;
  const time = Date.parse(`${text}Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().slice(0, -5) === text;
}

/** Offsets, `+02:00`, which engines take as well, would lie in winter. */
function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
