import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readBooth, writeBooth } from '@homeroll/agent/booth/settings/booth-file';
import { mistakeWords, parseBooth } from '@homeroll/agent/booth/settings/booth-settings';
import { destinationKinds } from '@homeroll/agent/booth/settings/destination-kinds';
import { changedDraft, formOf, triedDraft } from '@homeroll/agent/booth/settings/settings-form';
import { boothSettingsFormSchema } from '@homeroll/protocol/booth-page';

const ftp = { name: 'web', kind: 'ftp', host: 'ftp.example.org', username: 'party', password: 'very secret' };
const draft = {
  folder: '/home/booth/photobooth',
  wifiName: 'Party',
  wifiPassword: 'also secret',
  destinations: [ftp],
};

describe('the settings of a booth', () => {
  it('B1, B2: need a folder; all else has a sensible beginning', () => {
    const parsed = parseBooth({ folder: '/media' });
    expect(parsed).toMatchObject({
      settings: { settle: 1, fullSyncInterval: 5, guestsHere: true, subfolders: [], destinations: [] },
    });
  });

  it('B15, B17: a destination publishes by secret names, at once and regularly, with the portal', () => {
    const parsed = parseBooth(draft);
    const values = 'settings' in parsed ? parsed.settings.destinations[0]?.values : undefined;
    expect(values).toMatchObject({
      ...{ enabled: true, enableImmediateSync: true, enableRegularSync: true, copyOnlyMode: false },
      ...{ names: 'secret', useDownloadPortal: true, autoUpload: true, secure: 'explicit' },
    });
  });

  it.each([
    [[], 'file must hold one object, { … }'],
    [{}, 'folder is missing: Folder of the booth program, its media folder, or any folder with pictures'],
    [
      { folder: '/m', fullSyncIntervall: 5 },
      'fullSyncIntervall is no setting here; did you mean fullSyncInterval?',
    ],
    [{ folder: '/m', settle: 'soon' }, 'settle is not a number'],
    [{ folder: '/m', destinations: {} }, 'destinations is not a list, […]'],
    [
      { folder: '/m', destinations: ['ftp'] },
      'destinations[0].destination is not a group of settings, { … }',
    ],
    [
      { folder: '/m', destinations: [{ name: 'x', kind: 'gopher' }] },
      /^destinations\[0\]\.kind is none of folder, ftp, /,
    ],
    [{ folder: '/m', destinations: [{ ...ftp, name: ' ' }] }, 'destinations[0].name is empty'],
    [{ folder: '/m', destinations: [ftp, ftp] }, 'destinations[1].name is the name of two destinations'],
    [
      { folder: '/m', destinations: [{ ...ftp, mediaUrl: 'party' }] },
      /^destinations\[0\]\.mediaUrl is not an address/,
    ],
    [
      { folder: '/m', destinations: [{ ...ftp, customQrUrl: 'https://x.example/{id}' }] },
      'destinations[0].customQrUrl has something in braces that is neither {identifier} nor {filename}',
    ],
    [{ folder: 5 }, 'folder is no text'],
    [{ folder: 'photos' }, 'folder is not a whole path, like /home/booth/photobooth-app'],
    [{ folder: '/m', settle: -1 }, 'settle is less than 0'],
    [{ folder: '/m', guestsPort: 70_000 }, 'guestsPort is more than 65535'],
    [{ folder: '/m', guestsHere: 'maybe' }, 'guestsHere is neither yes nor no'],
    [{ folder: '/m', language: 'Deutsch' }, 'language is neither en nor de'],
    [
      { folder: '/m', subfolders: ['full', '../private'] },
      'subfolders has a folder that is not below it: say processed_full, or party/finished',
    ],
    [
      { folder: '/m', wifiName: 'Party', wifiPassword: 'short' },
      'wifiPassword has not 8 to 64 characters, as they all have',
    ],
    [
      { folder: '/m', wifiName: 'ä'.repeat(17) },
      'wifiName is longer than the name of a Wi-Fi may be (32 bytes)',
    ],
    [
      { folder: '/m', destinations: [{ ...ftp, mediaUrl: 'https://party.example.org/?a=b' }] },
      'destinations[0].mediaUrl has a ? or # in it: paths are put behind it',
    ],
    [{ folder: '/m', destinations: [{ ...ftp, port: 'ftp' }] }, 'destinations[0].port is no number'],
    [
      { folder: '/m', destinations: [{ ...ftp, kind: 'toString' }] },
      /^destinations\[0\]\.kind is none of folder, /,
    ],
    [
      { folder: '/m', destinations: [{ ...ftp, name: 'here' }] },
      'destinations[0].name is what this machine itself is called; choose another',
    ],
    [
      { folder: '/m', destinations: [{ name: 'usb', kind: 'folder', path: 'usb' }] },
      'destinations[0].path is not a whole path, like /media/usb/party',
    ],
    [
      { folder: '/m', destinations: [{ name: 'usb', kind: 'folder', path: '/m/usb' }] },
      /^destinations\[0\]\.path lies in the folder that the pictures come from/,
    ],
    [
      { folder: '/m/media', destinations: [{ name: 'usb', kind: 'folder', path: '/m' }] },
      /^destinations\[0\]\.path lies in the folder that the pictures come from/,
    ],
    [
      { folder: '/m', destinations: [ftp, { ...ftp, name: 'web again', names: 'plain' }] },
      'destinations[1].name leads to the same place as “web”, and each would delete what the other sent',
    ],
  ])('says in words what is wrong with %j', (json, words) => {
    const parsed = parseBooth(json);
    const said = 'mistakes' in parsed ? parsed.mistakes.map(mistakeWords) : [];
    expect(said).toEqual([words instanceof RegExp ? expect.stringMatching(words) : words]);
  });

  it('two destinations may lead to one place while one of them is off', () => {
    const destinations = [ftp, { ...ftp, name: 'web again', enabled: false }];
    expect(parseBooth({ folder: '/m', destinations })).toHaveProperty('settings');
  });

  it('takes folders below as people write them', () => {
    const parsed = parseBooth({ folder: '/m', subfolders: ['./processed_full/', 'party\\finished'] });
    expect(parsed).toMatchObject({ settings: { subfolders: ['processed_full', 'party/finished'] } });
  });

  it('never quotes a secret', () => {
    const parsed = parseBooth({ folder: '/m', destinations: [{ ...ftp, password: ['very secret'] }] });
    expect('mistakes' in parsed).toBe(true);
    expect(JSON.stringify(parsed)).not.toContain('very secret');
  });
});

