import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import sharp from 'sharp';
import { build } from 'vite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { needs } from '../apps/server/test/programs.ts';
import { chromiumPath, openChromium } from './chromium.ts';
import { type WebSpace, webSpace } from './web-space.ts';

const root = join(import.meta.dirname, '..');
const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } as const;

let folder = '';
let html = '';
let jpeg: Buffer;
let space: WebSpace;
let browser: Browser | undefined;
/** What must never happen: errors, blocked things, requests to others. */
let faults: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'homeroll-portal-'));
  const configFile = join(root, 'apps/portal/vite.config.ts');
  await build({ configFile, logLevel: 'silent', build: { outDir: folder, emptyOutDir: true } });
  html = await readFile(join(folder, 'index.html'), 'utf8');
  jpeg = await sharp({ create: { width: 900, height: 600, channels: 3, background: '#7a9' } })
    .jpeg()
    .toBuffer();
  if (chromiumPath !== undefined) browser = await openChromium();
});
afterAll(async () => {
  await browser?.close();
  await rm(folder, { recursive: true });
});
beforeEach(async () => {
  faults = [];
  space = await webSpace();
  space.files.set('/portal.html', { type: 'text/html; charset=utf-8', bytes: Buffer.from(html) });
  space.files.set('/m/a b.jpg', { type: 'image/jpeg', bytes: jpeg });
});
afterEach(async () => {
  for (const context of browser?.contexts() ?? []) await context.close();
  await space.close();
  expect(faults).toEqual([]);
});

async function open(path: string, options: BrowserContextOptions = {}, setUp?: string): Promise<Page> {
  if (browser === undefined) throw new Error('no browser');
  const context = await browser.newContext({ locale: 'en-GB', ...options });
  if (setUp !== undefined) await context.addInitScript(setUp);
  const page = await context.newPage();
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    const isExpected = /Failed to load resource: the server responded with a status of (404|410)/.test(
      message.text(),
    );
    if (message.type() === 'error' && !isExpected) faults.push(message.text());
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(space.origin) && !/^(blob|data):/.test(request.url()))
      faults.push(request.url());
  });
  await page.goto(space.origin + path);
  return page;
}

const linkTo = (path: string) => `/portal.html#/?url=${encodeURIComponent(space.origin + path)}`;
const picture = (page: Page) => page.locator('.place > img');
const isDrawn = (page: Page) =>
  page.evaluate<boolean>("document.querySelector('.place > img')?.naturalWidth > 0");

async function savedBytes(page: Page, button: string): Promise<{ name: string; bytes: Buffer }> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: button, exact: true }).click(),
  ]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

/** The portal as the own server hands it out. */
function serveSet(path: string, data: unknown): void {
  const json = JSON.stringify(data).replaceAll('<', '\\u003c');
  const page = html.replace(
    '</head>',
    () => `<script type="application/json" id="shared-set">${json}</script></head>`,
  );
  space.files.set(path, { type: 'text/html; charset=utf-8', bytes: Buffer.from(page) });
}

async function serveSetOf(count: number): Promise<Buffer[]> {
  const files: Buffer[] = [];
  const items = [];
  for (let place = 1; place <= count; place += 1) {
    const size = { width: 300 + place * 40, height: 300 };
    const bytes = await sharp({ create: { ...size, channels: 3, background: `rgb(${place * 40} 90 90)` } })
      .jpeg()
      .toBuffer();
    files.push(bytes);
    for (const part of ['file', 'thumb', 'preview'])
      space.files.set(`/s/t/${place}/${part}`, { type: 'image/jpeg', bytes });
    const [file, view, thumb] = ['file', 'preview', 'thumb'].map((part) => `/s/t/${place}/${part}`);
    items.push({
      fileName: `IMG_${place}.jpg`,
      mediaType: 'image/jpeg',
      size: bytes.length,
      ...size,
      file,
      view,
      thumb,
    });
  }
  serveSet('/s/t', {
    title: 'Summer <party>',
    items,
    expiresAt: Date.now() + 1e9,
    zip: count > 1 ? '/s/t/all.zip' : null,
  });
  return files;
}

