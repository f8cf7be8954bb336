import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  appendFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { shareFiles } from '@homeroll/agent/share-files';
import { syncFolder, type SyncFolderOptions } from '@homeroll/agent/sync-folder';
import { testServer, type TestServer } from '../apps/server/test/running-server.ts';
import { finished, startHomeroll } from './homeroll-process.ts';

type Line = { readonly event: string; readonly file?: string } & Record<string, unknown>;

const jpegHead = Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex');
let server: TestServer;
let home: string;
let photos: string;

beforeEach(async () => {
  server = await testServer();
  home = await mkdtemp(join(tmpdir(), 'homeroll-agent-'));
  photos = join(home, 'photos');
  await mkdir(photos);
});
afterEach(async () => {
  await server.close();
  await rm(home, { recursive: true, force: true });
});

describe('homeroll sync --once', () => {
  it('P61 P64 sends a folder whole, and the second time nothing', async () => {
    const made = await Promise.all(['a.jpg', 'b/c d.JPG', 'b/e.jpg'].map((name) => makePhoto(name)));
    const first = await sync();
    expect(first).toMatchObject({ code: 0, summary: { sent: 3, alreadyThere: 0, failed: 0 } });
    expect(await libraryHashes()).toEqual(made.map(hashOf).sort());
    expect(await sync()).toMatchObject({
      code: 0,
      summary: { sent: 0, alreadyThere: 0 },
      lines: [{ event: 'summary' }],
    });
  });

  it('P67 carries title, tags, album and the file’s own name and time', async () => {
    await makePhoto('Grüße/été #1.jpg');
    await sync({ title: 'Wedding of A & B', tags: ['family/wedding', 'ü, x'] });
    const item = (await (await server.request('/api/media/1')).json()) as Record<string, unknown>;
    expect(item).toMatchObject({
      fileName: 'été #1.jpg',
      title: 'Wedding of A & B',
      tags: ['family/wedding', 'ü, x'],
      album: 'Grüße',
      taken: { source: 'modified' },
    });
  });

  it('sends nothing twice when the journal is lost or no database any more', async () => {
    await makePhoto('a.jpg');
    await sync();
    const databases = (await readdir(join(home, 'state'))).filter((name) => name.endsWith('.sqlite'));
    expect(databases).toHaveLength(2);
    for (const name of databases) {
      await writeFile(join(home, 'state', name), 'this is no database, and long enough to be looked at');
    }
    expect(await sync()).toMatchObject({ code: 0, summary: { sent: 0, alreadyThere: 1 } });
  });

  it('leaves out sidecars, hidden and temporary files and links, and counts them', async () => {
    await makePhoto('a.jpg');
    for (const name of ['a.jpg.xmp', '.hidden.jpg', '~a.jpg', 'a.jpg.part', 'notes.txt'])
      await makePhoto(name);
    await mkdir(join(photos, '.trash'));
    await makePhoto('.trash/b.jpg');
    await writeFile(join(home, 'outside.jpg'), jpegHead);
    await symlink(join(home, 'outside.jpg'), join(photos, 'link.jpg'));
    await symlink(home, join(photos, 'up'));
    expect(await sync()).toMatchObject({
      code: 0,
      summary: { sent: 1, failed: 0, leftOut: { notMedia: 5, links: 2 } },
    });
  });

  it('goes on past files that cannot be sent, and says why for each', async () => {
    await makePhoto('good.jpg');
    await writeOld('empty.jpg', Buffer.alloc(0));
    await writeOld('no-photo.jpg', Buffer.from('just words'));
    await writeOld(Buffer.from([...Buffer.from('odd-'), 0xff, 0xfe, ...Buffer.from('.jpg')]), jpegHead);
    const { code, summary, lines } = await sync();
    expect({ code, summary }).toMatchObject({ code: 1, summary: { sent: 1, failed: 3 } });
    const reasons = lines.filter(({ event }) => event === 'failed').map(({ reason }) => reason);
    expect(reasons.sort()).toEqual(['empty', 'odd-name', 'type-refused']);
  });

  it('waits for a file that is just being written', async () => {
    const path = join(photos, 'slow.jpg');
    await writeFile(path, jpegHead);
    const running = sync({ settleSeconds: 1 });
    await appendFile(path, randomBytes(5000));
    expect(await running).toMatchObject({ code: 0, summary: { sent: 1 } });
    expect(await libraryHashes()).toEqual([hashOf(await readFile(path))]);
  });

  it('sends an edited photo as a new one and recognises a renamed one', async () => {
    await makePhoto('a.jpg');
    await sync();
    await rename(join(photos, 'a.jpg'), join(photos, 'b.jpg'));
    expect(await sync()).toMatchObject({ summary: { sent: 0, alreadyThere: 1 } });
    await makePhoto('b.jpg');
    expect(await sync()).toMatchObject({ summary: { sent: 1 } });
    expect(await libraryHashes()).toHaveLength(2);
  });

  it('P69 goes on with a large file where it was broken off', async () => {
    const large = Buffer.concat([jpegHead, randomBytes(150_000_000)]);
    await writeOld('large.jpg', large);
    const stop = new AbortController();
    const broken = sync({ stop: stop.signal });
    await until(async () => (await partialBytes()) > 0);
    stop.abort();
    expect(await broken).toMatchObject({ code: 1, summary: { sent: 0, failed: 0, waiting: 1 } });
    const before = await partialBytes();
    expect(before).toBeGreaterThan(0);
    expect(await sync()).toMatchObject({ code: 0, summary: { sent: 1 } });
    expect(await libraryHashes()).toEqual([hashOf(large)]);
    expect(await partialBytes()).toBe(0);
  });

  it('says in words what has to be put right, with exit code 2', async () => {
    const wrong = async (more: Partial<SyncFolderOptions>): Promise<string> => {
      const errors: string[] = [];
      expect((await sync({ ...more, errors: { write: (text) => errors.push(text) } })).code).toBe(2);
      return errors.join('');
    };
    expect(await wrong({ folder: join(home, 'none') })).toMatch(/no folder/);
    expect(await wrong({ serverUrl: 'photos.example.org' })).toMatch(/write it like https/);
    expect(await wrong({ serverUrl: 'http://127.0.0.1:9' })).toMatch(/could not be reached: nothing answers/);
    expect(await wrong({ token: 'hr_device_wrong' })).toMatch(/refused the token/);
    expect(await wrong({ token: await server.makeToken('anna', ['view']) })).toMatch(
      /lacks the right to upload/,
    );
  });

  it('P12 stops when the server goes away in mid-run, and goes on later', async () => {
    const made = await Promise.all(Array.from({ length: 200 }, (_, n) => makePhoto(`${String(n)}.jpg`)));
    const { port } = new URL(server.address);
    const running = sync({ parallel: 1 });
    await libraryGrowsBy(5);
    await server.stop();
    const cut = await running;
    expect(cut.code).toBe(1);
    expect(cut.summary['stopped']).toMatch(/unreachable|unavailable/);
    expect(cut.summary['failed']).toBeLessThanOrEqual(1);
    server = {
      ...(await testServer({ dataFolder: server.dataFolder, port: Number(port) })),
      token: server.token,
    };
    expect((await sync()).code).toBe(0);
    expect(await libraryHashes()).toEqual(made.map(hashOf).sort());
  });
});

