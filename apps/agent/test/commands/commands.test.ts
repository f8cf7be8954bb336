import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { agentAlbums, agentAlbumsSwitch } from '@homeroll/agent/commands/agent-albums';
import {
  agentEvents,
  agentEventsAdd,
  agentEventsPreview,
  agentEventsRemove,
} from '@homeroll/agent/commands/agent-events';
import { agentInit } from '@homeroll/agent/commands/agent-init';
import {
  agentTags,
  agentTagsAdd,
  agentTagsRemove,
  agentTagsRename,
} from '@homeroll/agent/commands/agent-tags';
import type { CommandOptions } from '@homeroll/agent/commands/command';
import { parseSettings } from '@homeroll/agent/settings/agent-settings';

let folder: string;
let options: CommandOptions;
let out: string;
let errors: string;
const jpeg = Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex');
const timeZone = 'Europe/Berlin';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'homeroll-commands-'));
  [out, errors] = ['', ''];
  options = {
    settingsFile: join(folder, 'agent.json'),
    stateFolder: join(folder, 'state'),
    json: false,
    out: { write: (text) => (out += text) },
    errors: { write: (text) => (errors += text) },
  };
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function init(more: { readonly everything?: boolean } = {}): Promise<number> {
  await mkdir(join(folder, 'p'), { recursive: true });
  const to = { to: 'https://photos.example.org', token: 'hr_device_secret' };
  return agentInit({ ...options, ...to, folders: [join(folder, 'p')], everything: false, ...more });
}

async function photos(...names: readonly string[]): Promise<void> {
  for (const name of names) {
    const path = join(folder, 'p', name);
    await mkdir(join(path, '..'), { recursive: true });
    await writeFile(path, Buffer.concat([jpeg, Buffer.from(name)]));
  }
}

/** What a command wrote that was carried out. */
async function said(command: Promise<number>): Promise<string> {
  expect([await command, errors]).toEqual([0, '']);
  return taken();
}

/** What a command wrote that was refused. */
async function refused(command: Promise<number>): Promise<string> {
  expect([await command, out]).toEqual([2, '']);
  return taken();
}

function taken(): string {
  const text = out + errors;
  [out, errors] = ['', ''];
  return text;
}

describe('agent init', () => {
  it('writes settings that parse, once, and keeps the token to itself', async () => {
    const words = await said(init());
    expect(words).toMatch(/Nothing is sent until an event says what/);
    expect(words).not.toContain('secret');
    expect(parseSettings(await readFile(options.settingsFile, 'utf8'))).toMatchObject({
      settings: { destinations: [{ name: 'photos.example.org' }], newAlbums: 'off', events: [] },
    });
    expect(await refused(init())).toMatch(/is there already/);
  });

  it('P32 makes one event of everything where that is wanted', async () => {
    await said(init({ everything: true }));
    await photos('A/IMG_18990101_100000.jpg', 'A/IMG_20260614_100000.jpg');
    expect(await said(agentEvents(options))).toMatch(/^everything +– +1826-01-01 +open +2 /m);
  });

  it('refuses a folder that is not there', async () => {
    const to = { to: 'https://photos.example.org', token: 't', everything: false };
    expect(await refused(agentInit({ ...options, ...to, folders: [join(folder, 'none')] }))).toMatch(
      /no folder/,
    );
  });
});

