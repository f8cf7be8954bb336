import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ServerEvent } from '@homeroll/protocol/events';
import {
  fieldFrom,
  formatWindow,
  inOrder,
  newWindow,
  phaseOf,
  wallClockFrom,
} from '../../src/events/event-times.ts';

const party = { start: '2026-06-14T15:00:00', end: '2026-06-15T03:00:00', timeZone: 'Europe/Berlin' };

it.each([
  ['coming', '2026-06-14T12:59:59Z'],
  ['running', '2026-06-14T13:00:00Z'],
  ['running', '2026-06-15T00:59:59Z'],
  ['past', '2026-06-15T01:00:00Z'],
] as const)('P28 %s at %s, by the clock on the wall of its own zone', (phase, now) => {
  expect(phaseOf(party, Date.parse(now))).toBe(phase);
});

it('P26 an event without an end never ends', () => {
  const { start, timeZone } = party;
  expect(phaseOf({ start, timeZone }, Date.parse('2126-01-01T00:00:00Z'))).toBe('running');
});

it('what comes soonest stands first, what is past newest first', () => {
  const events = ['2026-01-02', '2026-01-03', '2026-01-01'].map((day, id): ServerEvent => {
    return {
      ...{ id: String(id), title: day, tags: [], timeZone: 'UTC', createdAt: 0 },
      start: `${day}T00:00:00`,
    };
  });
  expect(inOrder(events, 'coming').map(({ id }) => id)).toEqual(['2', '0', '1']);
  expect(inOrder(events, 'past').map(({ id }) => id)).toEqual(['1', '0', '2']);
});

it('a new event begins with the hour that runs there and lasts a day', () => {
  expect(newWindow('Asia/Kathmandu', Date.parse('2026-06-14T13:20:30Z'))).toEqual({
    start: '2026-06-14T19:00:00',
    end: '2026-06-15T19:00:00',
    timeZone: 'Asia/Kathmandu',
  });
});

describe('a window in words', () => {
  it.each([
    ['en-GB', party, /^14 June 2026.*15:00.*15 June 2026.*03:00$/],
    ['de', party, /^14\. Juni 2026.*15:00.*15\. Juni 2026.*03:00$/],
    ['en-GB', { start: '2026-06-14T00:00:00', end: '2026-06-15T00:00:00' }, /^14 June 2026$/],
    ['de', { start: '2026-06-14T00:00:00', end: '2026-06-17T00:00:00' }, /^14\..16\. Juni 2026$/],
    ['en-GB', { start: '2026-06-14T00:00:00' }, /^14 June 2026$/],
    ['en-GB', { start: '2026-06-14T15:30:00' }, /^14 June 2026.*15:30$/],
  ])('in %s: %o', (locale, window, words) => {
    expect(formatWindow(window, locale)).toMatch(words);
  });
});

it('the browser’s field gives back what it was given', () => {
  const clock = fc
    .date({ min: new Date('1900-01-01'), max: new Date('2200-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 19));
  fc.assert(
    fc.property(clock, (time) => {
      expect(wallClockFrom(fieldFrom(time))).toBe(time);
    }),
  );
  expect(fieldFrom(party.start)).toBe('2026-06-14T15:00');
  expect(wallClockFrom('2026-06-14T15:00:07.000')).toBe('2026-06-14T15:00:07');
  expect(wallClockFrom('')).toBe('');
});