describe('the portal’s file', () => {
  it('B21, B28: is one file under 30 kB, names its version, and nobody else', async () => {
    const { version } = JSON.parse(await readFile(join(root, 'apps/portal/package.json'), 'utf8')) as {
      version: string;
    };
    expect(Buffer.byteLength(html)).toBeLessThan(30_000);
    expect(gzipSync(html).length).toBeLessThan(13_000);
    expect(html).toContain(`<meta name="homeroll-portal" content="${version}+`);
    expect(html).not.toMatch(/https?:\/\/(?!www\.w3\.org)/);
    expect(html).toMatch(
      /http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'sha256-/,
    );
  });
});

describe.skipIf(chromiumPath === undefined)(
  'the portal in Chromium (skipped where it is not installed)',
  () => {
    it('B21, B24: shows a picture after two requests, and saves it byte for byte', async () => {
      const page = await open(linkTo('/m/a b.jpg'));
      await picture(page).waitFor();
      expect(await isDrawn(page)).toBe(true);
      expect(space.requests).toEqual(['GET /portal.html', 'GET /m/a%20b.jpg']);
      expect(await savedBytes(page, 'Save')).toEqual({ name: 'a b.jpg', bytes: jpeg });
      expect(space.requests.length).toBe(2);
    });

    it('B22: opened too early it says so, waits, and shows the picture when it is there', async () => {
      const page = await open(linkTo('/m/late.jpg'));
      await page.getByText('Still on its way').waitFor();
      expect(await page.getByRole('link', { name: 'Save' }).isVisible()).toBe(false);
      space.files.set('/m/late.jpg', {
        type: 'text/html',
        bytes: Buffer.from('a page in place of a picture'),
      });
      await page.evaluate("dispatchEvent(new Event('online'))");
      await expect
        .poll(() => space.requests.filter((request) => request.endsWith('late.jpg')).length)
        .toBeGreaterThan(1);
      space.files.set('/m/late.jpg', { type: 'image/jpeg', bytes: jpeg });
      await page.evaluate("dispatchEvent(new Event('online'))");
      await picture(page).waitFor();
      expect(await page.getByText('Still on its way').count()).toBe(0);
    });

    it.each(['gif', 'webp', 'avif', 'png'] as const)('B23: shows %s, also animated', async (format) => {
      const frames = await sharp(Buffer.alloc(40 * 80 * 3, 120), {
        raw: { width: 40, height: 80, channels: 3, pageHeight: 40 },
      })
        .toFormat(format)
        .toBuffer();
      space.files.set(`/m/a.${format}`, {
        type: format === 'avif' ? 'application/octet-stream' : `image/${format}`,
        bytes: frames,
      });
      const page = await open(linkTo(`/m/a.${format}`));
      await picture(page).waitFor();
      await expect.poll(() => isDrawn(page)).toBe(true);
    });

    it('B23: says that it cannot show what the browser cannot decode, and lets it be saved', async () => {
      space.files.set('/m/broken.jpg', { type: 'image/jpeg', bytes: jpeg.subarray(0, 100) });
      const page = await open(linkTo('/m/broken.jpg'));
      await page.getByText('This browser cannot show it').waitFor();
      expect((await savedBytes(page, 'Save')).bytes).toEqual(jpeg.subarray(0, 100));
    });

    it.skipIf(!needs('ffmpeg'))(
      'B23: plays a video in its place, with ranges, also one that arrives late',
      async () => {
        const path = join(folder, 'film.mp4');
        const source = ['-f', 'lavfi', '-i', 'testsrc=size=320x180:rate=10:duration=2'];
        execFileSync('ffmpeg', ['-v', 'error', ...source, '-pix_fmt', 'yuv420p', path]);
        const page = await open(linkTo('/m/film.mp4'), phone);
        await page.getByText('Still on its way').waitFor();
        space.files.set('/m/film.mp4', { type: 'video/mp4', bytes: await readFile(path) });
        await page.evaluate("dispatchEvent(new Event('online'))");
        const video = page.locator('video');
        await video.waitFor();
        const length = () => page.evaluate<number>("document.querySelector('video').duration");
        await expect.poll(length).toBeCloseTo(2, 0);
        expect(await page.evaluate("document.querySelector('video').playsInline")).toBe(true);
        expect(space.requests.filter((request) => request.startsWith('HEAD')).length).toBeGreaterThan(1);
        expect((await savedBytes(page, 'Save')).bytes).toEqual(await readFile(path));
      },
    );

    it('B24: shares the very file with one tap, through the phone’s own menu', async () => {
      const stub = `navigator.canShare = ({ files }) => files.length > 0;
      navigator.share = async ({ files: [file] }) => {
        window.shared = [file.name, file.type, file.size, navigator.userActivation.isActive];
      };`;
      const page = await open(linkTo('/m/a b.jpg'), phone, stub);
      await picture(page).waitFor();
      await page.getByRole('button', { name: 'Share' }).tap();
      expect(await page.evaluate('window.shared')).toEqual(['a b.jpg', 'image/jpeg', jpeg.length, true]);
      expect(space.requests.length).toBe(2);
    });

    it('B24: explains press and hold on a phone that cannot share', async () => {
      const page = await open(linkTo('/m/a b.jpg'), phone);
      await page.getByText('press and hold the picture').waitFor();
    });

    it('B25: asks nothing of a foreign host', async () => {
      const page = await open(`/portal.html#/?url=${encodeURIComponent('https://evil.example/a.jpg')}`);
      await page.getByText('points to another site').waitFor();
      expect(space.requests).toEqual(['GET /portal.html']);
    });

    it.each([
      ['de-AT', 'de', 'Noch unterwegs'],
      ['tr-TR', 'tr', 'Hâlâ yolda'],
      ['ja-JP', 'en', 'Still on its way'],
    ])('B26: follows a browser set to %s', async (locale, language, text) => {
      const page = await open(linkTo('/m/none.jpg'), { locale });
      await page.getByText(text).waitFor();
      expect(await page.locator('html').getAttribute('lang')).toBe(language);
    });

    it('B29: shows a set, opens one large, turns pages by keys, saves one, offers the ZIP', async () => {
      const files = await serveSetOf(3);
      const page = await open('/s/t');
      await page.getByRole('heading', { name: 'Summer <party> 3' }).waitFor();
      expect(await page.getByRole('link', { name: /^Save all · / }).getAttribute('href')).toBe(
        `${space.origin}/s/t/all.zip`,
      );
      expect(await page.getByText(/^Available until /).count()).toBe(1);
      await page.getByRole('button', { name: '1 of 3: IMG_1.jpg' }).click();
      await page.getByText('1 of 3', { exact: true }).waitFor();
      await page.keyboard.press('ArrowRight');
      await page.getByText('2 of 3', { exact: true }).waitFor();
      await picture(page).waitFor();
      expect(await savedBytes(page, 'Save')).toEqual({ name: 'IMG_2.jpg', bytes: files[1] });
      await page.goBack();
      await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
      expect(await page.getByRole('heading', { name: 'Summer <party> 3' }).isVisible()).toBe(true);
      await page.getByRole('button', { name: '3 of 3: IMG_3.jpg' }).click();
      await page.keyboard.press('Escape');
      await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
    });

    it('B29: shows a single item of the own server at once: the page, then the picture', async () => {
      const [bytes] = await serveSetOf(1);
      const page = await open('/s/t');
      await picture(page).waitFor();
      expect(space.requests).toEqual(['GET /s/t', 'GET /s/t/1/preview']);
      expect(await savedBytes(page, 'Save')).toEqual({ name: 'IMG_1.jpg', bytes });
    });

    it('B23: tries a video of any format, and shows its picture and words where the browser cannot play it', async () => {
      await serveSetOf(1);
      const [file, view, thumb] = ['file', 'preview', 'thumb'].map((part) => `/s/t/1/${part}`);
      const item = {
        fileName: 'IMG_1.MOV',
        mediaType: 'video/quicktime',
        size: 9,
        width: 4,
        height: 3,
        file,
        view,
        thumb,
      };
      space.files.set('/s/t/1/file', { type: 'video/quicktime', bytes: Buffer.from('no film at all') });
      serveSet('/s/t', { title: null, items: [item], expiresAt: null, zip: null });
      const page = await open('/s/t');
      await page.getByText('This browser cannot show it').waitFor();
      await expect
        .poll(() => page.evaluate("document.querySelector('.wait img').naturalWidth > 0"))
        .toBe(true);
      expect((await savedBytes(page, 'Save')).name).toBe('IMG_1.MOV');
    });

    it('B22: opened before the picture is at the server it waits, and shows it without being touched', async () => {
      await serveSetOf(1);
      const known = space.files.get('/s/t')!;
      const [, set = ''] = /id="shared-set">(.*?)<\/script>/.exec(String(known.bytes)) ?? [];
      for (const data of [{ reason: 'not-here-yet' }, { ask: 'set.json' }]) {
        space.files.delete('/s/t/set.json');
        serveSet('/s/t', data);
        const page = await open('/s/t');
        await page.getByText('Still on its way').waitFor();
        expect(await violations(page)).toEqual([]);
        space.files.set('/s/t/set.json', { type: 'application/json', bytes: Buffer.from(set) });
        await picture(page).waitFor();
        expect(await page.title()).toBe('Summer <party>');
      }
    });

    it.each([
      ['away', 'Your photos cannot be reached'],
      ['expired', 'This link is over'],
      ['not-found', 'This link does not work'],
    ])('B34: says in words why a relay has nothing: %s', async (reason, words) => {
      serveSet('/s/t', { ask: 'set.json' });
      space.files.set('/s/t/set.json', {
        type: 'application/json',
        bytes: Buffer.from(JSON.stringify({ reason })),
      });
      const page = await open('/s/t', { locale: 'en-GB' });
      await page.getByText(words).first().waitFor();
    });

    it('B29: says so where the server has only a placeholder to show, and saves the original', async () => {
      const [bytes] = await serveSetOf(1);
      const drawing = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>';
      space.files.set('/s/t/1/preview', { type: 'image/svg+xml', bytes: Buffer.from(drawing) });
      const page = await open('/s/t');
      await page.getByText('This browser cannot show it').waitFor();
      expect(await savedBytes(page, 'Save')).toEqual({ name: 'IMG_1.jpg', bytes });
    });

    it.each([
      [{ reason: 'expired' }, 'This link is over'],
      [{ title: null, items: [], expiresAt: 1, zip: null }, 'This link does not work'],
      [{ reason: 'not-found' }, 'This link does not work'],
      [null, 'This link does not work'],
    ])('says in words why there is nothing: %j', async (data, words) => {
      serveSet('/s/t', data);
      const page = await open('/s/t');
      await page.getByText(words).first().waitFor();
    });

    it('B27: passes axe in light and dark, and is never wider than the screen, at 320 px and right to left', async () => {
      await serveSetOf(5);
      for (const colorScheme of ['light', 'dark'] as const) {
        for (const path of [linkTo('/m/a b.jpg'), linkTo('/m/none.jpg'), '/s/t', '/portal.html']) {
          const page = await open(path, {
            colorScheme,
            locale: 'de-DE',
            viewport: { width: 320, height: 568 },
          });
          await page.locator('main .place > *, main .notice, main .grid').first().waitFor();
          if (path === '/s/t') await page.getByRole('button', { name: /^1 von 5/ }).click();
          expect(await violations(page)).toEqual([]);
          await page.evaluate("document.dir = 'rtl'");
          expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
          await page.context().close();
        }
      }
    });
  },
);

/** axe runs in a world of its own, so the page's policy stays as strict as it is. */
async function violations(page: Page): Promise<string[]> {
  const session = await page.context().newCDPSession(page);
  const { frameTree } = await session.send('Page.getFrameTree');
  const { executionContextId } = await session.send('Page.createIsolatedWorld', {
    frameId: frameTree.frame.id,
  });
  const source = await readFile(axe, 'utf8');
  const expression = `${source}; axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ' ' + nodes[0].html))`;
  const answer = await session.send('Runtime.evaluate', {
    expression,
    contextId: executionContextId,
    awaitPromise: true,
    returnByValue: true,
  });
  return answer.result.value as string[];
}
