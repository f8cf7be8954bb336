import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isInside, matchEvents, type Matchable } from '@homeroll/core/event/match-events';
import type { MediaEvent } from '@homeroll/core/event/media-event';
import { captureTime } from '@homeroll/core/photo/capture-time';
import { zoneOf } from '@homeroll/core/photo/time-zone';
import { wallClockAt, wallClockMs } from '@homeroll/core/photo/wall-clock';

const zones = new Map<string, (utcMs: number) => number>();
function offsetIn(timeZone: string, utcMs: number): number {
  const zone = zones.get(timeZone) ?? zoneOf(timeZone);
  zones.set(timeZone, zone);
  return zone(utcMs);
}

function event(more: Partial<MediaEvent> = {}): MediaEvent {
  const day = { start: '2026-06-14T00:00:00', end: '2026-06-15T00:00:00', timeZone: 'Europe/Berlin' };
  return { id: 'e', title: 'Wedding', tags: ['family'], ...day, createdAt: 0, ...more };
}

function openEnded(from: MediaEvent): MediaEvent {
  const { id, title, tags, start, timeZone, createdAt } = from;
  return { id, title, tags, start, timeZone, createdAt };
}

/** Shot when a clock there showed this; where the camera did not know its zone, without an offset. */
function shot(local: string, offsetMinutes: number | null = null): Matchable {
  return { capture: { local, offsetMinutes } };
}

/** Shot at an instant, by a camera that knows its offset. */
function shotAt(utc: string, offsetMinutes: number): Matchable {
  const local = wallClockAt(Date.parse(utc) + offsetMinutes * 60_000);
  return { capture: { local, offsetMinutes } };
}

const inside = (one: MediaEvent, item: Matchable): boolean => isInside(one, item, offsetIn);

describe('events 1: title, tags, start, end', () => {
  it.each([
    ['2026-06-13T23:59:59', false],
    ['2026-06-14T00:00:00', true],
    ['2026-06-14T12:00:00', true],
    ['2026-06-14T23:59:59', true],
    ['2026-06-15T00:00:00', false],
  ])('P25 P26 start inclusive, end exclusive: %s is inside: %s', (local, expected) => {
    expect(inside(event(), shot(local))).toBe(expected);
  });

  it('P26 an event may be open-ended', () => {
    const open = openEnded(event());
    expect(inside(open, shot('2026-06-13T23:59:59'))).toBe(false);
    expect(inside(open, shot('2026-06-14T00:00:00'))).toBe(true);
    expect(inside(open, shot('2199-12-31T23:59:59'))).toBe(true);
  });

  it('P28 P32 lie in the past or the future, or span years', () => {
    const phone = event({ start: '1999-01-01T00:00:00', end: '2050-01-01T00:00:00' });
    for (const local of ['1999-01-01T00:00:00', '2026-06-14T12:00:00', '2049-12-31T23:59:59'])
      expect(inside(phone, shot(local))).toBe(true);
    expect(inside(phone, shot('1998-12-31T23:59:59'))).toBe(false);
  });

  it('P33 any number of events', () => {
    const days = Array.from({ length: 500 }, (_, day) => {
      const start = wallClockMs('2026-01-01T00:00:00') + day * 86_400_000;
      return event({ id: String(day), start: wallClockAt(start), end: wallClockAt(start + 86_400_000) });
    });
    expect(matchEvents(days, shot('2026-01-31T08:00:00'), offsetIn)).toMatchObject({ event: '30' });
    expect(matchEvents(days, shot('2025-12-31T08:00:00'), offsetIn)).toBeUndefined();
  });

  it('P23 P24 title and tags that were left empty are not given', () => {
    const bare = event({ title: '', tags: [] });
    expect(matchEvents([bare], shot('2026-06-14T12:00:00'), offsetIn)).toEqual({ event: 'e' });
  });
});

