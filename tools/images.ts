// Makes the pictures of the README from the real thing: a real server, real photos, a real browser. Run it after the
// screens changed: `npm run images`. It needs Chromium, exiftool, and photos in ../shared/photos.
import { execFileSync } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { openChromium } from '../e2e/chromium.ts';
import { boothPlace, startBooth } from '../e2e/booth-process.ts';
import { makeAnna, startServerProcess, syncOnce, type ServerProcess } from '../e2e/homeroll-process.ts';
import { photosFolder } from '../apps/server/test/programs.ts';

const images = join(import.meta.dirname, '..', 'docs', 'images');
const jpeg = { type: 'jpeg', quality: 88 } as const;
const password = 'a long enough password';

/** Some days of a summer; the pictures are real, only their dates are moved so that days have several. */
const days: Readonly<Record<string, { title: string; photos: readonly string[] }>> = {
  '2026:06:14': {
    title: 'Wedding of A and B',
    photos: [
      'iphone-hdr',
      'orientation-landscape_3',
      'jolla',
      'android-nokia-8.3',
      'orientation-portrait_8',
      'camera-canon-ixus',
      'camera-sony-cybershot',
    ],
  },
  '2026:06:12': {
    title: 'Florence',
    photos: [
      'gps-nikon-DSCN0010',
      'gps-nikon-DSCN0012',
      'gps-nikon-DSCN0021',
      'gps-nikon-DSCN0025',
      'gps-nikon-DSCN0027',
      'camera-kodak-dc240',
    ],
  },
  '2026:05:30': {
    title: 'Garden',
    photos: ['camera-nikon-e950', 'camera-fujifilm-finepix40i', 'orientation-landscape_6', 'no-exif'],
  },
};

const source = photosFolder();
if (source === undefined) throw new Error('The photos are not there: ../shared/photos');
const folder = await mkdtemp(join(tmpdir(), 'homeroll-images-'));
const data = join(folder, 'data');
const server = await startServerProcess(data, 0, ['--public-url', 'https://photos.example.org']);
const browser = await openChromium();
try {
  const token = await makeAnna(server, data);
  for (const [day, { title, photos }] of Object.entries(days)) await send({ day, title, photos, token });
  await mkdir(images, { recursive: true });
  const page = await signedIn(browser, server);
  await page.screenshot({ path: join(images, 'timeline.jpg'), ...jpeg });
  await shareScreens(browser, page);
  await boothScreen(browser);
} finally {
  await browser.close();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}

async function send(batch: {
  day: string;
  title: string;
  photos: readonly string[];
  token: string;
}): Promise<void> {
  const photos = join(folder, batch.title);
  await mkdir(photos);
  const there = await readdir(source ?? '');
  for (const [place, stem] of batch.photos.entries()) {
    const name = there.find((file) => file.startsWith(stem));
    if (name === undefined) continue;
    await copyFile(join(source ?? '', name), join(photos, name));
    const time = `${batch.day} ${String(9 + place).padStart(2, '0')}:15:00`;
    execFileSync('exiftool', [
      '-q',
      '-m',
      '-overwrite_original',
      `-DateTimeOriginal=${time}`,
      join(photos, name),
    ]);
  }
  const run = { photos, address: server.address, token: batch.token, state: join(folder, 'state') };
  const { code, out } = await syncOnce({ ...run, more: ['--title', batch.title] });
  if (code !== 0) throw new Error(out);
}

async function signedIn(chromium: Browser, { address }: ServerProcess): Promise<Page> {
  const context = await chromium.newContext({
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    colorScheme: 'light',
  });
  const answer = await context.request.post(`${address}/api/session`, { data: { user: 'anna', password } });
  if (!answer.ok()) throw new Error(`signing in answered ${String(answer.status())}`);
  const page = await context.newPage();
  await page.goto(address);
  await allPicturesShown(page);
  return page;
}

async function shareScreens(chromium: Browser, page: Page): Promise<void> {
  const cells = page.getByRole('gridcell');
  await cells.nth(1).focus();
  await page.keyboard.press('Space');
  for (let more = 0; more < 3; more += 1) await page.keyboard.press('Shift+ArrowRight');
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog
    .getByRole('button', { name: /make|create|link/i })
    .first()
    .click();
  await dialog.locator('img').waitFor();
  await allPicturesShown(page);
  await page.screenshot({ path: join(images, 'share.jpg'), ...jpeg });
  const link = await dialog.locator('input[readonly], input').first().inputValue();
  const url = server.address + new URL(link).pathname;
  const phone = await chromium.newContext({
    viewport: { width: 390, height: 844 },
    deviceScaleFactor: 2,
    locale: 'en-GB',
    colorScheme: 'light',
  });
  const guest = await phone.newPage();
  await guest.goto(url);
  await allPicturesShown(guest);
  await guest.screenshot({ path: join(images, 'portal.jpg'), ...jpeg });
}

/** A 7-inch screen with one of the photos as the newest picture. */
async function boothScreen(chromium: Browser): Promise<void> {
  const place = await boothPlace();
  const mediaUrl = 'https://party.example.org';
  const destinations = [{ name: 'web space', kind: 'folder', path: folder, mediaUrl }];
  await place.settings({ title: 'Wedding of A and B', guestsHere: false, destinations });
  for (const [shot, name] of ['gps-nikon-DSCN0021.jpg', 'iphone-hdr.jpg'].entries()) {
    await place.shoot(`20260614-20300${String(shot)}-000000.jpg`, await readFile(join(source ?? '', name)));
  }
  const booth = await startBooth(place);
  try {
    const screen = { viewport: { width: 800, height: 480 }, deviceScaleFactor: 2, locale: 'en-GB' };
    const page = await chromium.newPage({ ...screen, colorScheme: 'light', reducedMotion: 'reduce' });
    await page.goto(booth.address);
    await page.getByText('Ready on your phone').waitFor();
    await allPicturesShown(page);
    await page.screenshot({ path: join(images, 'booth.jpg'), ...jpeg });
  } finally {
    await booth.stop();
    await place.remove();
  }
}

async function allPicturesShown(page: Page): Promise<void> {
  await page.locator('img').first().waitFor();
  const isComplete = '[...document.images].every((image) => image.complete && image.naturalWidth > 0)';
  while (!(await page.evaluate<boolean>(isComplete))) await page.waitForTimeout(100);
}
