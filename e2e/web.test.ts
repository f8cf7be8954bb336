import { createHash, createHmac, randomBytes } from 'node:crypto';
import type { Page } from 'playwright-core';
import { afterEach, describe, expect, it } from 'vitest';
import { boothKey } from '@homeroll/core/share/booth-key';
import { boothIdLength } from '@homeroll/protocol/booths';
import { routes } from '@homeroll/protocol/routes';
import { madePhoto, type MadePhoto } from '../apps/server/test/made-photo.ts';
import { password, testServer, type TestServer } from '../apps/server/test/running-server.ts';
import { chromiumPath } from './chromium.ts';
import { codeOnScreen } from './code-on-screen.ts';
import { browsing, expectAccessible, expectNoSidewaysScroll, signIn } from './web-app.ts';

const web = browsing();
let server: TestServer;

const skip = chromiumPath === undefined;

afterEach(async () => {
  const faults = await web.leave();
  await server.close();
  expect(faults).toEqual([]);
});

async function openSignedIn(options?: Parameters<typeof web.open>[1]): Promise<Page> {
  const page = await web.open(server.address, options);
  await signIn(page);
  return page;
}

const filesOf = (photos: readonly MadePhoto[]) =>
  photos.map(({ bytes }, index) => ({ name: `IMG_${index}.jpg`, mimeType: 'image/jpeg', buffer: bytes }));
const pick = (page: Page, files: ReturnType<typeof filesOf>) =>
  page.locator('input[type=file]').setInputFiles(files);
const panel = (page: Page) => page.getByRole('region', { name: 'Sending' });

/** Photos that are there before anybody looks. */
async function stock(count: number): Promise<MadePhoto[]> {
  const photos = await Promise.all(Array.from({ length: count }, () => madePhoto()));
  for (const { bytes, hash } of photos) {
    await server.put(bytes, { hash, headers: { 'homeroll-file-name': 'IMG.jpg' } });
  }
  return photos;
}

async function makeShare(title: string): Promise<{ url: string }> {
  const items = [1];
  const answer = await server.request('/api/shares', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ items, title }),
  });
  return (await answer.json()) as { url: string };
}

/** By asking again and again from outside: the pages' policy lets no test evaluate text inside. */
async function drawn(page: Page, selector: string): Promise<void> {
  const isDrawn = `document.querySelector(${JSON.stringify(selector)})?.naturalWidth > 0`;
  await expect.poll(() => page.evaluate<boolean>(isDrawn)).toBe(true);
}

async function whatIsThere(hash: string): Promise<unknown> {
  const answer = await server.request('/api/uploads/check', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ hashes: [hash] }),
  });
  return answer.json();
}

/** What an independent reader sees in the picture of the code on the screen. */
async function sharedCode(page: Page): Promise<string | undefined> {
  const code = page.getByRole('img', { name: 'QR code of the link' });
  await code.waitFor();
  await drawn(page, '.qr-card img');
  return codeOnScreen(code);
}

