import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import {
  boothPageRoutes,
  boothSecretHeader,
  boothSettingsFormSchema,
  type BoothDestination,
} from '@homeroll/protocol/booth-page';
import { madePhoto } from '../apps/server/test/made-photo.ts';
import { boothPlace, startBooth, type BoothPlace, type BoothProcess } from './booth-process.ts';
import { homeroll } from './homeroll-process.ts';

const name = '20260614-203005-123456.jpg';
let place: BoothPlace;
let disk: string;
let booth: BoothProcess | undefined;
const squatters: Server[] = [];

beforeEach(async () => {
  place = await boothPlace();
  disk = await mkdtemp(join(tmpdir(), 'homeroll-disk-'));
});
afterEach(async () => {
  await booth?.stop();
  for (const each of squatters.splice(0)) each.close();
  await place.remove();
  await rm(disk, { recursive: true, force: true });
});

async function start(settings: object = {}): Promise<BoothProcess> {
  await place.settings({ destinations: [{ name: 'disk', kind: 'folder', path: disk }], ...settings });
  booth = await startBooth(place);
  return booth;
}

const photo = async (): Promise<Buffer> => (await madePhoto({ size: 50_000 })).bytes;

async function published(): Promise<string[]> {
  const there = await readdir(join(disk, 'media')).catch(() => []);
  return there.filter((each) => each.endsWith('.jpg'));
}