describe('a killed agent', () => {
  it('loses nothing and sends nothing twice, killed at 12 instants', async () => {
    const made: Buffer[] = [];
    for (let kill = 0; kill < 12; kill += 1) {
      made.push(
        ...(await Promise.all(
          Array.from({ length: 12 }, (_, n) => makePhoto(`${String(kill)}-${String(n)}.jpg`)),
        )),
      );
      const child = startHomeroll(syncArguments(), { HOMEROLL_TOKEN: server.token });
      child.stdout?.resume();
      await Promise.race([once(child, 'exit'), libraryGrowsBy(kill % 6)]);
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    }
    const last = await finished(startHomeroll(syncArguments(), { HOMEROLL_TOKEN: server.token }));
    expect(last).toMatchObject({ code: 0, err: '' });
    expect(await libraryHashes()).toEqual(made.map(hashOf).sort());
    const again = await finished(startHomeroll(syncArguments(), { HOMEROLL_TOKEN: server.token }));
    expect(again.out).toContain('"sent":0,"sentBytes":0,"alreadyThere":0');
  });
});

describe('homeroll sync, watching', () => {
  it('P30 sends what appears, also in new folders, and stops cleanly', async () => {
    await makePhoto('a.jpg');
    const stop = new AbortController();
    const heard = { sent: 0, watching: false };
    const step = (line: Line): void => {
      if (line.event === 'note') void makePhoto('new folder/deep/b.jpg').then(() => makePhoto('c.jpg'));
      if (line.event === 'sent') heard.sent += 1;
      if (heard.sent === 3) stop.abort();
    };
    const { code, summary } = await sync({ once: false, stop: stop.signal, out: watchLines(step) });
    expect({ code, summary }).toMatchObject({ code: 0, summary: { sent: 3 } });
    expect(await libraryHashes()).toHaveLength(3);
  });
});