describe('events 2: matching by wall-clock time, safe for travel', () => {
  it('an item with an offset is moved to the event’s time zone', () => {
    const evening = event({ start: '2026-06-14T20:00:00', end: '2026-06-14T23:00:00' });
    expect(inside(evening, shot('2026-06-14T12:00:00', -7 * 60))).toBe(true);
    expect(inside(evening, shot('2026-06-15T03:30:00', 9 * 60))).toBe(true);
    expect(inside(evening, shot('2026-06-14T21:00:00', -7 * 60))).toBe(false);
  });

  it('an item without an offset is believed as its clock stood', () => {
    const inTokyo = event({ timeZone: 'Asia/Tokyo' });
    for (const local of ['2026-06-14T00:00:00', '2026-06-14T23:59:59'])
      expect(inside(inTokyo, shot(local))).toBe(true);
  });

  it('a trip across the date line has its days by the clock of the event', () => {
    const onSamoa = event({ timeZone: 'Pacific/Apia' });
    expect(inside(onSamoa, shotAt('2026-06-13T11:00:00Z', 120))).toBe(true);
    expect(inside(onSamoa, shotAt('2026-06-13T10:59:59Z', 120))).toBe(false);
    expect(inside(onSamoa, shotAt('2026-06-14T11:00:00Z', -600))).toBe(false);
  });

  it.each([
    ['Asia/Kolkata', '2026-06-13T18:30:00Z'],
    ['Asia/Kathmandu', '2026-06-13T18:15:00Z'],
    ['Australia/Eucla', '2026-06-13T15:15:00Z'],
    ['America/St_Johns', '2026-06-14T02:30:00Z'],
  ])('zones on halves and quarters of an hour: the day begins in %s at %s', (timeZone, utc) => {
    const there = event({ timeZone });
    expect(inside(there, shotAt(utc, 0))).toBe(true);
    expect(inside(there, shotAt(wallClockAt(Date.parse(utc) - 1000) + 'Z', 0))).toBe(false);
  });

  it('an hour that clocks leave out (spring): a start inside it is the moment after it', () => {
    const spring = event({ start: '2026-03-29T02:30:00', end: '2026-03-29T04:00:00' });
    expect(inside(spring, shotAt('2026-03-29T00:59:59Z', 60))).toBe(false);
    expect(inside(spring, shotAt('2026-03-29T01:00:00Z', 60))).toBe(true);
    expect(inside(spring, shotAt('2026-03-29T01:59:59Z', 120))).toBe(true);
    expect(inside(spring, shotAt('2026-03-29T02:00:00Z', 120))).toBe(false);
  });

  it('an hour that clocks show twice (autumn): both are inside', () => {
    const autumn = event({ start: '2026-10-25T02:00:00', end: '2026-10-25T03:00:00' });
    expect(inside(autumn, shotAt('2026-10-24T23:59:59Z', 120))).toBe(false);
    for (const utc of ['2026-10-25T00:00:00Z', '2026-10-25T00:30:00Z', '2026-10-25T01:59:59Z'])
      expect(inside(autumn, shotAt(utc, 120))).toBe(true);
    expect(inside(autumn, shotAt('2026-10-25T02:00:00Z', 60))).toBe(false);
  });

  it('a day that is 23 or 25 hours long is that day', () => {
    for (const [day, next, first, last] of [
      ['2026-03-29', '2026-03-30', '2026-03-28T23:00:00Z', '2026-03-29T21:59:59Z'],
      ['2026-10-25', '2026-10-26', '2026-10-24T22:00:00Z', '2026-10-25T22:59:59Z'],
    ] as const) {
      const whole = event({ start: `${day}T00:00:00`, end: `${next}T00:00:00` });
      const around = [-1000, 0].map((ms) => wallClockAt(Date.parse(first) + ms));
      expect(around.map((utc) => inside(whole, shotAt(`${utc}Z`, 0)))).toEqual([false, true]);
      const end = [0, 1000].map((ms) => wallClockAt(Date.parse(last) + ms));
      expect(end.map((utc) => inside(whole, shotAt(`${utc}Z`, 0)))).toEqual([true, false]);
    }
  });
});

