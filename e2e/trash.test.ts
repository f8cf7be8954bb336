import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { metadataToHeaders } from '@homeroll/protocol/upload-metadata';
import { madePhoto } from '../apps/server/test/made-photo.ts';
import { testServer, type TestServer } from '../apps/server/test/running-server.ts';
import { filesIn } from '../apps/server/test/trash-folder.ts';
import { chromiumPath, openChromium } from './chromium.ts';
import {
  buildPages,
  expectAccessible,
  expectNoSidewaysScroll,
  signIn,
  visit,
  type BuiltPages,
} from './web-app.ts';

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } as const;

describe.skipIf(chromiumPath === undefined)('P38: deleting in the browser (needs Chromium)', () => {
  let pages: BuiltPages;
  let browser: Browser;
  let server: TestServer;

  beforeAll(async () => {
    pages = await buildPages();
    browser = await openChromium();
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await pages.remove();
  });

  async function library(count: number): Promise<void> {
    server = await testServer({ pages });
    for (let number = 0; number < count; number += 1) {
      const { bytes, hash } = await madePhoto({ taken: `2026:06:14 ${String(20 - number)}:00:00` });
      const headers = metadataToHeaders({
        fileName: `IMG_${String(number)}.jpg`,
        title: `Photo ${String(number)}`,
      });
      await server.put(bytes, { hash, headers });
    }
  }

  async function open(
    options?: Parameters<typeof visit>[2],
    user?: string,
  ): Promise<{ page: Page; faults: string[] }> {
    const visitor = await visit(browser, server.address, options);
    visitor.page.setDefaultTimeout(10_000);
    await signIn(visitor.page, user);
    await visitor.page.locator('[data-item="0"] img').waitFor();
    return visitor;
  }

  const countIs = async (page: Page, words: string): Promise<void> =>
    page.locator('.photos-head .help', { hasText: words }).waitFor();
  const inTrash = async (): Promise<number> =>
    (await filesIn(server.dataFolder, 'trash')).filter((path) => path.endsWith('.jpg')).length;

  it('by keys: Delete takes the selection away, Undo brings it back', async () => {
    await library(4);
    const { page, faults } = await open();
    await page.locator('[data-item="1"]').focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('Shift+ArrowRight');
    await page.getByText('2 selected').first().waitFor();
    await expectAccessible(page, 'selection bar');
    await page.keyboard.press('Delete');
    await page.getByText('2 photos are in the trash.').waitFor();
    await countIs(page, '2 photos');
    expect(await inTrash()).toBe(2);
    expect(await page.locator('.selection-bar').count()).toBe(0);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('2 photos are back in the library.').waitFor();
    await countIs(page, '4 photos');
    expect(await inTrash()).toBe(0);
    await page.locator('[data-item="3"]').focus();
    await page.keyboard.press('Delete');
    await countIs(page, '3 photos');
    expect(faults).toEqual([]);
    await page.context().close();
    await server.close();
  });

  it.each([
    ['a desk', {}],
    ['a phone', phone],
  ] as const)(
    'in the viewer on %s: the next photo comes, Undo shows the deleted one again',
    async (_, options) => {
      await library(3);
      const { page, faults } = await open(options);
      await page.locator('[data-item="1"]').click();
      const viewer = page.getByRole('dialog', { name: 'Photo' });
      await viewer.getByText('2 of 3').waitFor();
      await viewer.getByRole('button', { name: 'Delete' }).click();
      await viewer.getByText('1 photo is in the trash.').waitFor();
      await viewer.getByText('2 of 2').waitFor();
      await expectAccessible(page, 'viewer after a deletion');
      await viewer.getByRole('button', { name: 'About this photo' }).click();
      await viewer.getByRole('heading', { name: 'Photo 2' }).waitFor();
      await viewer.getByRole('button', { name: 'Undo' }).click();
      await viewer.getByText('2 of 3').waitFor();
      await viewer.getByRole('heading', { name: 'Photo 1' }).waitFor();
      await page.keyboard.press('Delete');
      await viewer.getByText('2 of 2').waitFor();
      await page.keyboard.press('Delete');
      await viewer.getByText('1 of 1').waitFor();
      await page.keyboard.press('Delete');
      await viewer.waitFor({ state: 'detached' });
      await page.getByText('Your photos will be here.').waitFor();
      expect(await inTrash()).toBe(3);
      expect(faults).toEqual([]);
      await page.context().close();
      await server.close();
    },
  );

  it.each([
    ['a desk', {}],
    ['a phone', phone],
  ] as const)('the trash on %s: back, and gone for good after a question', async (_, options) => {
    await library(4);
    const { page, faults } = await open(options);
    await page.getByRole('link', { name: 'More' }).click();
    await page.getByRole('link', { name: /^Trash/ }).click();
    await page.getByText('Nothing has been deleted.').waitFor();
    await server.request('/api/trash', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ids: [1, 2, 3, 4] }),
    });
    await page.reload();
    await page.getByRole('heading', { name: /^Deleted on / }).waitFor();
    await page.getByText('Gone for good in 30 days').waitFor();
    await expectAccessible(page, 'trash');
    await expectNoSidewaysScroll(page, 'trash');
    await page.getByRole('button', { name: 'Restore Photo 2' }).click();
    await page.getByText('1 photo is back in the library.').waitFor();
    await page.getByRole('button', { name: 'Delete Photo 1 for good' }).click();
    const dialog = page.getByRole('dialog', { name: 'Delete “Photo 1” for good?' });
    await expectAccessible(page, 'question');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    expect(await inTrash()).toBe(3);
    await page.getByRole('button', { name: 'Delete Photo 1 for good' }).click();
    await dialog.getByRole('button', { name: 'Delete for good' }).click();
    await page.getByText('1 photo is gone for good.').waitFor();
    expect(await inTrash()).toBe(2);
    await page.getByRole('button', { name: 'Empty the trash' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Empty the trash' }).click();
    await page.getByText('Nothing has been deleted.').waitFor();
    expect(await inTrash()).toBe(0);
    await page.getByRole('link', { name: 'Photos' }).click();
    await countIs(page, '1 photo');
    expect(faults).toEqual([]);
    await page.context().close();
    await server.close();
  });

  it('takes a deleted photo again when somebody picks it here', async () => {
    server = await testServer({ pages });
    const { bytes, hash } = await madePhoto();
    const { id } = (await (await server.put(bytes, { hash })).json()) as { id: number };
    const { page, faults } = await open();
    await page.locator('[data-item="0"]').focus();
    await page.keyboard.press('Delete');
    await page.getByText('Your photos will be here.').waitFor();
    const file = { name: 'again.jpg', mimeType: 'image/jpeg', buffer: bytes };
    await page.locator('input[type=file]').setInputFiles([file]);
    await page.getByText('1 photo sent').first().waitFor();
    await countIs(page, '1 photo');
    expect((await server.request(`/api/media/${String(id)}`)).status).toBe(200);
    expect(await inTrash()).toBe(0);
    expect(faults).toEqual([]);
    await page.context().close();
    await server.close();
  });

  it('P39: an account without the right gets no button, and is told why', async () => {
    await library(2);
    await server.makeUser('bert', ['upload', 'view']);
    const { page, faults } = await open({}, 'bert');
    await page.locator('[data-item="0"]').focus();
    await page.keyboard.press('Space');
    await page.getByText('1 selected').first().waitFor();
    expect(await page.getByRole('button', { name: 'Delete' }).count()).toBe(0);
    await page.keyboard.press('Delete');
    await page.getByText('Your account may not delete photos here.').waitFor();
    await page.goto(`${server.address}/#trash`);
    await page.getByRole('heading', { name: 'Trash' }).waitFor();
    await page.locator('.lead', { hasText: 'Your account may not delete photos here.' }).waitFor();
    await server.makeUser('carl', ['upload', 'view', 'delete']);
    const other = await open({}, 'carl');
    await other.page.locator('[data-item="0"]').focus();
    await other.page.keyboard.press('Delete');
    await other.page.getByText('1 belongs to somebody else and stays.').waitFor();
    expect(await inTrash()).toBe(0);
    expect([...faults, ...other.faults]).toEqual([]);
    await page.context().close();
    await other.page.context().close();
    await server.close();
  });
});
