import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { metadataToHeaders } from '@homeroll/protocol/upload-metadata';
import { madePhoto, type MadePhoto } from '../apps/server/test/made-photo.ts';
import { testServer, type TestServer } from '../apps/server/test/running-server.ts';
import { chromiumPath, openChromium } from './chromium.ts';
import { buildPages, expectAccessible, signIn, visit, type BuiltPages } from './web-app.ts';

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } as const;

describe.skipIf(chromiumPath === undefined)('looking at one photo (needs Chromium)', () => {
  let pages: BuiltPages;
  let browser: Browser;
  let server: TestServer;
  let photos: readonly MadePhoto[] = [];

  beforeAll(async () => {
    pages = await buildPages();
    browser = await openChromium();
    server = await testServer({ pages });
    const hours = ['15', '14', '13'];
    photos = await Promise.all(hours.map((hour) => madePhoto({ taken: `2026:06:14 ${hour}:00:00` })));
    for (const [place, { bytes, hash }] of photos.entries()) {
      const headers = metadataToHeaders({
        fileName: `IMG_${String(place)}.jpg`,
        title: `Photo ${String(place)}`,
        tags: ['family/lake'],
      });
      await server.put(bytes, { hash, headers });
    }
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await server.close();
    await pages.remove();
  });

  async function openGrid(options?: Parameters<typeof visit>[2]): Promise<{ page: Page; faults: string[] }> {
    const visitor = await visit(browser, server.address, options);
    await signIn(visitor.page);
    await visitor.page.locator('[data-item="0"] img').waitFor();
    return visitor;
  }

  it('by keys: Enter opens, arrows go on, Escape leads back to the photo that was looked at', async () => {
    const { page, faults } = await openGrid();
    await page.locator('[data-item="0"]').focus();
    await page.keyboard.press('Enter');
    const viewer = page.getByRole('dialog', { name: 'Photo' });
    await viewer.getByText('1 of 3').waitFor();
    await page.keyboard.press('ArrowRight');
    await viewer.getByText('2 of 3').waitFor();
    await expectAccessible(page, 'viewer');
    await page.keyboard.press('Escape');
    await viewer.waitFor({ state: 'detached' });
    expect(await page.evaluate('document.activeElement.dataset.item')).toBe('1');
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it.each([
    ['a desk', {}],
    ['a phone', phone],
  ] as const)('P67: on %s it tells title, tags, time and place in the library', async (_where, options) => {
    const { page, faults } = await openGrid(options);
    await page.locator('[data-item="1"]').click();
    await page.getByRole('button', { name: 'About this photo' }).click();
    const facts = page.getByRole('complementary', { name: 'About this photo' });
    for (const words of [
      'Photo 1',
      'family / lake',
      'Sunday, 14 June 2026 at 14:00',
      'as the camera wrote it',
      'IMG_1.jpg',
    ]) {
      await facts.getByText(words).first().waitFor();
    }
    await expectAccessible(page, 'viewer with facts');
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('saves the original, byte for byte, and hands this one photo out', async () => {
    const { page } = await openGrid({ acceptDownloads: true });
    await page.locator('[data-item="2"]').click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Save the original' }).click(),
    ]);
    expect((await readFile(await download.path())).equals(photos[2]!.bytes)).toBe(true);
    await page.getByRole('button', { name: 'Share' }).click();
    await page.getByRole('dialog', { name: 'Share 1 photo' }).waitFor();
    await page.context().close();
  });
});