describe('events 3: albums', () => {
  const limited = event({ albums: ['Camera', 'Screens'] });
  const noon = shot('2026-06-14T12:00:00');

  it('an event that is limited to albums holds what lies in one of them', () => {
    expect(inside(limited, { ...noon, album: 'Camera' })).toBe(true);
    expect(inside(limited, { ...noon, album: 'Screens' })).toBe(true);
    expect(inside(limited, { ...noon, album: 'camera' })).toBe(false);
    expect(inside(limited, noon)).toBe(false);
  });

  it('of no albums holds nothing; of all what is in none, too', () => {
    expect(inside(event({ albums: [] }), { ...noon, album: 'Camera' })).toBe(false);
    expect(inside(event(), noon)).toBe(true);
  });
});

describe('events 5: overlap', () => {
  const noon = shot('2026-06-14T12:00:00');
  const years = event({
    id: 'years',
    title: 'Phone',
    tags: ['phone'],
    start: '2020-01-01T00:00:00',
    end: '2030-01-01T00:00:00',
  });
  const day = event({ id: 'day', title: 'Wedding', tags: ['family', 'phone'], createdAt: 5 });
  const forever = openEnded(event({ id: 'forever', title: 'All', tags: ['all'] }));

  it('P33 tags are merged, each once; the title is that of the most specific (shortest) window', () => {
    expect(matchEvents([forever, years, day], noon, offsetIn)).toEqual({
      event: 'day',
      title: 'Wedding',
      tags: ['family', 'phone', 'all'],
    });
  });

  it('an open end is longer than any other', () => {
    const ages = event({
      id: 'ages',
      title: 'Ages',
      start: '1900-01-01T00:00:00',
      end: '2999-01-01T00:00:00',
    });
    const open = { ...forever, start: '2026-06-14T11:59:59' };
    expect(matchEvents([open, ages], noon, offsetIn)).toMatchObject({ event: 'ages', title: 'Ages' });
  });

  it('a tie goes to the newest event, also between open ends', () => {
    const newer = { ...day, id: 'newer', title: 'Newer', createdAt: 6 };
    expect(matchEvents([day, newer], noon, offsetIn)).toMatchObject({ event: 'newer', title: 'Newer' });
    const newest = { ...forever, id: 'newest', title: 'Newest', createdAt: 7 };
    expect(matchEvents([newest, forever], noon, offsetIn)).toMatchObject({ title: 'Newest' });
  });

  it('counts only what matches: a shorter window elsewhere gives nothing', () => {
    const other = event({ id: 'x', title: 'X', tags: ['x'], start: '2026-06-14T13:00:00' });
    expect(matchEvents([other, years], noon, offsetIn)).toEqual({
      event: 'years',
      title: 'Phone',
      tags: ['phone'],
    });
  });
});

const zoneNames = fc.constantFrom(
  'UTC',
  'Europe/Berlin',
  'America/Los_Angeles',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Pacific/Kiritimati',
);
const seconds = fc.integer({
  min: Date.parse('2025-01-01T00:00:00Z') / 1000,
  max: Date.parse('2027-12-31T23:59:59Z') / 1000,
});
const locals = seconds.map((at) => wallClockAt(at * 1000));
const mediaEvents: fc.Arbitrary<MediaEvent> = fc
  .record({
    id: fc.uuid(),
    title: fc.constantFrom('', 'A', 'B'),
    tags: fc.uniqueArray(fc.constantFrom('a', 'b', 'c/d', 'e'), { maxLength: 3 }),
    start: locals,
    days: fc.option(fc.integer({ min: 1, max: 900 }), { nil: undefined }),
    timeZone: zoneNames,
    albums: fc.option(fc.subarray(['Camera', 'Screens']), { nil: undefined }),
    createdAt: fc.nat(3),
  })
  .map(({ days, albums, ...rest }) => ({
    ...rest,
    ...(days === undefined ? {} : { end: wallClockAt(wallClockMs(rest.start) + days * 86_400_000) }),
    ...(albums === undefined ? {} : { albums }),
  }));
