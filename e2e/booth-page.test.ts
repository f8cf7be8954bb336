import { get } from 'node:http';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { boothPageRoutes, boothSecretHeader } from '@homeroll/protocol/booth-page';
import { boothPlace, startBooth, type BoothPlace, type BoothProcess } from './booth-process.ts';
import { chromiumPath, openChromium } from './chromium.ts';
import { codeOnScreen } from './code-on-screen.ts';
import { freePorts } from './servers/server-program.ts';
import { expectAccessible, expectNoSidewaysScroll, visit } from './web-app.ts';

const small = { width: 800, height: 480 };
const screens = [small, { width: 1920, height: 1080 }, { width: 600, height: 1024 }] as const;

let browser: Browser;
let place: BoothPlace;
let booth: BoothProcess;
let disk: string;
let guestPort: number;

beforeAll(async () => {
  if (chromiumPath !== undefined) browser = await openChromium();
  disk = await mkdtemp(join(tmpdir(), 'homeroll-disk-'));
  place = await boothPlace();
  [guestPort = 0] = await freePorts(1);
  const guestsAddress = `http://127.0.0.1:${guestPort}`;
  await place.settings({ title: 'A & B', guestsPort: guestPort, guestsAddress });
  for (let shot = 0; shot < 3; shot += 1) {
    const background = ['#a55', '#5a5', '#55a'][shot] ?? '#555';
    const bytes = await sharp({ create: { width: 1500, height: 1000, channels: 3, background } })
      .jpeg()
      .toBuffer();
    await place.shoot(`20260614-21000${shot}-000000.jpg`, bytes);
  }
  booth = await startBooth(place);
  await vi.waitFor(async () => expect((await booth.state()).count).toBe(3), 60_000);
});
afterAll(async () => {
  await browser.close();
  await booth.stop();
  await place.remove();
  await rm(disk, { recursive: true });
});

async function open(hash = '', options: BrowserContextOptions = { viewport: small }): Promise<Page> {
  const { page } = await visit(browser, booth.address + hash, options);
  return page;
}

