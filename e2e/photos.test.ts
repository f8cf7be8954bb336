import { DatabaseSync } from 'node:sqlite';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pathKey } from '@homeroll/core/filing/clean-name';
import { chromiumPath, openChromium } from './chromium.ts';
import { makeAnna, startServerProcess, type ServerProcess } from './homeroll-process.ts';

const items = 100_000;
const days = 2000;
const password = 'a long enough password';

describe.skipIf(chromiumPath === undefined)('P34: a library of 100,000 photos (needs Chromium)', () => {
  let folder = '';
  let server: ServerProcess;
  let browser: Browser;
  let page: Page;
  const faults: string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'homeroll-photos-'));
    const data = join(folder, 'data');
    server = await startServerProcess(data);
    await makeAnna(server, data);
    fill(join(data, 'catalog.sqlite'));
    browser = await openChromium();
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' });
    await context.request.post(`${server.address}/api/session`, { data: { user: 'anna', password } });
    page = await context.newPage();
    page.on('pageerror', (error) => faults.push(error.message));
    await page.goto(server.address);
    await page.getByRole('grid').waitFor();
  });
  afterAll(async () => {
    await browser.close();
    await server.stop('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });

  const tilesInPage = (): Promise<number> => page.locator('[data-item]').count();
  const cursor = (): Promise<string | null> =>
    page.evaluate('document.activeElement?.getAttribute("data-item") ?? null');
  const scroller = '.photos-scroller';

  it('keeps a few hundred elements in the page, whatever the library holds', async () => {
    expect(await page.getByText('100,000 photos').count()).toBe(1);
    expect(await tilesInPage()).toBeLessThan(200);
    const rows = Number(await page.getByRole('grid').getAttribute('aria-rowcount'));
    expect(rows).toBeGreaterThan(days);
  });

  it('is flung through two hundred screens without a fault, and shows the right photos where it rests', async () => {
    await page.evaluate(`(async () => {
      const box = document.querySelector(${JSON.stringify(scroller)});
      for (let step = 0; step < 400; step += 1) {
        box.scrollTop += box.clientHeight / 2;
        await new Promise(requestAnimationFrame);
      }
    })()`);
    await expect.poll(() => page.locator('[data-item] img').count()).toBeGreaterThan(5);
    // The row that holds the keyboard stays in the page, far above.
    const shown = await page.evaluate<number[]>(`[...document.querySelectorAll('[data-item]')]
      .filter((tile) => tile.getBoundingClientRect().bottom > 0)
      .map((tile) => Number(tile.dataset.item))`);
    expect(Math.min(...shown)).toBeGreaterThan(1000);
    const ordered = [...shown].sort((a, b) => a - b);
    expect(ordered.at(-1)! - ordered[0]!).toBeLessThan(400);
    expect(await tilesInPage()).toBeLessThan(200);
    expect(faults).toEqual([]);
  });

  it('goes to both ends and back by keys, with the focus in view', async () => {
    await page.locator('[data-item]').first().focus();
    await page.keyboard.press('Control+End');
    expect(await cursor()).toBe(String(items - 1));
    await page.keyboard.press('Control+Home');
    expect(await cursor()).toBe('0');
    await page.keyboard.press('ArrowRight');
    expect(await cursor()).toBe('1');
    await page.keyboard.press('PageDown');
    expect(Number(await cursor())).toBeGreaterThan(10);
    const inView = await page.evaluate(
      '(() => { const box = document.activeElement.getBoundingClientRect(); return box.top >= 0 && box.bottom <= innerHeight; })()',
    );
    expect(inView).toBe(true);
  });

  it('P36: selects by space, by a range with Shift, a whole day, all; Escape ends it', async () => {
    await page.keyboard.press('Control+Home');
    await page.keyboard.press('Space');
    for (let more = 0; more < 4; more += 1) await page.keyboard.press('Shift+ArrowRight');
    await page.getByText('5 selected').first().waitFor();
    await page.keyboard.press('Control+a');
    await page.getByText('100,000 selected').first().waitFor();
    await page.keyboard.press('Escape');
    expect(await page.locator('[aria-selected="true"]').count()).toBe(0);
    await page.locator('[data-day="0"]').check({ force: true });
    await page
      .getByText(`${String(items / days)} selected`)
      .first()
      .waitFor();
    await page.keyboard.press('Escape');
  });
});

/** Rows without files: the grid only asks for them when it draws pictures, and shows its placeholder then. */
function fill(path: string): void {
  const database = new DatabaseSync(path, { timeout: 10_000 });
  database.exec('begin');
  const insert =
    database.prepare(`insert into items (owner_id, hash, size, path, path_key, file_name, media_type, kind,
    width, height, day, second, taken_source, received_at, sidecar, derived, colour, facts)
    values (1, ?, 1, ?, ?, ?, 'image/jpeg', 'photo', ?, ?, ?, ?, 'exif', 1, 'none', 'not-viewable', ?, '{}')`);
  const shapes = [
    [4, 3],
    [3, 4],
    [16, 9],
    [1, 1],
    [3, 2],
  ] as const;
  for (let number = 0; number < items; number += 1) {
    const [width, height] = shapes[number % shapes.length] ?? [1, 1];
    const name = `IMG_${String(number)}.jpg`;
    const place = `anna/${name}`;
    const day = 20_000 - (number % days);
    insert.run(
      randomBytes(32).toString('hex'),
      place,
      pathKey(place),
      name,
      width * 100,
      height * 100,
      day,
      number % 86_400,
      1 + (number % 60_000),
    );
  }
  database.exec('commit');
  database.close();
}
