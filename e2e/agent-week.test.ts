import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SeededRandom } from '../packages/core/test/simulation/seeded-random.ts';
import { madePhoto } from '../apps/server/test/made-photo.ts';
import { homeroll, makeAnna, startServerProcess, type ServerProcess } from './homeroll-process.ts';
import { unreliableProxy, type ProxyMode, type UnreliableProxy } from './unreliable-proxy.ts';

/** A week of the agent goes by in about a minute. */
const factor = 10_080;
const weekStart = Date.UTC(2026, 5, 14);
const day = 86_400_000;
const step = 120;

const random = new SeededRandom(7);
let home = '';
let data = '';
let photos = '';
let server: ServerProcess;
let proxy: UnreliableProxy;
let agent: ChildProcess | undefined;
let token = '';
let begun = 0;
let said = '';
/** What lies in the folder by path: its hash, and whether the event wants it. */
const files = new Map<string, { readonly hash: string; readonly isWanted: boolean }>();
const unwanted = new Set<string>();
const seenThere = new Set<string>();
const thrownAway = new Set<string>();
let made = 0;
let isChatsOn = true;
let edits = 0;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'homeroll-week-'));
  data = join(home, 'data');
  photos = join(home, 'photos');
  await mkdir(join(photos, 'camera'), { recursive: true });
  await mkdir(join(photos, 'chats'));
  server = await startServerProcess(data);
  token = await makeAnna(server, data, 'upload,view,share,delete');
  proxy = await unreliableProxy(port(), random.next);
});
afterAll(async () => {
  agent?.kill('SIGKILL');
  await proxy.close();
  await server.stop('SIGKILL');
  await rm(home, { recursive: true, force: true });
});

it(
  'a week of the agent, with everything going wrong, ends with every photo there once',
  { timeout: 300_000 },
  async () => {
    await writeSettings();
    begun = performance.now();
    startAgent();
    while (weekTime() < weekStart + 7 * day) {
      await happen();
      if (random.chance(0.1)) await note();
      await pause(step);
    }
    await endTroubles();
    const wanted = [...files].flatMap(([, { hash, isWanted }]) =>
      isWanted && !thrownAway.has(hash) ? [hash] : [],
    );
    await expect.poll(async () => missing(wanted), { timeout: 120_000, interval: 1000 }).toEqual([]);
    agent?.kill('SIGTERM');

    const there = await libraryHashes();
    expect(new Set(there).size).toBe(there.length);
    expect(there.filter((hash) => thrownAway.has(hash) || unwanted.has(hash))).toEqual([]);
    expect([...seenThere].filter((hash) => !there.includes(hash) && !thrownAway.has(hash))).toEqual([]);
    expect(there.length).toBeGreaterThan(40);
    expect(said).not.toMatch(/TypeError|RangeError|at file:/);
    await server.stop();
    const verified = await homeroll(['verify', '--data', data]);
    expect(verified).toMatchObject({ code: 0 });
  },
);

/** One thing out of what happens in a week, at most. */
async function happen(): Promise<void> {
  const modes: readonly ProxyMode[] = ['through', 'through', 'refuse', 'cut', 'lose-answers'];
  const dice = random.whole(100);
  if (agent === undefined) startAgent();
  else if (dice < 40) await addPhoto();
  else if (dice < 50) await movePhoto();
  else if (dice < 55) await copyPhoto();
  else if (dice < 60) await editPhoto();
  else if (dice < 78) proxy.mode = random.pick(modes) ?? 'through';
  else if (dice < 84) await killAgent();
  else if (dice < 87) await killServer();
  else if (dice < 91) await throwAway();
  else if (dice < 95) await changeSettings();
}

async function addPhoto(): Promise<void> {
  made += 1;
  const isWanted = random.chance(0.7);
  const path = join(photos, random.pick(['camera', 'chats']) ?? '', `IMG_${String(made)}.jpg`);
  await writePhoto(path, isWanted);
}

async function writePhoto(path: string, isWanted: boolean): Promise<void> {
  const size = random.pick([2_000, 30_000, 200_000]) ?? 0;
  const { bytes, hash } = await madePhoto({
    taken: isWanted ? '2026:06:15 12:00:00' : '2020:01:01 12:00:00',
    size,
  });
  if (!isWanted) unwanted.add(hash);
  await writeFile(join(home, 'new'), bytes);
  await rename(join(home, 'new'), path);
  files.set(path, { hash, isWanted });
}

