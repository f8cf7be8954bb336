import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { madePhoto } from '../apps/server/test/made-photo.ts';
import { boothPlace, startBooth, type BoothPlace, type BoothProcess } from './booth-process.ts';
import { chromiumPath, openChromium } from './chromium.ts';
import { codeOnScreen } from './code-on-screen.ts';
import { makeAnna, startServerProcess, type ServerProcess } from './homeroll-process.ts';
import { startRelayProcess, type RelayProcess } from './relay-process.ts';
import type { LoginServer } from './servers/login-server.ts';
import { hasNginx } from './servers/nginx.ts';
import { startStaticNginx, type StaticSpace } from './servers/nginx-static.ts';
import { hasVsftpd, startVsftpd } from './servers/vsftpd.ts';
import { unreliableProxy, type UnreliableProxy } from './unreliable-proxy.ts';

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, locale: 'en-GB' };
const name = '20260614-203005-123456.jpg';

let browser: Browser;
let place: BoothPlace;
let booth: BoothProcess | undefined;
let gate: UnreliableProxy;
const ends: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  if (chromiumPath !== undefined) browser = await openChromium();
});
afterAll(() => browser.close());
beforeEach(async () => {
  place = await boothPlace();
  booth = undefined;
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
  await booth?.stop();
  for (const end of ends.splice(0).reverse()) await end();
  await place.remove();
});

async function start(settings: object): Promise<BoothProcess> {
  await place.settings(settings);
  booth = await startBooth(place);
  return booth;
}

/** The code beside the newest picture on the booth's screen, read by somebody else's reader. */
async function scan({ address }: BoothProcess, size = { width: 800, height: 480 }): Promise<string> {
  const screen = await browser.newPage({ viewport: size, locale: 'en-GB' });
  await screen.goto(address);
  const link = await codeOnScreen(screen.getByRole('img', { name: 'Code of this picture' }));
  await screen.close();
  return link ?? '';
}

function guest(link: string): Promise<Page> {
  return browser.newPage(phone).then(async (page) => {
    await page.goto(link);
    return page;
  });
}

/** The bytes that a guest's phone saves. */
async function saved(page: Page): Promise<Buffer> {
  await page.locator('.place > img').waitFor();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Save', exact: true }).click(),
  ]);
  const chunks: Buffer[] = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

async function photo(size = 300_000): Promise<Buffer> {
  return (await madePhoto({ size })).bytes;
}

async function isAllThere(): Promise<boolean> {
  const state = await booth?.state();
  return state?.destinations.every(({ waiting, trouble }) => waiting === 0 && trouble === null) ?? false;
}

