import { unlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { boothPlace, startBooth, type BoothPlace, type BoothProcess } from './booth-process.ts';
import { chromiumPath, openChromium } from './chromium.ts';
import { codeOnScreen } from './code-on-screen.ts';

const small = { width: 800, height: 480 };
let browser: Browser;
let place: BoothPlace;
let booth: BoothProcess;
let jpeg: Buffer;

beforeAll(async () => {
  if (chromiumPath !== undefined) browser = await openChromium();
  jpeg = await sharp({ create: { width: 120, height: 80, channels: 3, background: '#a55' } })
    .jpeg()
    .toBuffer();
});
afterAll(() => browser.close());
beforeEach(async () => {
  place = await boothPlace();
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
  await booth.stop();
  await place.remove();
});

async function start(settings: object = {}): Promise<void> {
  await place.settings({ guestsAddress: 'http://127.0.0.1:4499', ...settings });
  booth = await startBooth(place);
}

const shotName = (shot: number): string => `20260614-${String(210_000 + shot)}-000000.jpg`;

async function shoot(count: number): Promise<void> {
  for (let shot = 0; shot < count; shot += 1) {
    const path = await place.shoot(shotName(shot), jpeg);
    await utimes(path, 1_780_000_000 + shot, 1_780_000_000 + shot);
  }
  await expect.poll(async () => (await booth.state()).count).toBe(count);
}

/** Checks may look into the page, which the page's own policy forbids to all others. */
async function open(viewport = small): Promise<Page> {
  const context = await browser.newContext({ viewport, locale: 'en-GB', bypassCSP: true });
  const page = await context.newPage();
  await page.goto(booth.address);
  return page;
}

const isShown = (page: Page): Promise<boolean> =>
  page.evaluate<boolean>('document.querySelector("img.booth-shown")?.naturalWidth > 0');

const keysOf = (page: Page): Promise<string[]> =>
  page.evaluate<string[]>('[...document.querySelectorAll(".booth-grid img")].map((each) => each.src)');

describe.skipIf(chromiumPath === undefined)('the booth’s screen at a long party (needs Chromium)', () => {
  it('B20: the gallery scrolls to the first picture, misses none while new ones come, and each can be turned from', async () => {
    await start();
    await shoot(150);
    const page = await open();
    await page.getByRole('button', { name: 'Show all pictures' }).click();
    const tiles = page.locator('.booth-grid img');
    const scrolled = async (): Promise<number> => {
      await page.mouse.move(400, 300);
      await page.mouse.wheel(0, 700);
      return tiles.count();
    };
    await expect.poll(scrolled).toBeGreaterThanOrEqual(120);
    await place.shoot(shotName(150), jpeg);
    await place.shoot(shotName(151), jpeg);
    await page.getByRole('heading', { name: '152 pictures' }).waitFor();
    await expect.poll(scrolled).toBe(152);
    expect(new Set(await keysOf(page)).size).toBe(152);
    await page.locator('.booth-grid button').nth(140).click();
    await expect.poll(() => isShown(page)).toBe(true);
    const shown = () => page.locator('img.booth-shown').getAttribute('src');
    const before = await shown();
    await page.getByRole('button', { name: 'Older picture' }).click();
    await expect.poll(shown).not.toBe(before);
    await unlink(join(place.media, 'processed_full', shotName(151)));
    await page.getByRole('button', { name: 'Back' }).click();
    await page.getByRole('heading', { name: '151 pictures' }).waitFor();
  });

  it('B7: says when the program does not answer, and shows everything again when it is back', async () => {
    await start();
    await shoot(2);
    const page = await open();
    await expect.poll(() => isShown(page)).toBe(true);
    const port = Number(new URL(booth.address).port);
    await booth.stop('SIGKILL');
    await page.getByText(/The booth’s program does not answer/).waitFor();
    await place.shoot(shotName(2), jpeg);
    booth = await startBooth(place, port);
    await page.getByText(/does not answer/).waitFor({ state: 'detached' });
    await page.getByText('3 pictures').waitFor();
    await expect.poll(() => isShown(page)).toBe(true);
  });

  it('a picture that no browser can show is told of in words, and has its code', async () => {
    await start();
    await writeFile(join(place.media, 'processed_full', shotName(1)), 'no picture'.repeat(500));
    const page = await open();
    await page.getByText(/cannot be shown here/).waitFor();
    const [picture] = (await booth.state()).pictures;
    const code = await codeOnScreen(page.getByRole('img', { name: 'Code of this picture' }));
    expect(code).toBe(picture?.links[0]?.url);
  });

  it('B20: an animated picture moves on the screen', async () => {
    await start();
    const frames = await sharp(Buffer.alloc(30 * 40 * 3, 90), {
      raw: { width: 30, height: 40, channels: 3, pageHeight: 20 },
    })
      .gif({ delay: [100, 100] })
      .toBuffer();
    await place.shoot('20260614-210000-000000.gif', frames);
    await expect.poll(async () => (await booth.state()).count).toBe(1);
    const key = (await booth.state()).pictures[0]?.key ?? '';
    const view = await fetch(`${booth.address}/api/booth/pictures/${key}/view`);
    expect(Buffer.from(await view.arrayBuffer()).equals(frames)).toBe(true);
  });
});

const long = 'Betriebsfest der Donaudampfschifffahrtsgesellschaft '.repeat(4).slice(0, 200);

describe.skipIf(chromiumPath === undefined)('whatever the host writes (needs Chromium)', () => {
  it.each([
    ['texts as long as may be', small, { title: long, textAbove: long, textBelow: long }],
    ['the same upright', { width: 600, height: 1024 }, { title: long, textAbove: long, textBelow: long }],
    ['a Wi-Fi as long as may be', small, { wifiName: 'W'.repeat(32), wifiPassword: 'W'.repeat(63) }],
    ['a Wi-Fi upright', { width: 390, height: 844 }, { title: 'A & B', wifiName: 'Hochzeitsfeier' }],
  ])('B19, B37: with %s every code fits, and is read', async (_says, viewport, settings) => {
    await start(settings);
    await shoot(1);
    const page = await open(viewport);
    const [link] = (await booth.state()).pictures[0]?.links ?? [];
    expect(await codeOnScreen(page.getByRole('img', { name: 'Code of this picture' }))).toBe(link?.url);
    const codes = await page.locator('.booth-code').all();
    for (const code of codes) {
      const box = await code.boundingBox();
      const upright = viewport.width < viewport.height;
      expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(
        upright ? viewport.height / 5 : viewport.height / 3,
      );
      expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(viewport.width);
    }
    expect(codes).toHaveLength('wifiName' in settings ? 2 : 1);
  });

  it.each(['A4', 'A6'])(
    'B20: prints on one sheet of %s, with the party’s name and a code that is read',
    async (format) => {
      await start({ title: 'Wedding of A and B' });
      await shoot(1);
      const page = await open();
      await page.getByRole('button', { name: 'Show all pictures' }).click();
      await page.getByRole('button', { name: /^Picture of/ }).click();
      await expect.poll(() => isShown(page)).toBe(true);
      const sheet = (await page.pdf({ format })).toString('latin1');
      expect(
        /\/Type \/Pages[^>]*\/Count (\d+)|\/Count (\d+)[^>]*\/Type \/Pages/.exec(sheet)?.slice(1),
      ).toContain('1');
      await page.setViewportSize(
        format === 'A4' ? { width: 734, height: 1062 } : { width: 337, height: 499 },
      );
      await page.emulateMedia({ media: 'print' });
      await page.getByText('Wedding of A and B').waitFor();
      const [link] = (await booth.state()).pictures[0]?.links ?? [];
      expect(await codeOnScreen(page.getByRole('img', { name: 'Code of this picture' }))).toBe(link?.url);
      expect(await page.getByText('Ready on your phone').isVisible()).toBe(false);
    },
  );
});
