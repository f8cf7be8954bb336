import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MediaEvent } from '@homeroll/core/event/media-event';
import { markByEvents, markEverything, remark, stepped, type Mark } from '@homeroll/core/sync/marking';
import { transferStates, type TransferRecord } from '@homeroll/core/sync/transfer-record';
import { recordIn } from './records.ts';

const wedding: MediaEvent = {
  id: 'e',
  title: 'Wedding',
  tags: ['family'],
  start: '2026-06-14T00:00:00',
  end: '2026-06-15T00:00:00',
  timeZone: 'UTC',
  createdAt: 0,
};
const noon = { local: '2026-06-14T12:00:00', offsetMinutes: 0 };
const mark: Mark = { type: 'event-matches', event: 'e', title: 'Wedding', tags: ['family'] };
const byEvent = { origin: { event: 'e' }, title: 'Wedding', tags: ['family'] } as const;

describe('events mark', () => {
  it('P29 what they match, with their title and tags', () => {
    const marking = markByEvents([wedding], () => 0);
    expect(marking.match({ capture: noon })).toEqual(mark);
    expect(marking.match({ capture: { ...noon, local: '2026-06-15T00:00:00' } })).toBeUndefined();
  });

  it('nothing whose shooting time is not known', () => {
    expect(markByEvents([wedding], () => 0).match({ album: 'Camera' })).toBeUndefined();
  });

  it('by another name whenever they may decide otherwise, and by the same else', () => {
    const name = (...events: MediaEvent[]): string => markByEvents(events, () => 0).name;
    expect(name(wedding)).toBe(name({ ...wedding }));
    const others = [
      name(),
      name({ ...wedding, title: 'Other' }),
      name({ ...wedding, tags: [] }),
      name({ ...wedding, end: '2026-06-16T00:00:00' }),
      name({ ...wedding, albums: ['Camera'] }),
      name(wedding, { ...wedding, id: 'f' }),
    ];
    expect(new Set([name(wedding), ...others]).size).toBe(7);
  });

  it('without any, no file is looked into', () => {
    expect(markByEvents([], () => 0).needsCapture).toBe(false);
    expect(markByEvents([wedding], () => 0).needsCapture).toBe(true);
    expect(markEverything(mark).needsCapture).toBe(false);
  });
});

describe('events 4 and table 2: an event that was edited or deleted', () => {
  it.each(['marked', 'failed'] as const)(
    'its %s items are let go where it does not match them now',
    (state) => {
      const record = recordIn(state, { ...byEvent, reason: 'timeout', attempts: 2, nextTry: 5 });
      expect(remark(record, undefined)).toEqual(recordIn('unmarked'));
    },
  );

  it.each(['marked', 'failed'] as const)('its %s items get its new title and tags', (state) => {
    const record = recordIn(state, { ...byEvent, reason: 'too-large', attempts: 2 });
    const edited: Mark = { type: 'event-matches', event: 'e', title: 'Our wedding' };
    expect(remark(record, edited)).toEqual(
      recordIn('marked', { origin: { event: 'e' }, title: 'Our wedding' }),
    );
  });

  it('another event that matches takes over', () => {
    const other: Mark = { ...mark, event: 'f' };
    expect(remark(recordIn('failed', byEvent), other)).toEqual(
      recordIn('marked', { ...byEvent, origin: { event: 'f' } }),
    );
  });

  it('the same event with the same words changes nothing: a failure keeps its reason and its turn', () => {
    const failed = recordIn('failed', { ...byEvent, reason: 'timeout', attempts: 2, nextTry: 5 });
    expect(remark(failed, mark)).toBe(failed);
  });

  it('what a person marked and what is done is left alone', () => {
    for (const mine of [undefined, mark]) {
      for (const state of ['marked', 'failed'] as const) {
        const record = recordIn(state, { title: 'by hand' });
        expect(remark(record, mine)).toEqual(record);
      }
      for (const state of transferStates) {
        const record = recordIn(state, { origin: { event: 'e' } });
        if (!['unmarked', 'marked', 'failed'].includes(state)) expect(remark(record, mine)).toEqual(record);
      }
    }
  });

  it('decision 1: what was reset stays unmarked', () => {
    const reset = recordIn('unmarked', { suppressEvents: true });
    expect(remark(reset, mark)).toEqual(reset);
  });

  it('is catch-up on every start, idempotent', () => {
    const marks = fc.constantFrom<Mark | undefined>(
      undefined,
      mark,
      { ...mark, title: 'Other' },
      { type: 'event-matches', event: 'f' },
    );
    const records = fc
      .record({
        state: fc.constantFrom(...transferStates),
        more: fc.constantFrom<Partial<TransferRecord>>(
          {},
          byEvent,
          { origin: 'manual' },
          { suppressEvents: true },
        ),
      })
      .map(({ state, more }) => recordIn(state, more));
    fc.assert(
      fc.property(records, fc.array(marks, { maxLength: 4 }), marks, (record, before, last) => {
        const once = remark(before.reduce(remark, record), last);
        expect(remark(once, last)).toEqual(once);
      }),
    );
  });
});

describe('a step', () => {
  it('that asks or changes nothing leaves the record as it was', () => {
    const deleted = recordIn('deleted');
    expect(stepped(deleted, { type: 'mark-by-hand' })).toBe(deleted);
    expect(stepped(deleted, mark)).toBe(deleted);
  });
});