const offsets = fc.integer({ min: -12 * 4, max: 14 * 4 }).map((quarters) => quarters * 15);
const items: fc.Arbitrary<Matchable> = fc
  .record({
    local: locals,
    offsetMinutes: fc.option(offsets, { nil: null }),
    album: fc.constantFrom(undefined, 'Camera', 'Screens', 'Other'),
  })
  .map(({ album, ...capture }) => ({ capture, album }));
const some = fc.uniqueArray(mediaEvents, { selector: ({ id }) => id, maxLength: 6 });

describe('whatever the events and the item', () => {
  it('the order of events is irrelevant', () => {
    const shuffled = some.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
    );
    fc.assert(
      fc.property(shuffled, items, ([one, other], item) => {
        expect(matchEvents(other, item, offsetIn)).toEqual(matchEvents(one, item, offsetIn));
      }),
    );
  });

  it('adding an event never removes tags, and never unmarks', () => {
    fc.assert(
      fc.property(some, mediaEvents, items, (before, added, item) => {
        const one = matchEvents(before, item, offsetIn);
        const other = matchEvents([...before, added], item, offsetIn);
        if (one !== undefined) expect(other).toBeDefined();
        expect(other?.tags ?? []).toEqual(expect.arrayContaining([...(one?.tags ?? [])]));
      }),
    );
  });

  it('an instant is inside or not, whichever zone the camera was set to', () => {
    fc.assert(
      fc.property(some, seconds, offsets, offsets, (list, at, one, other) => {
        const [here, there] = [one, other].map((offset) => shotAt(`${wallClockAt(at * 1000)}Z`, offset));
        expect(matchEvents(list, here!, offsetIn)).toEqual(matchEvents(list, there!, offsetIn));
      }),
    );
  });

  it('the device’s own zone makes no difference where the offset is known', () => {
    fc.assert(
      fc.property(some, locals, offsets, fc.tuple(zoneNames, zoneNames), (list, local, offset, devices) => {
        const [here, there] = devices.map((device) => {
          const original = local.replaceAll('-', ':').replace('T', ' ');
          const exif = { original, offset: offsetText(offset) };
          const receivedAt = Date.parse('2030-01-01T00:00:00Z');
          const zone = (utcMs: number): number => offsetIn(device, utcMs);
          return matchEvents(
            list,
            { capture: captureTime({ exif, fileName: 'a', receivedAt, zone }) },
            offsetIn,
          );
        });
        expect(here).toEqual(there);
      }),
    );
  });

  it('P32 an event that covers everything matches everything', () => {
    const all = openEnded(event({ start: '0001-01-01T00:00:00', timeZone: 'Pacific/Apia' }));
    fc.assert(
      fc.property(some, items, (list, item) => {
        expect(matchEvents([...list, all], item, offsetIn)).toBeDefined();
      }),
    );
  });

  it('the event that gives the title is one that the item is inside of', () => {
    fc.assert(
      fc.property(some, items, (list, item) => {
        const match = matchEvents(list, item, offsetIn);
        const matching = list.filter((one) => inside(one, item));
        expect(matching.map(({ id }) => id).includes(match?.event ?? '')).toBe(matching.length > 0);
        expect([...(match?.tags ?? [])].sort()).toEqual(
          [...new Set(matching.flatMap(({ tags }) => tags))].sort(),
        );
      }),
    );
  });
});

function offsetText(minutes: number): string {
  const size = Math.abs(minutes);
  const two = (number: number): string => String(number).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}