describe.skipIf(chromiumPath === undefined || !hasVsftpd || !hasNginx)(
  'a booth with an FTP web space (needs Chromium, vsftpd, nginx)',
  () => {
    let ftp: LoginServer;
    let space: StaticSpace;

    beforeEach(async () => {
      ftp = await startVsftpd();
      space = await startStaticNginx(ftp.root);
      gate = await unreliableProxy(ftp.port);
      gate.mode = 'refuse';
      ends.push(
        () => gate.close(),
        () => space.stop(),
        () => ftp.stop(),
      );
    });

    const destination = () => ({
      ...{ name: 'web space', kind: 'ftp', host: '127.0.0.1', port: Number(new URL(gate.address).port) },
      ...{ username: ftp.username, password: ftp.password, folder: ftp.folder, secure: 'off' },
      mediaUrl: space.address,
    });
    const through = async (): Promise<void> => {
      gate.mode = 'through';
      await booth?.retry();
      await expect.poll(isAllThere).toBe(true);
    };
    const published = async (): Promise<string[]> =>
      (await readdir(join(ftp.root, 'media'))).filter((each) => each.endsWith('.jpg'));

    it('B1, B15, B16, B22: the code is scanned before the upload is finished, and the picture appears, byte for byte', async () => {
      const running = await start({ destinations: [destination()] });
      gate.mode = 'through';
      await running.retry();
      await expect.poll(() => readdir(ftp.root)).toContain('index.html');
      await expect.poll(isAllThere).toBe(true);
      gate.mode = 'refuse';
      const bytes = await photo();
      await place.shoot(name, bytes);
      await expect.poll(async () => (await running.state()).count).toBe(1);
      const link = await scan(running);
      expect(link.startsWith(`${space.address}/index.html#/?url=`)).toBe(true);
      const page = await guest(link);
      await page.getByText('Still on its way').waitFor();
      await through();
      expect((await saved(page)).equals(bytes)).toBe(true);
      expect(await published()).toHaveLength(1);
      expect((await readdir(ftp.root)).sort()).toEqual(['index.html', 'media']);
    });

    it('B4, B5: a filter changes what the same code leads to; what is deleted goes; raw shots stay at home', async () => {
      const running = await start({ destinations: [destination()] });
      const path = await place.shoot(name, await photo());
      await place.shoot('20260614-203100-000001.jpg', await photo());
      await through();
      const foreign = join(ftp.root, 'media', 'somebody-elses.jpg');
      await writeFile(foreign, 'theirs');
      const link =
        (await running.state()).pictures.find(({ fileName }) => fileName === name)?.links[0]?.url ?? '';
      const filtered = await photo(200_000);
      await writeFile(path, filtered);
      const there = async (): Promise<Buffer> =>
        Buffer.from(await (await fetch(decodeURIComponent(link.split('url=')[1] ?? ''))).arrayBuffer());
      await expect.poll(async () => (await there()).equals(filtered)).toBe(true);
      await unlink(path);
      await expect.poll(async () => (await published()).length).toBe(2);
      expect(await published()).toContain('somebody-elses.jpg');
      expect((await fetch(decodeURIComponent(link.split('url=')[1] ?? ''))).status).toBe(404);
    });

    it('B3: the booth loses its power with pictures waiting, and sends them when it is back', async () => {
      await start({ destinations: [destination()] });
      const shots = Array.from(
        { length: 6 },
        (_, shot) => `20260614-2040${String(shot).padStart(2, '0')}-000000.jpg`,
      );
      for (const shot of shots) await place.shoot(shot, await photo(5_000_000));
      gate.mode = 'through';
      await booth?.retry();
      await expect.poll(async () => (await published().catch(() => [])).length).toBeGreaterThan(0);
      await booth?.stop('SIGKILL');
      booth = await startBooth(place);
      await through();
      expect(await published()).toHaveLength(6);
      const left = await readdir(join(ftp.root, 'media'));
      expect(left.filter((each) => each.includes('.part'))).toEqual([]);
    });

    it('B2, B7: a destination that is dead holds up no other, and the screen says what is wrong', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'homeroll-disk-'));
      ends.push(() => rm(folder, { recursive: true }));
      const running = await start({
        destinations: [
          { ...destination(), name: 'dead', password: 'wrong' },
          { name: 'disk', kind: 'folder', path: folder },
        ],
      });
      gate.mode = 'through';
      await place.shoot(name, await photo());
      await expect.poll(async () => (await readdir(join(folder, 'media')).catch(() => [])).length).toBe(2);
      const screen = await browser.newPage({ viewport: { width: 800, height: 480 }, locale: 'en-GB' });
      await screen.goto(running.address);
      await screen.getByRole('button', { name: 'Destinations: something is wrong' }).click();
      const dead = screen.locator('.booth-destination', { hasText: 'dead' });
      await expect.poll(() => dead.innerText()).toMatch(/password|login/i);
      const german = await browser.newPage({ viewport: { width: 800, height: 480 }, locale: 'de-DE' });
      await german.goto(running.address);
      await german.getByRole('button', { name: 'Ziele: etwas stimmt nicht' }).click();
      await german.getByText(/Die Anmeldung wird abgelehnt/).waitFor();
      expect(await german.locator('[lang=en]').innerText()).toMatch(/password|login/i);
      expect(await screen.locator('.booth-destination', { hasText: 'disk' }).innerText()).toMatch(
        /All is well/,
      );
    });
  },
);

