import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { codeIn } from './code-on-screen.ts';
import type { Browser } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Share } from '@homeroll/protocol/shares';
import { needs, photosFolder } from '../apps/server/test/programs.ts';
import { chromiumPath, openChromium } from './chromium.ts';
import {
  homeroll,
  makeAnna,
  startServerProcess,
  syncOnce,
  type Finished,
  type ServerProcess,
} from './homeroll-process.ts';

/** What the test makes: file name → shooting time in its EXIF. */
const made = {
  'IMG_0001.jpg': '2026:06:14 10:00:00',
  'IMG_0002.jpg': '2026:06:14 11:30:00',
  'Grüße aus Köln.jpg': '2026:06:15 09:00:00',
  'sub/IMG_0001.jpg': '2026:06:14 12:00:00',
  'sub/IMG_20250101_120000.png': undefined,
} as const;

const wanted = [
  '2025/2025-01-01 Wedding of A & B/IMG_20250101_120000.png',
  '2026/2026-06-14 Wedding of A & B/IMG_0001 (2).jpg',
  '2026/2026-06-14 Wedding of A & B/IMG_0001.jpg',
  '2026/2026-06-14 Wedding of A & B/IMG_0002.jpg',
  '2026/2026-06-15 Wedding of A & B/Grüße aus Köln.jpg',
];

let folder = '';
let data = '';
let server: ServerProcess;
let token = '';
let browser: Browser | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'homeroll-story-'));
  data = join(folder, 'data');
  server = await startServerProcess(data);
  token = await makeAnna(server, data);
  if (chromiumPath !== undefined) browser = await openChromium();
});
afterAll(async () => {
  await browser?.close();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

async function makePhotos(root: string): Promise<void> {
  for (const [name, taken] of Object.entries(made)) {
    const path = join(root, name);
    await mkdir(dirname(path), { recursive: true });
    const picture = sharp({
      create: {
        width: 640,
        height: 480,
        channels: 3,
        background: '#557788',
        noise: { type: 'gaussian', mean: 128, sigma: 40 },
      },
    });
    const withTime =
      taken === undefined
        ? picture
        : picture.withExif({ IFD0: { Make: 'Test', Model: 'Camera' }, IFD2: { DateTimeOriginal: taken } });
    await writeFile(path, await (name.endsWith('png') ? withTime.png() : withTime.jpeg()).toBuffer());
  }
}

function sync(photos: string, more: readonly string[] = []): Promise<Finished> {
  const state = join(folder, 'state');
  return syncOnce({ photos, address: server.address, token, state, more: ['--json', ...more] });
}

function summary(run: Finished): Record<string, unknown> {
  const lines = run.out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  return lines.find(({ event }) => event === 'summary') ?? {};
}

const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

async function hashesBelow(root: string): Promise<ReadonlyMap<string, string>> {
  const names = (await readdir(root, { recursive: true, withFileTypes: true })).filter(
    (entry) => entry.isFile() && !entry.name.endsWith('.xmp'),
  );
  const hashes = names.map(async (entry) => {
    const path = join(entry.parentPath, entry.name);
    return [path.slice(root.length + 1), hashOf(await readFile(path))] as const;
  });
  return new Map(await Promise.all(hashes));
}

describe('from a folder of photos to a guest’s phone', () => {
  it('P66 P63: sends a folder; the files lie under the names of the template, byte for byte', async () => {
    const photos = join(folder, 'photos');
    await makePhotos(photos);
    const run = await sync(photos, ['--title', 'Wedding of A & B', '--tags', 'family/wedding,Köln']);
    expect(run).toMatchObject({ code: 0, err: '' });
    expect(summary(run)).toMatchObject({ sent: 5, alreadyThere: 0, failed: 0 });
    const library = await hashesBelow(join(data, 'library', 'anna'));
    expect([...library.keys()].toSorted()).toEqual(wanted);
    expect([...library.values()].toSorted()).toEqual([...(await hashesBelow(photos)).values()].toSorted());
  });

  it.skipIf(!needs('exiftool') || !needs('exiv2'))(
    'P67: exiftool and exiv2 read title and tags from the sidecar',
    async () => {
      const sidecar = join(data, 'library/anna', `${wanted[2] ?? ''}.xmp`);
      await expect
        .poll(() =>
          readFile(sidecar, 'utf8').then(
            () => true,
            () => false,
          ),
        )
        .toBe(true);
      const tags = JSON.parse(execFileSync('exiftool', ['-json', '-G1', sidecar]).toString()) as Record<
        string,
        unknown
      >[];
      expect(tags[0]).toMatchObject({
        'XMP-dc:Title': 'Wedding of A & B',
        'XMP-dc:Subject': ['wedding', 'Köln'],
        'XMP-lr:HierarchicalSubject': ['family|wedding', 'Köln'],
      });
      expect(execFileSync('exiv2', ['-px', sidecar]).toString()).toContain('Wedding of A & B');
    },
  );

  it('P65: sends nothing the second time, and nothing after the journal was lost', async () => {
    const again = await sync(join(folder, 'photos'));
    expect(summary(again)).toMatchObject({ sent: 0, sentBytes: 0, failed: 0 });
    await rm(join(folder, 'state'), { recursive: true });
    const forgotten = await sync(join(folder, 'photos'));
    expect(summary(forgotten)).toMatchObject({ sent: 0, sentBytes: 0, alreadyThere: 5, failed: 0 });
  });

  it.skipIf(photosFolder() === undefined)(
    'takes the pictures of many cameras and phones, the broken ones too (needs ../shared/photos)',
    async () => {
      const source = photosFolder() ?? '';
      const photos = join(folder, 'many');
      await mkdir(photos);
      for (const name of await readdir(source)) await copyFile(join(source, name), join(photos, name));
      const run = await sync(photos);
      expect(run.code).toBe(0);
      expect(summary(run)).toMatchObject({ failed: 0 });
      const library = new Set((await hashesBelow(join(data, 'library', 'anna'))).values());
      for (const [name, hash] of await hashesBelow(photos)) expect(library.has(hash), name).toBe(true);
      // A temporary name may go a moment after the answer that it was kept for.
      await expect.poll(() => readdir(join(data, 'incoming'))).toEqual([]);
      const verified = await homeroll(['verify', '--data', data, '--json']);
      expect(JSON.parse(verified.out)).toMatchObject({ clean: true });
    },
  );

  it.skipIf(chromiumPath === undefined)(
    'B16 B20 B21: share → QR code → portal → the same bytes (needs Chromium)',
    async () => {
      const photo = join(folder, 'photos', 'IMG_0002.jpg');
      const shared = await homeroll(
        ['share', photo, '--to', server.address, '--state', join(folder, 'state'), '--json'],
        { HOMEROLL_TOKEN: token },
      );
      expect(shared.code).toBe(0);
      const line = shared.out
        .trim()
        .split('\n')
        .map((text) => JSON.parse(text) as Partial<Share> & { event: string })
        .find(({ event }) => event === 'shared');
      const png = await fetch(`${server.address}/api/shares/${String(line?.id)}/qr.png`, {
        headers: { authorization: `Bearer ${token}` },
      });
      const url = await codeIn(Buffer.from(await png.arrayBuffer()));
      expect(url).toBe(line?.url);

      const page = await (await browser?.newContext({ acceptDownloads: true, locale: 'en-GB' }))?.newPage();
      if (!page) throw new Error('no page');
      const requests: string[] = [];
      page.on('request', (request) => requests.push(request.url()));
      await page.goto(url ?? '');
      await page.locator('img').first().waitFor();
      expect(
        requests.every(
          (request) =>
            request.startsWith(server.address) || request.startsWith('data:') || request.startsWith('blob:'),
        ),
      ).toBe(true);
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.locator('a[download]').first().click(),
      ]);
      const saved = await readFile(await download.path());
      expect(saved.equals(await readFile(photo))).toBe(true);
    },
  );
});