describe.skipIf(skip)('the first minutes (needs Chromium)', () => {
  it('from the one-time link to a photo on a guest’s phone', async () => {
    server = await testServer({ pages: web.pages, withoutUser: true });
    const page = await web.open(server.setupUrl ?? '');
    await page.getByLabel('User name').fill('anna');
    await page.getByLabel('Password', { exact: true }).fill('too short');
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByText('At least 10 characters, please.').waitFor();
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByRole('navigation').waitFor();
    expect(new URL(page.url()).hash).toBe('');

    const photos = await Promise.all([madePhoto(), madePhoto()]);
    await pick(page, filesOf(photos));
    await panel(page).getByText('2 photos sent').first().waitFor();
    await panel(page).getByRole('button', { name: 'Share them' }).click();
    await page.getByLabel('Title').fill('Lake');
    await page.getByRole('button', { name: 'Create link' }).click();
    const link = await page.getByRole('textbox', { name: 'Link' }).inputValue();
    expect(await sharedCode(page)).toBe(link);

    const guest = await web.open(link, {
      viewport: { width: 390, height: 844 },
      isMobile: true,
      hasTouch: true,
    });
    await drawn(guest, 'img');
    const set = (await (await fetch(`${link}/set.json`)).json()) as { items: { file: string }[] };
    const received = await Promise.all(
      set.items.map(async ({ file }) => Buffer.from(await (await fetch(`${link}/${file}`)).arrayBuffer())),
    );
    expect(received).toHaveLength(2);
    for (const { bytes } of photos) expect(received.some((each) => each.equals(bytes))).toBe(true);
  });

  it('a set-up link that was used leads to the login, and says so', async () => {
    server = await testServer({ pages: web.pages });
    const page = await web.open(`${server.address}/#setup=hr_setup_old`);
    await page.getByText('This server is set up already.').waitFor();
    await page.getByLabel('User name').fill('anna');
    await page.getByLabel('Password', { exact: true }).fill('not the password');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').getByText('User name or password is wrong.').waitFor();
    await signIn(page);
    await page.goto(`${server.address}/#more`);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect((await page.request.get(`${server.address}/api/session`)).status()).toBe(401);
  });

  it('a session that ended elsewhere leads to the login', async () => {
    server = await testServer({ pages: web.pages });
    const page = await openSignedIn();
    await page.context().clearCookies();
    await page.getByRole('link', { name: 'Links' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  });
});

describe.skipIf(skip)('sending from the browser (needs Chromium)', () => {
  it('goes on by itself after the network was away, and stores the bytes as they were', async () => {
    server = await testServer({ pages: web.pages });
    const page = await openSignedIn();
    // The engine is fetched with the first photo; without a network it could not be.
    await pick(page, filesOf([await madePhoto()]));
    await panel(page).getByText('1 photo sent').first().waitFor();
    await page.context().setOffline(true);
    // One of them is large enough to travel in pieces.
    const photos = [await madePhoto(), await madePhoto({ size: 20_000_000 })];
    await pick(page, filesOf(photos));
    await panel(page).getByText('2 photos are still on this device').first().waitFor();
    await page.context().setOffline(false);
    await panel(page).getByText('3 photos sent').first().waitFor();
    for (const { hash } of photos) {
      expect(await whatIsThere(hash)).toMatchObject({ exists: [0], ours: [0] });
    }
  });

  it('takes what is dropped anywhere on the page', async () => {
    server = await testServer({ pages: web.pages });
    const page = await openSignedIn({ viewport: { width: 1440, height: 900 } });
    await page.goto(`${server.address}/#more`);
    const { bytes, hash } = await madePhoto();
    const dragged = `(type) => {
      const data = new DataTransfer();
      const bytes = Uint8Array.from(atob('${bytes.toString('base64')}'), (each) => each.charCodeAt(0));
      data.items.add(new File([bytes], 'IMG_1.jpg', { type: 'image/jpeg' }));
      document.body.dispatchEvent(
        new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: data }));
    }`;
    await page.evaluate(`(${dragged})('dragover')`);
    await page.getByText('Drop photos and videos to send them').waitFor();
    await page.evaluate(`(${dragged})('drop')`);
    await panel(page).getByText('1 photo sent').first().waitFor();
    await page.getByText('Drop photos and videos to send them').waitFor({ state: 'detached' });
    expect(await whatIsThere(hash)).toMatchObject({ exists: [0], ours: [0] });
  });

  it('sends no byte of what is there, and says which file could not be sent, and why', async () => {
    server = await testServer({ pages: web.pages });
    const photos = await stock(2);
    const page = await openSignedIn();
    const sent: string[] = [];
    page.on('request', (request) => {
      if (request.method() === 'PUT') sent.push(request.url());
    });
    await pick(page, [
      ...filesOf(photos),
      { name: 'empty.jpg', mimeType: 'image/jpeg', buffer: Buffer.alloc(0) },
    ]);
    await panel(page).getByText('2 were already there').first().waitFor();
    await panel(page).getByText('1 could not be sent').click();
    await panel(page).getByText('empty.jpg: the file is empty').waitFor();
    expect(sent).toEqual([]);
  });
});

describe.skipIf(skip)('links and keys (needs Chromium)', () => {
  it('a link is withdrawn, and works again after undo', async () => {
    server = await testServer({ pages: web.pages });
    await stock(1);
    const { url } = await makeShare('Lake');
    const page = await openSignedIn();
    await page.getByRole('link', { name: 'Links' }).click();
    await page.getByRole('button', { name: 'Withdraw “Lake”' }).click();
    await page.getByText('The link works no more.').waitFor();
    expect((await fetch(`${url}/set.json`)).status).not.toBe(200);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('The link works again.').waitFor();
    expect((await fetch(`${url}/set.json`)).status).toBe(200);
    await page.getByRole('button', { name: 'Show code of “Lake”' }).click();
    expect(await sharedCode(page)).toBe(url);
  });

  it('B13: all links of a photo booth are withdrawn at once, and work again after undo', async () => {
    server = await testServer({ pages: web.pages });
    const secret = randomBytes(32).toString('base64url');
    const id = createHash('sha256').update(secret).digest('base64url').slice(0, boothIdLength);
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ name: 'Summer party', secret });
    await server.request(routes.booth(id), { method: 'PUT', headers, body });
    const key = boothKey('full/a.jpg', (text) =>
      createHmac('sha256', secret).update(text).digest('base64url'),
    );
    const picture = server.address + routes.boothPage(id, key);
    const page = await openSignedIn();
    await page.getByRole('link', { name: 'Links' }).click();
    await page.getByRole('heading', { name: 'Photo booths' }).waitFor();
    await expectAccessible(page, 'links of photo booths');
    await expectNoSidewaysScroll(page, 'links of photo booths');
    await page.getByRole('button', { name: 'Withdraw all links of “Summer party”' }).click();
    await page.getByText('Its links work no more.').waitFor();
    await page.getByRole('heading', { name: 'Photo booths' }).waitFor({ state: 'detached' });
    expect((await fetch(`${picture}/set.json`)).status).toBe(410);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('heading', { name: 'Summer party' }).waitFor();
    expect((await fetch(picture)).status).toBe(200);
  });

  it('a key that is made here lets a program in until it is taken back', async () => {
    server = await testServer({ pages: web.pages });
    const page = await openSignedIn();
    await page.goto(`${server.address}/#devices`);
    await page.getByRole('button', { name: 'New key' }).click();
    await page.getByLabel('What is it for?').fill('Booth');
    await page.getByRole('button', { name: 'Make key' }).click();
    const key = await page.getByRole('textbox', { name: 'Key' }).inputValue();
    const session = () =>
      fetch(`${server.address}/api/session`, { headers: { authorization: `Bearer ${key}` } });
    expect(await (await session()).json()).toEqual({ user: 'anna', rights: ['upload', 'view'] });
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('button', { name: 'Take back the key for “Booth”' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Take back' }).click();
    await page.getByText('The key for “Booth” works no more.').waitFor();
    expect((await session()).status).toBe(401);
  });

  it('language and appearance are kept', async () => {
    server = await testServer({ pages: web.pages });
    const page = await openSignedIn();
    await page.goto(`${server.address}/#more`);
    await page.getByRole('radio', { name: 'Dark' }).check();
    await page.getByRole('radio', { name: 'Deutsch' }).check();
    await page.getByRole('heading', { name: 'Mehr' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Mehr' }).waitFor();
    expect(await page.evaluate('document.documentElement.lang')).toBe('de');
    expect(await page.evaluate('getComputedStyle(document.documentElement).colorScheme')).toBe('dark');
  });
});

const screens = [
  { width: 320, height: 640 },
  { width: 390, height: 844 },
  { width: 1440, height: 900 },
];

describe.skipIf(skip).each(['light', 'dark'] as const)(
  'every page for everybody, %s (needs Chromium)',
  (scheme) => {
    it.each(screens)('axe and edges at $width × $height', async (viewport) => {
      server = await testServer({ pages: web.pages });
      await stock(3);
      await makeShare('Donaudampfschifffahrtsgesellschaftskapitänswitwenfest');
      const page = await web.open(server.address, { viewport, colorScheme: scheme });
      const look = async (where: string): Promise<void> => {
        await expectAccessible(page, where);
        await expectNoSidewaysScroll(page, where);
      };
      await page.getByRole('heading', { name: 'Sign in' }).waitFor();
      await look('login');
      await signIn(page);
      await page.goto(`${server.address}/#shares`);
      await page.getByRole('button', { name: /^Show code/ }).click();
      await page.getByRole('img', { name: 'QR code of the link' }).waitFor();
      await look('code');
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await look('links');
      await page.goto(`${server.address}/#more`);
      await page.getByRole('heading', { name: 'More' }).waitFor();
      await look('more');
      await page.goto(`${server.address}/#devices`);
      await page.getByRole('button', { name: 'New key' }).click();
      await page.getByRole('button', { name: 'Make key' }).click();
      await look('new key');
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await look('devices');
      await page.goto(`${server.address}/#photos`);
      await pick(page, [{ name: 'empty.jpg', mimeType: 'image/jpeg', buffer: Buffer.alloc(0) }]);
      await panel(page).getByText('1 could not be sent').waitFor();
      await look('photos and panel');
    });
  },
);
