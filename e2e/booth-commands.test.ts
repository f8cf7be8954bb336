import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { boothSchema } from '@homeroll/protocol/booths';
import { routes } from '@homeroll/protocol/routes';
import { madePhoto } from '../apps/server/test/made-photo.ts';
import { testServer } from '../apps/server/test/running-server.ts';
import { homeroll, type Finished } from './homeroll-process.ts';
import { webSpace } from './web-space.ts';

let folder: string;
let space: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'homeroll-commands-'));
  space = join(folder, 'space');
  await mkdir(space);
});
afterEach(() => rm(folder, { recursive: true }));

async function settings(values: object): Promise<void> {
  const destinations = [{ name: 'disk', kind: 'folder', path: space, ...values }];
  await writeFile(
    join(folder, 'booth.json'),
    JSON.stringify({ folder: join(folder, 'pictures'), destinations }),
  );
}

function run(...args: readonly string[]): Promise<Finished> {
  const places = ['--settings', join(folder, 'booth.json'), '--state', join(folder, 'state')];
  return homeroll([...args, ...places]);
}

describe('homeroll check', () => {
  it('B14: holds a destination to every promise, says which it keeps, and leaves nothing there', async () => {
    const web = await webSpace();
    try {
      await settings({ mediaUrl: web.origin, useDownloadPortal: false });
      const { code, out } = await run('check', 'disk');
      // The space hands out nothing, and that is found.
      expect(code).toBe(1);
      expect(out).toMatch(/^ {2}✓ holds exactly the bytes that were put/m);
      expect(out).toMatch(/^ {2}– publishes under an address that stays \(/m);
      expect(out).toMatch(/^ {2}✗ guests can get at it: what was put there is not found under http:/m);
      expect(out.match(/✗/g)).toHaveLength(1);
      const left = await readdir(space, { recursive: true });
      expect(left.filter((name) => name !== 'media')).toEqual([]);
    } finally {
      await web.close();
    }
  });

  it('B14: tells in words what it cannot try', async () => {
    await settings({ path: join(folder, 'not there') });
    expect(await run('check', 'disk')).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^disk: .*not there/) as string,
    });
    expect(await run('check', 'disc')).toMatchObject({
      code: 2,
      err: 'The booth has no destination “disc”; there are “disk”.\n',
    });
  });
});

describe('homeroll share --at', () => {
  it('B13: at our own server too, where the booth keeps the name of its party', async () => {
    const server = await testServer();
    onTestFinished(() => server.close());
    const own = { name: 'home', kind: 'own-server', url: server.address, token: server.token };
    const file = join(folder, 'photo.jpg');
    await writeFile(file, (await madePhoto()).bytes);
    await writeFile(
      join(folder, 'booth.json'),
      JSON.stringify({ folder, title: 'Summer party', destinations: [own] }),
    );
    const { code, out } = await run('share', file, '--at', 'home');
    expect(code).toBe(0);
    const { url } = JSON.parse(out) as { url: string };
    expect((await fetch(`${url}/1/file`)).status).toBe(200);
    const booths = z.array(boothSchema).parse(await (await server.request(routes.booths)).json());
    expect(booths).toMatchObject([{ name: 'Summer party', count: 1 }]);
  });

  it('B16, B20: puts any file at a destination of the booth, and tells a link that nobody can guess', async () => {
    await settings({ mediaUrl: 'https://party.example.org' });
    const { bytes } = await madePhoto();
    const file = join(folder, 'holiday ü.jpg');
    await writeFile(file, bytes);
    const links = [];
    for (let time = 1; time <= 2; time += 1) {
      const { code, out } = await run('share', file, '--at', 'disk');
      expect(code).toBe(0);
      links.push((JSON.parse(out) as { url: string }).url);
    }
    expect(links[0]).not.toBe(links[1]);
    const media = decodeURIComponent(links[0]?.split('url=')[1] ?? '');
    expect(media).toMatch(/^https:\/\/party\.example\.org\/media\/holiday-u-[\w-]{29}\.jpg$/);
    expect((await readFile(join(space, new URL(media).pathname))).equals(bytes)).toBe(true);
    expect(await readFile(join(space, 'index.html'), 'utf8')).toContain('homeroll-portal');
  });

  it('says what is wrong, and where to share', async () => {
    await settings({});
    await writeFile(join(folder, 'notes.txt'), 'x');
    expect((await run('share', join(folder, 'notes.txt'), '--at', 'disk')).err).toMatch(
      /is no photo or video/,
    );
    expect((await run('share', join(folder, 'none.jpg'))).err).toMatch(/Say where to share/);
  });
});

describe('homeroll booth and portal', () => {
  it('say what is missing before they begin', async () => {
    expect(await run('booth')).toMatchObject({
      code: 2,
      err: expect.stringMatching(/homeroll booth FOLDER[^]*--demo/) as string,
    });
    await writeFile(join(folder, 'booth.json'), '{ "folder": "/x", "titel": 1 }');
    expect((await run('booth')).err).toMatch(/titel is no setting here; did you mean title\?/);
  });

  it('B28: the portal is written for a web space of one’s own, and never over a file', async () => {
    const page = join(folder, 'page.html');
    expect((await homeroll(['portal', page])).code).toBe(0);
    expect(await readFile(page, 'utf8')).toContain('homeroll-portal');
    expect((await homeroll(['portal', page])).err).toMatch(/is there already and is left as it is/);
  });
});
