import type { Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { madePhoto } from '../apps/server/test/made-photo.ts';
import { testServer, type TestServer } from '../apps/server/test/running-server.ts';
import { chromiumPath } from './chromium.ts';
import { browsing, expectAccessible, expectNoSidewaysScroll, signIn } from './web-app.ts';

const web = browsing();
let server: TestServer;

const skip = chromiumPath === undefined;

beforeEach(async () => {
  server = await testServer({ pages: web.pages });
});
afterEach(async () => {
  const faults = await web.leave();
  await server.close();
  expect(faults).toEqual([]);
});

async function openAt(
  place: string,
  options?: Parameters<typeof web.open>[1],
  language = 'en',
): Promise<Page> {
  const zone = { timezoneId: 'Europe/Berlin' };
  const page = await web.open(server.address, { ...zone, ...options });
  await signIn(page);
  await page.evaluate(`localStorage.setItem('homeroll-language', '${language}')`);
  await page.goto(`${server.address}/#${place}`);
  await page.reload();
  return page;
}

async function stock(...moments: string[]): Promise<void> {
  for (const taken of moments) {
    const { bytes, hash } = await madePhoto({ taken });
    await server.put(bytes, { hash, headers: { 'homeroll-file-name': 'IMG.jpg' } });
  }
}

async function onServer(path: string): Promise<unknown> {
  return (await server.request(path)).json();
}

async function post(path: string, body: unknown): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  await server.request(path, { method: 'POST', headers, body: JSON.stringify(body) });
}

const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
const party = { title: 'Party', tags: ['family/birthday'], timeZone: 'Europe/Berlin' };

describe.skipIf(skip)('events in the browser (needs Chromium)', () => {
  it('P23–P28: made with a title, tags and times, counted while it is written, and applied to what comes', async () => {
    await stock('2026:06:14 15:00:00', '2026:06:14 23:00:00', '2026:06:15 03:00:00');
    await post('/api/tags', { path: 'family/birthday' });
    const page = await openAt('more');
    await page.getByRole('link', { name: /Events/ }).click();
    await page.getByText('No events yet.').waitFor();
    await page.getByRole('button', { name: 'New event' }).click();
    await page.getByLabel('Title').fill('Anna’s 40th');
    const tags = page.getByLabel('Tags');
    await tags.fill('family/birthday');
    await tags.press('Enter');
    await tags.pressSequentially('loud,');
    await page.getByLabel('Start').fill('2026-06-14T15:00');
    await page.getByLabel('End', { exact: true }).fill('2026-06-14T14:00');
    await page.getByText('The end has to be later than the start.').waitFor();
    await page.getByRole('button', { name: 'Make event' }).click();
    expect(await onServer('/api/events')).toEqual([]);
    await page.getByLabel('End', { exact: true }).fill('2026-06-15T03:00');
    await page.getByText('2 photos here match.').waitFor();
    await page.getByRole('checkbox', { name: /No end/ }).check();
    await page.getByText('3 photos here match.').waitFor();
    await page.getByRole('checkbox', { name: /No end/ }).uncheck();
    await expectAccessible(page, 'the form of an event');
    await page.getByRole('button', { name: 'Make event' }).click();
    await page.getByRole('heading', { name: 'Past' }).waitFor();
    const row = page.getByRole('listitem').filter({ hasText: 'Anna’s 40th' });
    await row.getByText('2 photos').waitFor();
    expect(await onServer('/api/events')).toMatchObject([
      {
        title: 'Anna’s 40th',
        tags: ['family/birthday', 'loud'],
        start: '2026-06-14T15:00:00',
        end: '2026-06-15T03:00:00',
        timeZone: 'Europe/Berlin',
      },
    ]);
    await stock('2026:06:14 20:00:00');
    expect(await onServer('/api/media/4')).toMatchObject({
      title: 'Anna’s 40th',
      tags: ['family/birthday', 'loud'],
    });
  });

  it('P26: edited to have no end, keeping what the form does not show; deleted, and had back', async () => {
    const rules = { albums: ['Camera'], connection: { homeOnly: true } };
    await post('/api/events', {
      ...party,
      ...rules,
      start: '2026-06-14T15:00:07',
      end: '2026-06-15T03:00:00',
    });
    const page = await openAt('events');
    await page.getByRole('button', { name: 'Edit “Party”' }).click();
    await page.getByRole('button', { name: 'Remove the tag “family/birthday”' }).click();
    await page.getByRole('checkbox', { name: /No end/ }).check();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'Running' }).waitFor();
    const [{ end, ...edited }] = (await onServer('/api/events')) as [Record<string, unknown>];
    expect(end).toBeUndefined();
    expect(edited).toMatchObject({ title: 'Party', tags: [], start: '2026-06-14T15:00:07', ...rules });
    await page.getByRole('button', { name: 'Delete “Party”' }).click();
    await page.getByText('The event is deleted.').waitFor();
    expect(await onServer('/api/events')).toEqual([]);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('button', { name: 'Edit “Party”' }).waitFor();
    expect(await onServer('/api/events')).toEqual([edited]);
  });

  it('by keyboard alone: opened, written, left by Escape', async () => {
    const page = await openAt('events');
    const start = page.getByRole('button', { name: 'New event' });
    await start.focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.type('Trip');
    expect(await page.getByLabel('Title').inputValue()).toBe('Trip');
    await page.keyboard.press('Tab');
    await page.keyboard.type('sea');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Remove the tag “sea”' }).waitFor();
    await page.keyboard.press('Backspace');
    await page.getByRole('button', { name: 'Remove the tag “sea”' }).waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    // The focus is back where it came from.
    await page.keyboard.press('Enter');
    await page.getByLabel('Title').fill('Trip');
    await page.getByLabel('Title').press('Enter');
    await page.getByRole('heading', { name: 'Running' }).waitFor();
  });

  it('who may not define events sees them, and no way to change them', async () => {
    await post('/api/events', { ...party, start: '2026-06-14T15:00:00' });
    await server.makeUser('bert', ['upload', 'view']);
    const page = await web.open(server.address);
    await signIn(page, 'bert');
    await page.goto(`${server.address}/#events`);
    await page.getByRole('heading', { name: 'Party' }).waitFor();
    expect(await page.getByRole('button').count()).toBe(0);
  });
});

