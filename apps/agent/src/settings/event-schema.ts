import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { MediaEvent } from '@homeroll/core/event/media-event';
import { zoneOf } from '@homeroll/core/photo/time-zone';
import { realDate, wallClockAt, wallClockMs } from '@homeroll/core/photo/wall-clock';
import { tagSchema } from '@homeroll/protocol/tags';
import { someRulesSchema } from './rules-schema.ts';

/**
 * One event as a person writes it. `2026-06-14` and `2026-06-14 15:00` are times too; a day alone as the end means
 * that this day still belongs to it. Without a zone it is the one of this machine, without tags it has none. An
 * event without an id gets one from what it says, the same each time.
 */
export const eventSchema: z.ZodType<MediaEvent> = z
  .strictObject({
    id: z.string().min(1, 'is empty').max(100, 'has more than 100 characters').exactOptional(),
    title: z.string('is missing or no text').max(300, 'has more than 300 characters'),
    tags: z.array(tagSchema).max(200, 'has more than 200 tags').default([]),
    start: wallClockText('start'),
    end: wallClockText('end').exactOptional(),
    timeZone: z
      .string()
      .default(() => Intl.DateTimeFormat().resolvedOptions().timeZone)
      .refine(isTimeZone, 'is no time zone; write it like "Europe/Berlin"'),
    albums: z
      .array(z.string().min(1, 'is empty'))
      .min(1, 'is empty; leave it out to take all albums that are on')
      .exactOptional(),
    connection: someRulesSchema.exactOptional(),
    createdAt: z.int('is no whole number of milliseconds since 1970').default(0),
  })
  .refine(({ start, end }) => end === undefined || end > start, {
    error:
      'is before the start (or the same); write a later one, or leave it out for an event without an end',
    path: ['end'],
  })
  .transform((event) => ({ ...event, id: event.id ?? idFrom(event) }));

/** `YYYY-MM-DDTHH:MM:SS` from what people write; `undefined` for what is no date. A day alone as an end is inclusive. */
export function wallClockFrom(text: string, edge: 'start' | 'end'): string | undefined {
  const [, day, hour, minute, second = '00'] =
    /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2}))?)?$/.exec(text.trim()) ?? [];
  if (day === undefined) return undefined;
  if (hour !== undefined) return realDate(`${day}T${hour}:${minute ?? ''}:${second}`);
  const midnight = realDate(`${day}T00:00:00`);
  if (midnight === undefined || edge === 'start') return midnight;
  return wallClockAt(wallClockMs(midnight) + 86_400_000);
}

function wallClockText(edge: 'start' | 'end'): z.ZodType<string> {
  return z.string('is missing or no text; write it like "2026-06-14T15:00"').transform((text, context) => {
    const found = wallClockFrom(text, edge);
    if (found !== undefined) return found;
    const words = 'is no date of the calendar; write it like "2026-06-14" or "2026-06-14T15:00"';
    context.addIssue({ code: 'custom', message: words });
    return z.NEVER;
  });
}

/** Names only: an offset such as `+02:00` would be wrong for half of the year. */
function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    zoneOf(name);
    return true;
  } catch {
    return false;
  }
}

function idFrom({ title, start, end, timeZone }: Omit<MediaEvent, 'id'>): string {
  const text = JSON.stringify([title, start, end, timeZone]);
  return `e-${createHash('sha256').update(text).digest('hex').slice(0, 12)}`;
}
