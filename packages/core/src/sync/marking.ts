import { matchEvents, type Matchable, type OffsetIn } from '../event/match-events.ts';
import type { MediaEvent } from '../event/media-event.ts';
import type { TransferRecord } from './transfer-record.ts';
import type { Labels, Trigger } from './transfer-step.ts';
import { applyTrigger } from './transfer-table.ts';

/** What marks items by itself. */
export interface Marking {
  /** Another text whenever it may decide otherwise. */
  readonly name: string;
  /** Whether it asks for shooting times; reading them costs a look into every new file. */
  readonly needsCapture: boolean;
  /** What marks this item now; `undefined`: nothing does. Without `capture` where that is not needed. */
  readonly match: (item: Partial<Matchable>) => Mark | undefined;
}

export type Mark = Extract<Trigger, { type: 'mark-by-hand' | 'event-matches' }>;

/** Marks everything alike: a folder that is sent whole, or what a person picked. */
export function markEverything(mark: Mark): Marking {
  return { name: '', needsCapture: false, match: () => mark };
}

/** Marks what the events match. `offsetIn` must not change for the same instant and zone. */
export function markByEvents(events: readonly MediaEvent[], offsetIn: OffsetIn): Marking {
  return {
    name: JSON.stringify(events),
    needsCapture: events.length > 0,
    match: ({ capture, album }) => {
      const match = capture === undefined ? undefined : matchEvents(events, { capture, album }, offsetIn);
      return match === undefined ? undefined : { type: 'event-matches', ...match };
    },
  };
}

/**
 * The record as the marking wants it now: marked where it matches, unmarked where an event has let it go, marked
 * anew where the event has another title or other tags since. What a person marked and what is done stays.
 */
export function remark(record: TransferRecord, mark: Mark | undefined): TransferRecord {
  const { state, origin } = record;
  const isByEvent = (state === 'marked' || state === 'failed') && origin !== 'manual';
  if (!isByEvent) return mark === undefined ? record : stepped(record, mark);
  if (mark !== undefined && isSame(record, mark)) return record;
  const free = stepped(record, { type: 'event-withdrawn' });
  return mark === undefined ? free : stepped(free, mark);
}

function isSame(record: TransferRecord, mark: Mark): boolean {
  const { origin } = record;
  if (mark.type !== 'event-matches' || typeof origin !== 'object' || origin.event !== mark.event)
    return false;
  return textOf(record) === textOf(mark);
}

function textOf({ title, tags }: Labels): string {
  return JSON.stringify([title, tags]);
}

/** The record after the trigger; as it was where the trigger changes nothing or would have to ask. */
export function stepped(record: TransferRecord, trigger: Trigger): TransferRecord {
  const step = applyTrigger(record, trigger);
  return step.kind === 'moved' ? step.record : record;
}