describe('agent events', () => {
  it('P23–P29 P33 adds, counts, lists and removes', async () => {
    await said(init());
    await photos('A/IMG_20260614_100000.jpg', 'A/IMG_20260615_000000.jpg', 'B/IMG_20260614_235959.jpg');
    await said(agentAlbumsSwitch(join(folder, 'p', 'B'), { ...options, on: false, recursive: false }));
    const day = { start: '2026-06-14', end: '2026-06-14', timeZone };
    expect(await said(agentEventsPreview(day, options))).toBe(
      '1 item matches; 1 more is in albums you left out.\n',
    );
    const added = await said(agentEventsAdd({ ...day, title: 'Party', tags: ['family/party'] }, options));
    expect(added).toMatch(
      /^Added “Party” \([0-9a-f]{8}\), from 2026-06-14 until 2026-06-14 \(Europe\/Berlin\): 1 item matches; 1 more/,
    );
    const id = /\(([0-9a-f]{8})\)/.exec(added)?.[1] ?? '';
    const [head = '', row = ''] = (await said(agentEvents(options))).split('\n');
    expect(head.split(/ {2,}/)).toEqual([
      'ID',
      'TITLE',
      'FROM',
      'UNTIL',
      'PHOTOS',
      'LEFT OUT',
      'TAGS',
      'KEPT',
    ]);
    expect(row.split(/ {2,}/)).toEqual([
      id,
      'Party',
      '2026-06-14',
      '2026-06-14',
      '1',
      '1',
      'family/party',
      'here',
    ]);
    await said(agentEventsRemove(id, options));
    expect(await said(agentEvents(options))).toMatch(/no events yet/);
  });

  it('counts by the albums of the event, and for programs', async () => {
    await said(init());
    await photos('A/IMG_20260614_100000.jpg', 'B/IMG_20260614_235959.jpg');
    const given = { start: '2026-06-14', timeZone, albums: ['B'] };
    const answer = JSON.parse(await said(agentEventsAdd(given, { ...options, json: true }))) as unknown;
    expect(answer).toMatchObject({ title: '', albums: ['B'], match: 1, leftOut: 1 });
    expect(answer).not.toHaveProperty('end');
  });

  it.each([
    ['P27 an end before the start', { start: '2026-06-14', end: '2026-06-13' }, /^--end is before the start/],
    ['no date', { start: 'tomorrow' }, /^--start is no date of the calendar/],
    ['an unknown zone', { start: '2026-06-14', timeZone: 'Mars' }, /^--time-zone is no time zone/],
    ['a tag that is none', { start: '2026-06-14', tags: ['a//b'] }, /^--tags /],
  ])('refuses %s', async (_what, given, words) => {
    await said(init());
    const before = await readFile(options.settingsFile, 'utf8');
    expect(await refused(agentEventsAdd({ timeZone, ...given }, options))).toMatch(words);
    expect(await readFile(options.settingsFile, 'utf8')).toBe(before);
  });

  it('says where there are no settings, and which event is none', async () => {
    expect(await refused(agentEvents(options))).toMatch(/agent init/);
    await said(init());
    expect(await refused(agentEventsRemove('x', options))).toMatch(/no event x/);
  });
});

describe('agent tags', () => {
  it('P50 P51 P53 shows a tree, adds, renames and removes with all that lies under', async () => {
    await said(init());
    for (const tag of ['work', 'family/wedding', 'family/trip/italy', 'family!'])
      await said(agentTagsAdd(tag, options));
    expect(await said(agentTags(options))).toBe('family\n  trip\n    italy\n  wedding\nfamily!\nwork\n');
    expect(await said(agentTagsRename('family', 'people/ours', options))).toBe(
      'family!\npeople\n  ours\n    trip\n      italy\n    wedding\nwork\n',
    );
    expect(await said(agentTagsRemove('people/ours/trip', options))).toBe(
      'family!\npeople\n  ours\n    wedding\nwork\n',
    );
    expect(await refused(agentTagsRemove('family', options))).toMatch(/no tag family/);
    expect(await refused(agentTagsAdd('work', options))).toMatch(/already/);
    expect(await refused(agentTagsAdd(' a / b ', options))).toMatch(/without empty parts or spaces/);
  });
});

describe('agent albums', () => {
  it('P13 P15 P16 lists every folder with its state, and switches', async () => {
    await said(init());
    await photos('a.jpg', 'Camera/b.jpg', 'Camera/c.jpg', 'Chat/Sent/d.jpg', 'empty/notes.txt');
    const at = (name: string): string => join(folder, 'p', name);
    await said(agentAlbumsSwitch(at('Chat'), { ...options, on: false, recursive: true }));
    expect((await said(agentAlbums(options))).split('\n').slice(1, 4)).toEqual([
      `on        1  ${join(folder, 'p')}`,
      `on        2  ${at('Camera')}`,
      `off       1  ${at('Chat/Sent')}`,
    ]);
    const all = agentAlbumsSwitch(join(folder, 'p'), { ...options, on: false, recursive: true });
    expect(await said(all)).toMatch(/and what lies below is off now: 4 photos\./);
    const root = agentAlbumsSwitch(join(folder, 'p'), { ...options, on: true, recursive: false });
    expect(await said(root)).toMatch(/is on now: 1 photo\./);
    expect((await said(agentAlbums(options))).match(/^\w+/gm)).toEqual(
      ['PHOTOS', 'on', 'off', 'off'].slice(1),
    );
    expect(await refused(agentAlbumsSwitch(folder, { ...options, on: true, recursive: false }))).toMatch(
      /none of the watched/,
    );
  });
});
