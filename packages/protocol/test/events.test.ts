import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rights } from '@homeroll/protocol/accounts';
import { eventDraftSchema, eventLimits, eventListSchema, type ServerEvent } from '@homeroll/protocol/events';
import { tagListSchema, tagRenameSchema, tagSchema } from '@homeroll/protocol/tags';
import { zoneAnswerSchema } from '@homeroll/protocol/network-zone';
import { metadataLimits } from '@homeroll/protocol/upload-metadata';

const party = {
  title: 'Anna’s 40th',
  tags: ['family/birthday'],
  start: '2026-06-14T15:00:00',
  end: '2026-06-15T03:00:00',
  timeZone: 'Europe/Berlin',
};

const text = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
  .filter((value) => !/\p{Surrogate}/u.test(value));
const part = text.map((value) => value.replace(/[/\p{Cc}]/gu, '').trim()).filter((value) => value !== '');
const tag = fc
  .array(part, { minLength: 1, maxLength: 3 })
  .map((parts) => parts.join('/'))
  .filter((path) => path.length <= 100);
const clock = fc
  .date({ min: new Date('1900-01-01T00:00:00Z'), max: new Date('2200-01-01T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 19));
const minute = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map((pair) => pair.map((number) => String(number).padStart(2, '0')).join(':'));
const window = fc.oneof(
  clock.map((start) => ({ start })),
  fc
    .uniqueArray(clock, { minLength: 2, maxLength: 2 })
    .map((times) => times.toSorted())
    .map(([start = '', end = '']) => ({ start, end })),
);
const connection = fc.record(
  {
    enabled: fc.boolean(),
    wifiOnly: fc.boolean(),
    networks: fc.array(text, { maxLength: 3 }),
    homeOnly: fc.boolean(),
    unmeteredOnly: fc.boolean(),
    chargingOnly: fc.boolean(),
    quietHours: fc.array(fc.record({ from: minute, to: minute }), { maxLength: 2 }),
  },
  { requiredKeys: [] },
);
const event: fc.Arbitrary<ServerEvent> = fc
  .tuple(
    window,
    fc.record(
      {
        id: fc.uuid(),
        title: text,
        tags: fc.array(tag, { maxLength: 4 }),
        timeZone: fc.constantFrom('Europe/Berlin', 'UTC', 'America/St_Johns', 'Asia/Kathmandu'),
        albums: fc.array(text, { minLength: 1, maxLength: 3 }),
        connection,
        createdAt: fc.integer({ min: 0, max: 4e12 }),
      },
      { requiredKeys: ['id', 'title', 'tags', 'timeZone', 'createdAt'] },
    ),
  )
  .map(([times, rest]) => ({ ...rest, ...times }));

describe('events on the wire', () => {
  it('P23 P24 P25 P26 P28 P32 come back as they were sent', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 3 }), (events) => {
        expect(eventListSchema.parse(JSON.parse(JSON.stringify(events)))).toEqual(events);
      }),
    );
  });

  it('P27 an end before the start is refused with words, whatever the two are', () => {
    fc.assert(
      fc.property(fc.tuple(clock, clock), (times) => {
        const [end = '', start = ''] = times.toSorted();
        const { error } = eventDraftSchema.safeParse({ ...party, start, end });
        expect(error?.issues).toMatchObject([{ path: ['end'], message: 'the event ends before it starts' }]);
      }),
    );
  });

  it.each([
    ['30 February', { start: '2026-02-30T00:00:00' }, 'start'],
    ['29 February of no leap year', { end: '2027-02-29T00:00:00' }, 'end'],
    ['25 o’clock', { start: '2026-06-14T25:00:00' }, 'start'],
    ['the year 10000', { end: '+010000-01-01T00:00:00' }, 'end'],
    ['a time with an offset', { start: '2026-06-14T15:00:00Z' }, 'start'],
    ['a day alone', { start: '2026-06-14' }, 'start'],
    ['a time zone that does not exist', { timeZone: 'Europe/Atlantis' }, 'timeZone'],
    ['an offset as a time zone', { timeZone: '+02:00' }, 'timeZone'],
    ['no time zone', { timeZone: '' }, 'timeZone'],
    ['a very long title', { title: 'x'.repeat(301) }, 'title'],
    ['half a character', { title: '\ud800' }, 'title'],
    ['a title that is no text', { title: 7 }, 'title'],
    ['too many tags', { tags: Array.from({ length: 201 }, (_, place) => `t${String(place)}`) }, 'tags'],
    ['a tag that is no tag', { tags: ['a//b'] }, 'tags'],
    ['no albums at all', { albums: [] }, 'albums'],
    ['a quiet hour at 24:00', { connection: { quietHours: [{ from: '22:00', to: '24:00' }] } }, 'connection'],
  ])('refuses %s', (_, wrong, place) => {
    expect(eventDraftSchema.safeParse(party).success).toBe(true);
    const { error } = eventDraftSchema.safeParse({ ...party, ...wrong });
    expect(error?.issues[0]?.path[0]).toBe(place);
  });
});

it('an event has no more tags than can travel with a photo', () => {
  expect(eventLimits.tags).toBeLessThanOrEqual(metadataLimits.tags);
});

describe('tags on the wire', () => {
  it('P53 any path of parts is a tag, and lists come back as they were sent', () => {
    const listed = fc.record({ path: tag, count: fc.nat(), listed: fc.boolean() });
    fc.assert(
      fc.property(fc.array(listed, { maxLength: 3 }), (tags) => {
        expect(tagListSchema.parse(JSON.parse(JSON.stringify(tags)))).toEqual(tags);
        for (const { path } of tags) expect(tagRenameSchema.safeParse({ path, to: path }).success).toBe(true);
      }),
    );
  });

  it.each([
    '',
    ' a',
    'a ',
    'a/ b',
    'a /b',
    '/a',
    'a/',
    'a//b',
    '/',
    'a\nb',
    'a\u0000',
    '\ud800',
    'x'.repeat(101),
  ])('refuses %j', (path) => {
    expect(tagSchema.safeParse(path).success).toBe(false);
  });

  it('takes a hundred characters, and is quick to refuse what is long', () => {
    expect(tagSchema.safeParse('x'.repeat(100)).success).toBe(true);
    expect(tagSchema.safeParse(`${'x '.repeat(200_000)}\n`).success).toBe(false);
  });
});

it('a zone is one of three words, and who defines events needs a right', () => {
  expect(zoneAnswerSchema.parse({ zone: 'vpn' })).toEqual({ zone: 'vpn' });
  expect(zoneAnswerSchema.safeParse({ zone: 'work' }).success).toBe(false);
  expect(rights).toContain('define-events');
});