describe('B7a: the form of the settings', () => {
  it('is made of the declarations: every kind, every option, what is chosen, what is required', () => {
    const form = boothSettingsFormSchema.parse(JSON.parse(JSON.stringify(formOf(draft))));
    expect(form.kinds.map(({ kind }) => kind)).toEqual(Object.keys(destinationKinds));
    const fields = form.kinds.find(({ kind }) => kind === 'ftp')?.fields ?? [];
    const named = (name: string) => fields.find((field) => field.name === name);
    expect(named('host')).toMatchObject({ input: 'text', isRequired: true });
    expect(named('password')).toMatchObject({ input: 'secret' });
    expect(named('secure')).toMatchObject({ input: 'choice', choices: ['explicit', 'implicit', 'off'] });
    expect(named('enabled')).toMatchObject({ input: 'switch', fallback: 'yes', isRequired: false });
    expect(named('mediaUrl')).toMatchObject({ input: 'address' });
  });

  it('holds no secret, but says which are set', () => {
    const form = formOf(draft);
    expect(JSON.stringify(form)).not.toMatch(/very secret|also secret/);
    expect(form.values.secrets).toEqual(['wifiPassword']);
    expect(form.destinations[0]?.secrets).toEqual(['password']);
  });

  it('keeps a secret that is not named, takes a new one, and takes one away with null', () => {
    const { name, kind, host, username } = ftp;
    const shown = { name, kind, host, username };
    const own = { folder: '/m', wifiName: 'Party' };
    const changed = (values: object, one: object) =>
      changedDraft(draft, { values: values as never, destinations: [one as never] });
    expect(changed(own, shown)).toEqual({ ...own, wifiPassword: 'also secret', destinations: [ftp] });
    expect(changed({ ...own, wifiPassword: null }, { ...shown, password: 'new' })).toEqual({
      ...own,
      destinations: [{ ...ftp, password: 'new' }],
    });
  });

  it('keeps the secret of a destination that is named anew, and gives it to no other kind', () => {
    const renamed = { name: 'new name', oldName: 'web', kind: 'ftp', host: 'h', username: 'u' };
    expect(triedDraft(draft, renamed)).toMatchObject({ name: 'new name', password: 'very secret' });
    expect(triedDraft(draft, { ...renamed, kind: 'webdav' })).not.toHaveProperty('password');
    expect(triedDraft(draft, { ...renamed, oldName: 'other' })).not.toHaveProperty('password');
  });
});

describe('the settings file', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'homeroll-settings-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is for its owner’s eyes only, and comes back as it was written', async () => {
    const file = join(folder, 'deep', 'booth.json');
    writeBooth(file, draft);
    expect((await stat(file)).mode & 0o077).toBe(0);
    expect(readBooth(file)).toMatchObject({ folder: draft.folder, wifiName: 'Party' });
  });

  it.each([
    ['{ "folder": "/m", ', /is not JSON, one object/],
    ['[]', /is not JSON, one object/],
    ['{ "destinations": [] }', /has a mistake:\n {2}folder is missing/],
  ])('says what is wrong with %j', async (text, words) => {
    const file = join(folder, 'booth.json');
    await writeFile(file, text);
    expect(() => readBooth(file)).toThrow(words);
    expect(() => readBooth(join(folder, 'none.json'))).toThrow(/cannot be read/);
  });
});