describe('the command', () => {
  it('ends with 2 and names the nearest right option', async () => {
    const wrong = await homeroll(['sync', folder, '--to', server.address, '--titel', 'x']);
    expect(wrong.code).toBe(2);
    expect(wrong.err).toContain('--title');
    const variable = await homeroll(['serve'], { HOMEROLL_PROT: '1' });
    expect(variable).toMatchObject({
      code: 2,
      err: 'HOMEROLL_PROT is no option; did you mean HOMEROLL_PORT?\n',
    });
    await writeFile(join(folder, 'config.json'), '{ "fodler-template": "x" }');
    const key = await homeroll(['--config', join(folder, 'config.json'), 'serve']);
    expect(key.code).toBe(2);
    expect(key.err).toContain('did you mean "folder-template"?');
    const template = await homeroll(['serve', '--folder-template', '{year}/{nam}.{ext}']);
    expect(template.code).toBe(2);
    expect(template.err).toContain('{year}/{nam}.{ext}\n');
  });

  it('says what is wrong with server and token, and ends with 2', async () => {
    const refused = await homeroll(
      ['sync', folder, '--to', server.address, '--once', '--state', join(folder, 'x')],
      { HOMEROLL_TOKEN: 'hr_device_wrong' },
    );
    expect(refused.code).toBe(2);
    const nobody = await homeroll(
      ['sync', folder, '--to', 'http://127.0.0.1:9', '--once', '--state', join(folder, 'x')],
      { HOMEROLL_TOKEN: 'x' },
    );
    expect(nobody.code).toBe(2);
    expect(nobody.err + nobody.out).not.toContain('hr_device');
  });

  it('takes options from a configuration file, the environment before it, the command line before both', async () => {
    const config = join(folder, 'sync.json');
    await writeFile(
      config,
      JSON.stringify({
        to: 'http://127.0.0.1:9',
        token,
        state: join(folder, 'state'),
        once: true,
        json: true,
        settle: 0,
      }),
    );
    const run = await homeroll(['--config', config, 'sync', join(folder, 'photos')], {
      HOMEROLL_TO: server.address,
    });
    expect(run.code).toBe(0);
    expect(summary(run)).toMatchObject({ sent: 0, failed: 0 });
  });
});