async function movePhoto(): Promise<void> {
  const [path = '', file] = random.pick([...files]) ?? [];
  if (file === undefined) return;
  made += 1;
  const to = join(photos, 'camera', `moved-${String(made)}.jpg`);
  await rename(path, to);
  files.delete(path);
  files.set(to, file);
}

async function copyPhoto(): Promise<void> {
  const [path = '', file] = random.pick([...files]) ?? [];
  if (file === undefined) return;
  made += 1;
  const to = join(photos, 'camera', `copy-${String(made)}.jpg`);
  await copyFile(path, join(home, 'new'));
  await rename(join(home, 'new'), to);
  files.set(to, file);
}

async function editPhoto(): Promise<void> {
  const [path = '', file] = random.pick([...files]) ?? [];
  if (file !== undefined) await writePhoto(path, file.isWanted);
}

async function killAgent(): Promise<void> {
  const dying = agent;
  agent = undefined;
  if (dying === undefined) return;
  dying.kill('SIGKILL');
  if (dying.exitCode === null && dying.signalCode === null) await once(dying, 'exit');
}

async function killServer(): Promise<void> {
  const where = port();
  await server.stop('SIGKILL');
  server = await startServerProcess(data, where);
}

/** Its owner deletes it in the gallery: it must not come back by itself. */
async function throwAway(): Promise<void> {
  const [, file] = random.pick([...files].filter(([, { hash }]) => seenThere.has(hash))) ?? [];
  if (file === undefined) return;
  const { status } = await fetch(`${server.address}/api/media/${file.hash}`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${token}` },
  });
  if (status === 204) thrownAway.add(file.hash);
}

async function changeSettings(): Promise<void> {
  edits += 1;
  isChatsOn = random.chance(0.5);
  await writeSettings();
}

async function writeSettings(): Promise<void> {
  const settings = {
    destinations: [{ name: 'home', to: proxy.address, token }],
    folders: [photos],
    albums: [
      { folder: join(photos, 'camera'), on: true },
      { folder: join(photos, 'chats'), on: isChatsOn },
    ],
    events: [
      {
        id: 'summer',
        title: `Summer ${String(edits)}`,
        tags: ['2026'],
        start: '2026-06-14T00:00:00',
        timeZone: 'Europe/Berlin',
        createdAt: 1,
      },
    ],
    settle: 1,
  };
  await writeFile(join(home, 'agent.json.new'), JSON.stringify(settings), { mode: 0o600 });
  await rename(join(home, 'agent.json.new'), join(home, 'agent.json'));
}

function startAgent(): void {
  const program = join(import.meta.dirname, '../bin/homeroll');
  const clock = join(import.meta.dirname, 'quick-clock.mjs');
  const options = ['agent', '--settings', join(home, 'agent.json'), '--state', join(home, 'state'), '--json'];
  const env = {
    HOME: home,
    PATH: '',
    UV_THREADPOOL_SIZE: '4',
    QUICK_CLOCK_FACTOR: String(factor),
    QUICK_CLOCK_START: String(weekTime()),
  };
  const child = spawn(process.execPath, ['--import', clock, program, ...options], { env });
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text: Buffer) => (said += text.toString()));
  child.once('exit', () => {
    if (agent === child) agent = undefined;
  });
  agent = child;
}

async function endTroubles(): Promise<void> {
  proxy.mode = 'through';
  isChatsOn = true;
  edits += 1;
  await writeSettings();
  if (agent === undefined) startAgent();
}

/** What is there now has to stay there. */
async function note(): Promise<void> {
  for (const hash of await libraryHashes()) if (!thrownAway.has(hash)) seenThere.add(hash);
}

async function missing(wanted: readonly string[]): Promise<readonly string[]> {
  const there = new Set(await libraryHashes());
  return wanted.filter((hash) => !there.has(hash));
}

async function libraryHashes(): Promise<string[]> {
  const entries = await readdir(join(data, 'library'), { recursive: true, withFileTypes: true });
  const pictures = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.jpg'));
  return Promise.all(
    pictures.map(async ({ parentPath, name }) =>
      createHash('sha256')
        .update(await readFile(join(parentPath, name)))
        .digest('hex'),
    ),
  );
}

function weekTime(): number {
  return begun === 0 ? weekStart : weekStart + (performance.now() - begun) * factor;
}

function port(): number {
  return Number(new URL(server.address).port);
}