describe.skipIf(chromiumPath === undefined)('a booth without a web space (needs Chromium)', () => {
  it('B30, B34: by relay: a guest waits while the booth is unplugged, and gets the picture when it is back', async () => {
    const data = await mkdtemp(join(tmpdir(), 'homeroll-relay-'));
    const relay: RelayProcess = await startRelayProcess(data);
    ends.push(
      () => rm(data, { recursive: true }),
      () => relay.stop(),
    );
    const running = await start({
      guestsHere: false,
      destinations: [{ name: 'relay', kind: 'relay', url: relay.address, key: relay.key }],
    });
    await expect.poll(isAllThere).toBe(true);
    const bytes = await photo(2_000_000);
    await place.shoot(name, bytes);
    await expect.poll(async () => (await running.state()).count).toBe(1);
    const link = await scan(running);
    expect(link.startsWith(`${relay.address}/l/`)).toBe(true);
    await running.stop('SIGKILL');
    const page = await guest(link);
    await page.getByText('Your photos cannot be reached').waitFor();
    booth = await startBooth(place);
    expect((await saved(page)).equals(bytes)).toBe(true);
    await unlink(join(place.media, 'processed_full', name));
    await expect.poll(async () => (await booth?.state())?.count).toBe(0);
    // The relay asks about what it has kept for a few seconds.
    await expect.poll(async () => (await fetch(`${link}/set.json`)).status).toBe(410);
    const over = await guest(link);
    await over.getByText('This link is over').first().waitFor();
    await booth.stop();
    booth = await startBooth(place);
    await expect.poll(async () => (await fetch(`${link}/set.json`)).status).toBe(410);
    const later = await guest(link.replace(/-[^-]*$/, `-${randomBytes(16).toString('hex').slice(0, 22)}`));
    await later.getByText('This link does not work').first().waitFor();
  });

  it('B32: by relay: guests get the finished picture, or the shot behind it, by configuration', async () => {
    const data = await mkdtemp(join(tmpdir(), 'homeroll-relay-'));
    const relay = await startRelayProcess(data);
    ends.push(
      () => rm(data, { recursive: true }),
      () => relay.stop(),
    );
    for (const version of ['processed', 'original'] as const) {
      const shot = `20260614-2100${version === 'processed' ? '00' : '01'}-000000.jpg`;
      const bytes = { processed: await photo(), original: await photo() };
      await place.shoot(shot, bytes.processed);
      await writeFile(join(place.media, 'unprocessed_original', shot), bytes.original);
      const running = await start({
        destinations: [{ name: 'relay', kind: 'relay', url: relay.address, key: relay.key, version }],
      });
      await expect.poll(async () => (await running.state()).destinations[0]?.state).toBe('fine');
      const picture = (await running.state()).pictures.find(({ fileName }) => fileName === shot);
      const answer = await fetch(`${picture?.links[0]?.url ?? ''}/1/file`);
      expect(Buffer.from(await answer.arrayBuffer()).equals(bytes[version])).toBe(true);
      await running.stop();
    }
  });

  it('B13, B22: by the own server: the page waits for a picture that is not there yet, and shows it', async () => {
    const data = await mkdtemp(join(tmpdir(), 'homeroll-home-'));
    const server: ServerProcess = await startServerProcess(data);
    const token = await makeAnna(server, data, 'upload,view,share,delete');
    gate = await unreliableProxy(Number(new URL(server.address).port));
    ends.push(
      () => rm(data, { recursive: true }),
      () => server.stop(),
      () => gate.close(),
    );
    const running = await start({
      guestsHere: false,
      destinations: [
        { name: 'home', kind: 'own-server', url: gate.address, mediaUrl: server.address, token },
      ],
    });
    await place.shoot('20260614-203000-000000.jpg', await photo());
    await expect.poll(async () => (await running.state()).destinations[0]?.done).toBe(1);
    gate.mode = 'refuse';
    const bytes = await photo();
    const path = await place.shoot(name, bytes);
    await expect.poll(async () => (await running.state()).count).toBe(2);
    const link = await scan(running);
    expect(link.startsWith(`${server.address}/b/`)).toBe(true);
    const page = await guest(link);
    await page.getByText('Still on its way').waitFor();
    gate.mode = 'through';
    await running.retry();
    const filed = await saved(page);
    expect(filed.equals(bytes)).toBe(true);
    const filtered = await photo();
    await writeFile(path, filtered);
    const now = async (): Promise<Buffer> => Buffer.from(await (await fetch(`${link}/1/file`)).arrayBuffer());
    await expect.poll(async () => (await now()).equals(filtered)).toBe(true);
    await unlink(path);
    await expect.poll(async () => (await fetch(`${link}/set.json`)).status).toBe(410);
  });

  it('B30: a server at home hands out a share through a relay, with no port opened', async () => {
    const [data, relayData] = await Promise.all(
      ['home', 'relay'].map((each) => mkdtemp(join(tmpdir(), `homeroll-${each}-`))),
    );
    const relay = await startRelayProcess(relayData!);
    const server = await startServerProcess(data!, 0, ['--relay', relay.address, '--relay-key', relay.key]);
    ends.push(
      () => rm(data!, { recursive: true }),
      () => rm(relayData!, { recursive: true }),
      () => relay.stop(),
      () => server.stop(),
    );
    const token = await makeAnna(server, data!);
    const { bytes, hash } = await madePhoto({ size: 500_000 });
    const headers = { authorization: `Bearer ${token}` };
    const put = await fetch(`${server.address}/api/media/${hash}`, {
      method: 'PUT',
      headers: { ...headers, 'homeroll-file-name': 'a.jpg' },
      body: new Uint8Array(bytes),
    });
    const { id } = (await put.json()) as { id: number };
    const made = await fetch(`${server.address}/api/shares`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify({ items: [id], title: 'Summer' }),
    });
    const share = (await made.json()) as { url: string; id: number };
    expect(share.url.startsWith(`${relay.address}/l/`)).toBe(true);
    const page = await guest(share.url);
    expect((await saved(page)).equals(bytes)).toBe(true);
    expect(await page.title()).toBe('Summer');
  });

  it('B20, B37: without internet: two codes, first the Wi-Fi, then the picture from the booth itself', async () => {
    const running = await start({
      ...{ wifiName: 'Party; "A\\B"', wifiPassword: 'dance:all,night' },
      guestsAddress: 'http://127.0.0.1:4499',
    });
    const bytes = await photo();
    await place.shoot(name, bytes);
    await expect.poll(async () => (await running.state()).count).toBe(1);
    const screen = await browser.newPage({ viewport: { width: 800, height: 480 }, locale: 'en-GB' });
    await screen.goto(running.address);
    const wifi = await codeOnScreen(screen.getByRole('img', { name: /^Code of the Wi-Fi/ }));
    expect(wifi).toBe('WIFI:S:Party\\; \\"A\\\\B\\";T:WPA;P:dance\\:all\\,night;;');
    const link = await codeOnScreen(screen.getByRole('img', { name: 'Code of this picture' }));
    expect(link).toMatch(/^http:\/\/127\.0\.0\.1:4499\/b\/[\w-]{12}\/20260614-203005-123456-/);
    for (const step of ['1. Join the Wi-Fi', '2. Get your photo']) await screen.getByText(step).waitFor();
  });
});