/** Somebody else's program at any port, or at this one. */
async function squatter(port = 0): Promise<number> {
  const server = createServer().listen(port, '0.0.0.0');
  squatters.push(server);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function here(): Promise<BoothDestination | undefined> {
  return (await booth?.state())?.destinations.find(({ kind }) => kind === 'here');
}

describe('what a booth meets at its start', () => {
  it('B1, B3: with immediate alone, what waited when the program ended goes out', async () => {
    await place.shoot(name, await photo());
    const destination = { name: 'disk', kind: 'folder', path: disk, enableRegularSync: false };
    await start({ destinations: [destination] });
    await expect.poll(published).toHaveLength(1);
  });

  it('B1, B5: a folder that comes later is noticed by itself, and no raw shot goes out before the finished pictures', async () => {
    const away = `${place.media}-away`;
    await rename(place.media, away);
    await rm(join(away, 'processed_full'), { recursive: true });
    await writeFile(join(away, 'camera_original', name), await photo());
    const running = await start();
    await rename(away, place.media);
    await expect.poll(async () => (await running.state()).folderTrouble?.words).toContain('processed_full');
    expect((await running.state()).count).toBe(0);
    await mkdir(join(place.media, 'processed_full'));
    await place.shoot(name, await photo());
    await expect.poll(published).toHaveLength(1);
    expect((await running.state()).folderTrouble).toBeNull();
  });

  it('B4: an empty folder where the disk with the pictures was deletes nothing', async () => {
    await place.shoot(name, await photo());
    const before = await start();
    await expect.poll(published).toHaveLength(1);
    await before.stop();
    const folder = dirname(place.media);
    await rename(folder, `${folder}-pulled-out`);
    await mkdir(folder);
    const running = await start();
    await expect.poll(async () => (await running.state()).destinations[0]?.checkedAt).not.toBeNull();
    expect(await running.state()).toMatchObject({ count: 0, destinations: [{ waiting: 0, done: 1 }, {}] });
    expect(await published()).toHaveLength(1);
  });

  it('says what is wrong with the folder, the state or the port, ends, and writes nothing', async () => {
    const settings = join(disk, 'booth.json');
    const at = ['--settings', settings, '--state', join(disk, 'state')];
    const missing = await homeroll(['booth', join(disk, 'none'), ...at]);
    expect([missing.code, missing.err]).toEqual([2, `There is no folder ${join(disk, 'none')}.\n`]);
    expect(existsSync(settings)).toBe(false);
    const port = await squatter();
    const taken = await homeroll(['booth', disk, ...at, '--port', String(port)]);
    expect([taken.code, taken.err]).toEqual([2, expect.stringMatching(/^Port \d+ cannot be had/)]);
    const stateless = await homeroll(['booth', disk, '--settings', settings, '--state', settings]);
    expect([stateless.code, stateless.err]).toEqual([
      2,
      expect.stringMatching(/choose another one with --state/),
    ]);
  });
});

describe('what a booth does at its destinations', () => {
  it('B7: is told on its terminal, by the names here and not by those in the links, and no trouble twice', async () => {
    const closed = { name: 'away', kind: 'ftp', host: '127.0.0.1', port: 1, secure: 'off' };
    const destinations = [
      { name: 'disk', kind: 'folder', path: disk },
      { ...closed, username: 'booth', password: 'the-password' },
    ];
    await place.settings({ destinations });
    await chmod(place.settingsFile, 0o644);
    const running = (booth = await startBooth(place));
    const path = await place.shoot(name, await photo());
    await expect.poll(published).toHaveLength(1);
    const [key = '?'] = (await published()).map((each) => each.slice(-24));
    await expect.poll(() => running.logged()).toMatch(/^..:.. away: nothing answers at this address/m);
    await running.retry();
    await rm(path);
    await expect.poll(published).toHaveLength(0);
    await expect.poll(() => running.logged()).toContain(`Deleted processed_full/${name} at disk`);
    const log = running.logged();
    expect(log).toContain(`Others on this machine may read ${place.settingsFile}`);
    expect(log).toContain('Sent the portal to disk');
    expect(log).toContain(`Sent processed_full/${name} to disk`);
    expect(log.match(/away/g)).toHaveLength(1);
    expect(log).not.toContain(key);
    expect(log).not.toContain('the-password');
    expect(log).not.toContain(running.settingsSecret);
  });

  it('B7a: leaves some of the line to others where its speed is limited', async () => {
    const destination = { name: 'disk', kind: 'folder', path: disk, uploadLimit: 20 };
    const running = await start({ destinations: [destination] });
    await place.shoot(name, (await madePhoto({ size: 20_000_000 })).bytes);
    const sending = async (): Promise<number> => {
      const [here] = (await running.state()).destinations;
      return here?.sending.find(({ fileName }) => fileName === name)?.sent ?? 0;
    };
    await expect.poll(sending).toBeGreaterThan(20_000);
    expect(await published()).toEqual([]);
    await place.settings({ destinations: [{ ...destination, uploadLimit: 0 }] });
    await expect.poll(published).toHaveLength(1);
  });
});

describe('settings that change while the booth runs', () => {
  it('B37, B7: guests’ port is told of while another program has it, opened when it is free, and closed when that is wished', async () => {
    const guestsPort = await squatter();
    const running = await start({ guestsPort, guestsAddress: `http://127.0.0.1:${String(guestsPort)}` });
    await place.shoot(name, await photo());
    await expect.poll(async () => (await running.state()).count).toBe(1);
    expect((await here())?.trouble?.words).toContain(`Another program has port ${String(guestsPort)}`);
    expect((await running.state()).pictures[0]?.links).toEqual([]);
    squatters.pop()?.close();
    await expect.poll(async () => (await here())?.state).toBe('fine');
    const link = (await running.state()).pictures[0]?.links[0]?.url ?? '';
    expect((await fetch(link)).status).toBe(200);
    await place.settings({ guestsPort, guestsHere: false });
    await expect.poll(here).toBeUndefined();
    await expect(fetch(link)).rejects.toThrow();
  });

  it('B2, B7a: what they leave as it is goes on undisturbed, in the middle of a file too', async () => {
    const slow = { name: 'disk', kind: 'folder', path: disk, uploadLimit: 100 };
    const running = await start({ destinations: [slow] });
    await place.shoot(name, (await madePhoto({ size: 20_000_000 })).bytes);
    const sent = async (): Promise<number> =>
      (await running.state()).destinations[0]?.sending.find(({ fileName }) => fileName === name)?.sent ?? 0;
    await expect.poll(sent).toBeGreaterThan(300_000);
    const before = await sent();
    const second = await mkdtemp(join(tmpdir(), 'homeroll-disk-'));
    onTestFinished(() => rm(second, { recursive: true }));
    const other = { name: 'second', kind: 'folder', path: second };
    await place.settings({ title: 'Changed', destinations: [slow, other] });
    const arrived = async (): Promise<string[]> => readdir(join(second, 'media')).catch(() => []);
    await expect.poll(async () => (await arrived()).filter((each) => each.endsWith('.jpg'))).toHaveLength(1);
    expect((await running.state()).title).toBe('Changed');
    expect(await sent()).toBeGreaterThanOrEqual(before);
    await place.settings({ title: 'Changed', destinations: [other] });
    await expect.poll(async () => (await running.state()).destinations).toHaveLength(2);
    expect((await readdir(join(disk, 'media'))).filter((each) => each.endsWith('.jpg'))).toEqual([]);
  });

  it('B7a: the form has what the file holds now, also when another hand wrote it', async () => {
    const running = await start({ title: 'Before' });
    await place.settings({ title: 'By hand' });
    await expect.poll(async () => (await running.state()).title).toBe('By hand');
    const headers = { [boothSecretHeader]: running.settingsSecret };
    const answer = await fetch(running.address + boothPageRoutes.settings, { headers });
    expect(boothSettingsFormSchema.parse(await answer.json()).values['title']).toBe('By hand');
  });
});