describe('homeroll share', () => {
  it('sends what is not there, and prints a link that works', async () => {
    await makePhoto('a.jpg');
    await sync();
    await makePhoto('b.jpg');
    const out: string[] = [];
    const files = [join(photos, 'a.jpg'), join(photos, 'b.jpg')];
    const code = await shareFiles({
      ...options(),
      files,
      expiresInDays: 2,
      out: { write: (text) => out.push(text) },
    });
    const shared = linesOf(out).find(({ event }) => event === 'shared');
    expect({ code, shared }).toMatchObject({ code: 0, shared: { count: 2 } });
    const page = await fetch(`${String(shared?.['url'])}/set.json`);
    expect(((await page.json()) as { items: unknown[] }).items).toHaveLength(2);
  });

  it('draws the code on a terminal', async () => {
    await makePhoto('a.jpg');
    const out: string[] = [];
    const output = { isTTY: true, columns: 80, write: (text: string) => out.push(text) };
    const files = [join(photos, 'a.jpg')];
    expect(
      await shareFiles({ ...options(), files, json: false, expiresInDays: undefined, out: output }),
    ).toBe(0);
    expect(out.join('')).toMatch(/█[^]*http:\/\/127\.0\.0\.1:\d+\/s\//);
  });

  it('makes no link to a part of the files', async () => {
    await makePhoto('a.jpg');
    const out: string[] = [];
    const files = [join(photos, 'a.jpg'), join(photos, 'none.jpg')];
    expect(
      await shareFiles({
        ...options(),
        files,
        expiresInDays: undefined,
        out: { write: (text) => out.push(text) },
      }),
    ).toBe(1);
    expect(out.join('')).not.toContain('shared');
  });
});

function options(): SyncFolderOptions {
  return {
    folder: photos,
    serverUrl: server.address,
    token: server.token,
    title: undefined,
    tags: undefined,
    once: true,
    json: true,
    settleSeconds: 0,
    stateFolder: join(home, 'state'),
    parallel: 4,
    stop: new AbortController().signal,
    out: { write: () => undefined },
  };
}

async function sync(
  more: Partial<SyncFolderOptions> = {},
): Promise<{ code: number; summary: Line; lines: Line[] }> {
  const said: string[] = [];
  const out = { write: (text: string) => (said.push(text), more.out?.write(text)) };
  const code = await syncFolder({ ...options(), ...more, out });
  const lines = linesOf(said).filter(({ event }) => event !== 'progress');
  return { code, summary: lines.at(-1) ?? { event: 'none' }, lines };
}

function linesOf(said: readonly string[]): Line[] {
  const lines = said
    .join('')
    .split('\n')
    .filter((line) => line.startsWith('{'));
  return lines.map((line) => JSON.parse(line) as Line);
}

function watchLines(see: (line: Line) => unknown): SyncFolderOptions['out'] {
  return { write: (text) => linesOf([text]).forEach(see) };
}

async function makePhoto(name: string): Promise<Buffer> {
  const bytes = Buffer.concat([jpegHead, randomBytes(20_000)]);
  await mkdir(join(photos, name, '..'), { recursive: true });
  await writeOld(name, bytes);
  return bytes;
}

/** Written an hour ago, so that nothing needs to wait for it. */
async function writeOld(name: string | Buffer, bytes: Buffer): Promise<void> {
  const path = Buffer.concat([Buffer.from(`${photos}/`), Buffer.from(name)]);
  await writeFile(path, bytes);
  await utimes(path, Date.now() / 1000 - 3600, Date.now() / 1000 - 3600);
}

function syncArguments(): string[] {
  return ['sync', photos, '--to', server.address, '--state', join(home, 'state'), '--once', '--settle', '0'];
}

/** Every photo in the library by its hash, whatever the catalog says; two copies count twice. */
async function libraryHashes(): Promise<readonly string[]> {
  const entries = await readdir(join(server.dataFolder, 'library'), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && !entry.name.endsWith('.xmp'));
  const all = await Promise.all(files.map((entry) => readFile(join(entry.parentPath, entry.name))));
  return all.map(hashOf).sort();
}

async function libraryGrowsBy(count: number): Promise<void> {
  const before = (await libraryHashes()).length;
  await until(async () => (await libraryHashes()).length >= before + count);
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise(setImmediate);
}

/** What waits in `incoming/` to be gone on with. */
async function partialBytes(): Promise<number> {
  const incoming = join(server.dataFolder, 'incoming');
  const files = await Promise.all(
    (await readdir(incoming)).map((name) => stat(join(incoming, name)).catch(() => null)),
  );
  return files.reduce((sum, file) => sum + (file?.size ?? 0), 0);
}

function hashOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