describe.skipIf(skip)('tags in the browser (needs Chromium)', () => {
  it('P50–P53: a tree, added to, renamed and pruned, with undo', async () => {
    const page = await openAt('more');
    await page.getByRole('link', { name: /Tags/ }).click();
    await page.getByText('No tags yet.').waitFor();
    const line = page.getByLabel('New tag');
    for (const path of ['family/wedding', 'family', 'trip']) {
      await line.fill(path);
      await line.press('Enter');
      await page.getByRole('button', { name: `Edit “${path}”` }).waitFor();
      await expect.poll(() => line.inputValue()).toBe('');
    }
    await line.fill('trip');
    await line.press('Enter');
    await page.getByText('“trip” is on the list already.').waitFor();
    await line.fill('a//b');
    await line.press('Enter');
    await page.getByText('A tag is a word or a path').waitFor();

    await page.getByRole('button', { name: 'Edit “family”' }).click();
    await page.getByLabel('Name').fill('kin');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: 'Edit “kin/wedding”' }).waitFor();
    await page.getByRole('button', { name: 'Edit “kin”' }).click();
    await expectAccessible(page, 'the sheet of a tag');
    await page.getByRole('button', { name: 'Remove' }).click();
    await page.getByText('“kin” and what lies below, 2 tags, are off the list.').waitFor();
    await expect.poll(() => onServer('/api/tags')).toMatchObject([{ path: 'trip' }]);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('button', { name: 'Edit “kin/wedding”' }).waitFor();
    expect(await onServer('/api/tags')).toMatchObject([
      { path: 'kin' },
      { path: 'kin/wedding' },
      { path: 'trip' },
    ]);
  });
});

describe.skipIf(skip)('the look of events and tags (needs Chromium)', () => {
  it.each([
    ['a phone', 'en', phone],
    ['a narrow phone, in German', 'de', { ...phone, viewport: { width: 320, height: 640 } }],
    ['a desk', 'en', { viewport: { width: 1280, height: 800 } }],
    ['a desk in the dark', 'de', { viewport: { width: 1280, height: 800 }, colorScheme: 'dark' as const }],
  ])('axe finds nothing, and nothing sticks out, on %s', async (_where, language, options) => {
    const long = 'Donaudampfschifffahrtsgesellschaftskapitänswitwenfest';
    await post('/api/events', { ...party, title: long, start: '2026-06-14T15:00:00' });
    await post('/api/events', { ...party, start: '2026-06-14T15:00:00', end: '2026-06-15T03:00:00' });
    await post('/api/events', { ...party, timeZone: 'Asia/Tokyo', start: '2126-06-14T15:00:00' });
    for (const path of ['family', 'family/wedding', `family/${long}`]) await post('/api/tags', { path });
    const page = await openAt('events', options, language);
    await page.locator('.event-row').nth(2).waitFor();
    await expectAccessible(page, 'events');
    await expectNoSidewaysScroll(page, 'events');
    await page.locator('.event-row .button').first().click();
    await page.getByRole('dialog').waitFor();
    await expectAccessible(page, 'an event');
    await expectNoSidewaysScroll(page, 'an event');
    await page.keyboard.press('Escape');
    await page.goto(`${server.address}/#tags`);
    await page.locator('.tag-line').nth(2).waitFor();
    await expectAccessible(page, 'tags');
    await expectNoSidewaysScroll(page, 'tags');
  });
});
