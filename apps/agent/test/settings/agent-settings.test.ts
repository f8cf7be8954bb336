import { homedir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { noRules } from '@homeroll/core/connection/no-rules';
import { parseSettings, type AgentSettings } from '@homeroll/agent/settings/agent-settings';

const least = {
  destinations: [{ name: 'home', to: 'https://photos.example.org/x/', token: 'hr_device_secret' }],
  folders: ['~/Pictures'],
};
const party = {
  title: 'Party',
  start: '2026-06-14T15:00',
  end: '2026-06-15T03:00',
  timeZone: 'Europe/Berlin',
};

function settingsOf(more: object): AgentSettings {
  const parsed = parseSettings(JSON.stringify({ ...least, ...more }));
  if ('settings' in parsed) return parsed.settings;
  throw new Error(parsed.mistakes.join('\n'));
}

function mistakes(more: object): readonly string[] {
  const parsed = parseSettings(JSON.stringify({ ...least, ...more }));
  return 'mistakes' in parsed ? parsed.mistakes : [];
}

describe('the settings file', () => {
  it('needs a destination and a folder, and knows the rest', () => {
    expect(settingsOf({})).toEqual({
      destinations: [
        { name: 'home', to: 'https://photos.example.org/x', token: { text: 'hr_device_secret' } },
      ],
      folders: [`${homedir()}/Pictures`],
      albums: [],
      newAlbums: 'off',
      events: [],
      tags: [],
      connection: noRules,
      settle: 2,
      parallel: 8,
      rescanMinutes: 15,
    });
  });

  it('joins folders that lie in one another', () => {
    expect(settingsOf({ folders: ['/p/a/', '/p', '/q'] }).folders).toEqual(['/p', '/q']);
  });

  it('P25 P26 reads times as people write them; a day as the end belongs to the event', () => {
    const [event] = settingsOf({
      events: [{ title: 'Trip', start: '2026-06-14', end: '2026-06-16' }],
    }).events;
    expect(event).toMatchObject({
      start: '2026-06-14T00:00:00',
      end: '2026-06-17T00:00:00',
      tags: [],
      createdAt: 0,
    });
    const [open] = settingsOf({ events: [{ title: 'All', start: '2026-06-14 15:30' }] }).events;
    expect(open).toMatchObject({ start: '2026-06-14T15:30:00' });
    expect(open?.end).toBeUndefined();
  });

  it('gives an event without an id the same one each time, and another to another event', () => {
    const id = (more: object): string | undefined =>
      settingsOf({ events: [{ ...party, ...more }] }).events[0]?.id;
    expect(id({})).toBe(id({}));
    expect(id({ tags: ['x'] })).toBe(id({}));
    expect(id({ title: 'Other' })).not.toBe(id({}));
    expect(id({ id: 'mine' })).toBe('mine');
  });

  it.each<[string, object, RegExp]>([
    [
      'P27 an end before the start',
      { events: [{ ...party, end: '2026-06-14T14:00' }] },
      /^events\[0\]\.end \("2026-06-14T14:00"\) is before the start/,
    ],
    [
      'an unknown zone',
      { events: [{ ...party, timeZone: 'Europe/Nowhere' }] },
      /^events\[0\]\.timeZone .*is no time zone; write it like "Europe\/Berlin"/,
    ],
    ['an offset for a zone', { events: [{ ...party, timeZone: '+02:00' }] }, /is no time zone/],
    [
      '30 February',
      { events: [{ ...party, start: '2026-02-30' }] },
      /^events\[0\]\.start .*is no date of the calendar/,
    ],
    [
      'two events of one id',
      {
        events: [
          { ...party, id: 'a' },
          { ...party, id: 'a' },
        ],
      },
      /^events has two with one id/,
    ],
    ['a misspelt setting', { 'rescan-minute': 3 }, /“rescan-minute”, which is no setting there/],
    [
      'a misspelt rule, which must not be read as no rule',
      { connection: { wifionly: true } },
      /^connection has “wifionly”/,
    ],
    [
      'a wrong time of the day',
      { connection: { quietHours: [{ from: '22:00', to: '7' }] } },
      /^connection\.quietHours\[0\]\.to \("7"\) is no time of the day/,
    ],
    ['a relative folder', { folders: ['Pictures'] }, /^folders\[0\] \("Pictures"\) is no full path/],
    ['no folder', { folders: [] }, /^folders names no folder/],
    [
      'an address that is none',
      { destinations: [{ name: 'a', to: 'photos', token: 't' }] },
      /^destinations\[0\]\.to \("photos"\) is no server address/,
    ],
    [
      'a password in the address',
      { destinations: [{ name: 'a', to: 'https://a:b@c.org', token: 't' }] },
      /must hold no name and no password/,
    ],
    [
      'no token',
      { destinations: [{ name: 'a', to: 'https://c.org' }] },
      /^destinations\[0\]\.token is missing; write it, or "token-file"/,
    ],
    [
      'two tokens',
      { destinations: [{ name: 'a', to: 'https://c.org', token: 't', 'token-file': '/t' }] },
      /are both there/,
    ],
    [
      'two destinations of one name',
      { destinations: [least.destinations[0], least.destinations[0]] },
      /two of one name/,
    ],
    ['a tag with empty parts', { tags: ['family//wedding'] }, /^tags\[0\]/],
    ['a number out of range', { settle: -1 }, /^settle \(-1\) is no whole number from 0 to 3600/],
    ['text for a list', { folders: '~/Pictures' }, /^folders \("~\/Pictures"\) is not a list/],
    ['nothing at all', { destinations: undefined }, /^destinations is missing/],
  ])('tells of %s with its place', (_what, more, words) => {
    expect(mistakes(more).join('\n')).toMatch(words);
  });

  it('tells of all mistakes at once, and never quotes a token', () => {
    const all = mistakes({
      settle: 'x',
      destinations: [{ name: '', to: 'https://c.org', token: 'se cret' }],
    });
    expect(all).toHaveLength(3);
    expect(all.join('\n')).not.toContain('cret');
  });

  it.each([
    ['{\n "folders": [ }\n}', 2],
    ['{\n "folders": [],\n "tags" []\n}', 3],
    ['{\n "folders": [\n', 3],
    ['{\n "a": { "token": "s3cret" "to": "x" },\n "tags": []\n}', 2],
    ['{ "a": 1,\n}', 2],
    ['', 1],
  ])('tells the line where %j is no JSON, and quotes nothing', (text, line) => {
    const [mistake] = (parseSettings(text) as { mistakes: string[] }).mistakes;
    expect(mistake).toMatch(new RegExp(`^It is not JSON: .* in line ${String(line)} `));
    expect(mistake).not.toContain('s3cret');
  });
});