describe.skipIf(chromiumPath === undefined)('the booth’s screen (needs Chromium)', () => {
  it.each(screens)(
    'B20, B27: on $width×$height it fits, can be read and touched, and every code is read',
    async (viewport) => {
      for (const colorScheme of ['light', 'dark'] as const) {
        const page = await open('', { viewport, colorScheme });
        const code = page.getByRole('img', { name: 'Code of this picture' });
        const [link] = (await booth.state()).pictures[0]?.links ?? [];
        expect(await codeOnScreen(code)).toBe(link?.url);
        const box = await code.boundingBox();
        const least = viewport.width > viewport.height ? viewport.height / 3 : viewport.height / 5;
        expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(least);
        await expectAccessible(page, `newest ${colorScheme}`);
        expect(await scrolls(page)).toBe(false);
        expect(await smallTargets(page)).toEqual([]);
        await page.getByRole('button', { name: 'Show all pictures' }).click();
        await page.getByRole('heading', { name: '3 pictures' }).waitFor();
        await expectAccessible(page, `gallery ${colorScheme}`);
        await expectNoSidewaysScroll(page, 'gallery');
        await page
          .getByRole('button', { name: /^Picture of/ })
          .nth(1)
          .click();
        const older = (await booth.state()).pictures[1]?.links[0]?.url;
        expect(await codeOnScreen(page.getByRole('img', { name: 'Code of this picture' }))).toBe(older);
        await expectAccessible(page, `picture ${colorScheme}`);
        expect(await smallTargets(page)).toEqual([]);
        await page.keyboard.press('ArrowRight');
        await page.keyboard.press('Escape');
        await page.getByRole('button', { name: 'Back' }).click();
        await page.getByRole('button', { name: /^Destinations:/ }).click();
        await page.getByText('This network').waitFor();
        await expectAccessible(page, `status ${colorScheme}`);
        await page.context().close();
      }
    },
  );

  it('B20: shows a new picture by itself, and speaks the language of the browser', async () => {
    const page = await open('', { viewport: small, locale: 'de-DE' });
    await page.getByText('3 Bilder').waitFor();
    await page.getByText('Bereit für dein Handy').waitFor();
    const before = (await booth.state()).pictures[0]?.key ?? '';
    const bytes = await sharp({ create: { width: 900, height: 600, channels: 3, background: '#5aa' } })
      .jpeg()
      .toBuffer();
    await place.shoot('20260614-220000-000000.jpg', bytes);
    await page.getByText('4 Bilder').waitFor();
    const shown = await page.locator('.booth-shown').getAttribute('src');
    expect(shown).not.toContain(before);
    await page.context().close();
  });

  it('B7a: a destination is added in the page, tried, saved, and used; its secret is never shown again', async () => {
    const page = await open(`/#settings=${booth.settingsSecret}`, { viewport: { width: 390, height: 844 } });
    await page.getByRole('heading', { name: 'Settings of the booth' }).waitFor();
    expect(new URL(page.url()).hash).toBe('');
    await page.getByRole('button', { name: 'Folder', exact: true }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Nothing was saved').waitFor();
    const card = page.locator('details');
    await card.getByRole('button', { name: 'Try it' }).click();
    await card.getByText(/is missing: The folder that files are published to/).waitFor();
    await card.getByLabel('Name', { exact: true }).fill('USB disk');
    await card.getByLabel('Folder', { exact: true }).fill(disk);
    await card.getByRole('button', { name: 'Try it' }).click();
    await card.getByText('Put a picture there').waitFor();
    await card.getByText(/Guests cannot get at it: say its address/).waitFor();
    await card.getByText('Delete it there').waitFor();
    await page.getByLabel('Password of the Wi-Fi').fill('never shown');
    await page.getByLabel('Name of the Wi-Fi').fill('Party');
    await expectAccessible(page, 'settings');
    await expectNoSidewaysScroll(page, 'settings');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved. The booth goes on by it.').waitFor();
    await expect
      .poll(async () => (await booth.state()).destinations.map(({ name }) => name))
      .toEqual(['USB disk', 'here']);
    const { count } = await booth.state();
    await expect.poll(async () => (await booth.state()).destinations[0]?.done).toBe(count);
    const form = await ask(boothPageRoutes.settings, { [boothSecretHeader]: booth.settingsSecret });
    expect(form.body).not.toContain('never shown');
    const file = JSON.parse(await readFile(place.settingsFile, 'utf8')) as Record<string, unknown>;
    expect(file).toMatchObject({
      wifiPassword: 'never shown',
      destinations: [{ kind: 'folder', path: disk }],
    });
    await page.context().close();
  });
});

describe('who gets at the booth’s pages', () => {
  it('B7a: the settings are opened by the printed secret alone', async () => {
    for (const headers of [{}, { [boothSecretHeader]: 'x' }, { [boothSecretHeader]: 'x'.repeat(22) }]) {
      const { status, body } = await ask(boothPageRoutes.settings, headers);
      expect(status).toBe(401);
      expect(body).toContain('the link that homeroll booth printed');
    }
    expect((await ask(boothPageRoutes.settings, { [boothSecretHeader]: booth.settingsSecret })).status).toBe(
      200,
    );
  });

  it('the screen is for this machine: other names, and pages from elsewhere, are refused', async () => {
    expect((await ask(boothPageRoutes.state, { host: 'evil.example' })).status).toBe(403);
    for (const key of ['none', 'x'.repeat(150), '..%2f..%2fetc%2fpasswd'])
      expect((await ask(`/api/booth/pictures/${key}/view`)).status).toBe(404);
    expect((await ask(boothPageRoutes.state, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    const { headers } = await ask('/');
    expect(headers['content-security-policy']).toMatch(/default-src 'none'/);
  });

  it('B16, B37: guests get the pages of keys, and nothing else of the booth', async () => {
    const [picture] = (await booth.state()).pictures;
    const own = new URL(picture?.links.find(({ destination }) => destination === 'here')?.url ?? '');
    const there = (path: string, headers = {}) => fetch(own.origin + path, { headers });
    expect((await there(own.pathname)).status).toBe(200);
    const file = await there(`${own.pathname}/1/file`);
    expect(file.headers.get('content-security-policy')).toMatch(/sandbox/);
    expect(file.headers.get('x-content-type-options')).toBe('nosniff');
    const ranged = await there(`${own.pathname}/1/file`, { range: 'bytes=0-9' });
    expect([ranged.status, (await ranged.arrayBuffer()).byteLength]).toEqual([206, 10]);
    const others = [
      boothPageRoutes.state,
      boothPageRoutes.settings,
      '/b/',
      `${own.pathname.slice(0, -1)}_`,
      `${own.pathname}/2/file`,
      `/b/${'x'.repeat(12)}/${own.pathname.split('/').at(-1) ?? ''}`,
      `${own.pathname}/1/..%2f..%2f..%2fetc%2fpasswd`,
    ];
    for (const path of others) expect([path, (await there(path)).status]).toEqual([path, 404]);
  });
});

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** As `fetch` may not: with a host of one's own. */
function ask(path: string, headers: Record<string, string> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { port } = new URL(booth.address);
    get({ host: '127.0.0.1', port, path, headers: { host: `localhost:${port}`, ...headers } }, (response) => {
      let body = '';
      response.on('data', (text: Buffer) => (body += text.toString()));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
      );
    }).on('error', reject);
  });
}

function scrolls(page: Page): Promise<boolean> {
  return page.evaluate<boolean>(
    '[document.documentElement, document.body].some((each) => each.scrollHeight > innerHeight || each.scrollWidth > innerWidth)',
  );
}

/** Buttons that a finger might miss on a 7-inch screen. */
function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(
    `[...document.querySelectorAll('button')].filter((each) => {
      const { width, height } = each.getBoundingClientRect();
      return width < 64 || height < 64;
    }).map((each) => each.outerHTML)`,
  );
}
