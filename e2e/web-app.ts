import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, expect, vi } from 'vitest';
import { chromiumPath, openChromium } from './chromium.ts';
import { password } from '../apps/server/test/running-server.ts';

const root = join(import.meta.dirname, '..');
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export interface BuiltPages {
  readonly web: string;
  readonly portal: string;
  remove(): Promise<void>;
}

/** Both pages as they are now, built into a folder of their own, so that nobody's `dist` is in the way. */
export async function buildPages(): Promise<BuiltPages> {
  const folder = await mkdtemp(join(tmpdir(), 'homeroll-pages-'));
  // Vitest says `test` here, and React would bring its slow half along.
  vi.stubEnv('NODE_ENV', 'production');
  for (const page of ['web', 'portal']) {
    const configFile = join(root, 'apps', page, 'vite.config.ts');
    const outDir = join(folder, page);
    await build({ configFile, logLevel: 'silent', build: { outDir, emptyOutDir: true } });
  }
  vi.unstubAllEnvs();
  return {
    web: join(folder, 'web'),
    portal: join(folder, 'portal'),
    remove: () => rm(folder, { recursive: true }),
  };
}

export interface Visitor {
  readonly page: Page;
  /** What must never happen: errors, blocked things, requests to others. */
  readonly faults: string[];
}

export interface Browsing {
  /** Built before the first test. */
  readonly pages: BuiltPages;
  /** Somebody new at this address. */
  open(url: string, options?: BrowserContextOptions): Promise<Page>;
  /** Everybody leaves; answers what must never have happened. */
  leave(): Promise<readonly string[]>;
}

/** A browser and fresh pages for the tests of a file. Without Chromium there is nothing: its tests are to be skipped. */
export function browsing(): Browsing {
  let pages: BuiltPages | undefined;
  let browser: Browser | undefined;
  let visitors: Visitor[] = [];
  beforeAll(async () => {
    if (chromiumPath === undefined) return;
    pages = await buildPages();
    browser = await openChromium();
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await pages?.remove();
  });
  const there = <T>(thing: T | undefined): T => {
    if (thing === undefined) throw new Error('there is no Chromium here');
    return thing;
  };
  return {
    get pages() {
      return there(pages);
    },
    async open(url, options) {
      const visitor = await visit(there(browser), url, options);
      visitors.push(visitor);
      return visitor.page;
    },
    async leave() {
      const left = visitors;
      visitors = [];
      for (const { page } of left) await page.context().close();
      return left.flatMap(({ faults }) => faults);
    },
  };
}

/** A browser of its own at this address, with nothing remembered. */
export async function visit(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<Visitor> {
  const context = await browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    // A browser complains of every answer that is a refusal; the app says those in its own words.
    const isRefusal = /^Failed to load resource: (the server responded with|net::ERR_)/.test(message.text());
    if (message.type() === 'error' && !isRefusal) faults.push(message.text());
  });
  page.on('request', (request) => {
    const isOwn = request.url().startsWith(new URL(url).origin);
    if (!isOwn && !/^(blob|data):/.test(request.url())) faults.push(request.url());
  });
  await page.goto(url);
  return { page, faults };
}

export async function signIn(page: Page, user = 'anna'): Promise<void> {
  await page.getByLabel('User name').fill(user);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('navigation').waitFor();
}

/** What axe finds wrong on the page as it stands. */
export async function expectAccessible(page: Page, where: string): Promise<void> {
  await page.evaluate(axe);
  const violations = await page.evaluate<unknown[]>(
    `axe.run().then(({ violations }) =>
      violations.map(({ id, nodes }) => [id, ...nodes.map(({ html, failureSummary }) => html + failureSummary)]))`,
  );
  expect(violations, where).toEqual([]);
}

/** Nothing is wider than the window: nobody has to scroll sideways. */
export async function expectNoSidewaysScroll(page: Page, where: string): Promise<void> {
  const wide = await page.evaluate<string[]>(
    `[...document.querySelectorAll('main, main *, nav, nav *, dialog[open], dialog[open] *')]
      .filter((each) => !each.closest('.unseen'))
      .filter((each) => each.getBoundingClientRect().right > innerWidth + 1 ||
        (each.scrollWidth > each.clientWidth + 1 && getComputedStyle(each).overflowX === 'auto'))
      .map((each) => each.outerHTML.slice(0, 120))`,
  );
  expect(wide, where).toEqual([]);
}