describe('the folder of a booth program', () => {
  it('B7a: the settings file is followed while the booth runs; a mistake in it is told, and all goes on as before', async () => {
    const running = await start({ title: 'Before' });
    await place.settings({ title: 'After' });
    await expect.poll(async () => (await running.state()).title).toBe('After');
    await place.settings({ titel: 'Wrong' });
    const trouble = async (): Promise<string | null> =>
      (await running.state()).settingsTrouble?.words ?? null;
    await expect.poll(trouble).toMatch(/titel is no setting here; did you mean title/);
    expect((await running.state()).title).toBe('After');
    await place.settings({ title: 'Again' });
    await expect.poll(async () => (await running.state()).title).toBe('Again');
    expect(await trouble()).toBeNull();
  });

  it('B5: what is not there is said, and nothing is deleted meanwhile', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'homeroll-disk-'));
    ends.push(() => rm(folder, { recursive: true }));
    const running = await start({ destinations: [{ name: 'disk', kind: 'folder', path: folder }] });
    await place.shoot(name, await photo());
    const kept = async (): Promise<string[]> =>
      (await readdir(join(folder, 'media'))).filter((each) => each.endsWith('.jpg'));
    await expect.poll(() => kept().catch(() => [])).toHaveLength(1);
    await rm(join(place.media, '..'), { recursive: true });
    await running.retry();
    await expect.poll(async () => (await running.state()).folderTrouble?.words).toMatch(/is not there/);
    expect(await kept()).toHaveLength(1);
    await mkdir(join(place.media, 'processed_full'), { recursive: true });
  });
});
