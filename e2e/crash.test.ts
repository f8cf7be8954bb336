import { createHash, randomBytes, randomInt } from 'node:crypto';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { madePhoto } from '../apps/server/test/made-photo.ts';
import {
  homeroll,
  makeAnna,
  startHomeroll,
  startServerProcess,
  type ServerProcess,
} from './homeroll-process.ts';

const kills = 200;
const newFilesPerKill = 5;
/** Between two photos of a noting client: it shall be under way at every kill, and not fill the disk. */
const breathMs = 60;

let folder = '';
let data = '';
let photos = '';
let port = 0;
let server: ServerProcess;
let token = '';
let jpeg: Buffer;
/** What the server acknowledged to somebody who was not killed. */
const acknowledged = new Map<string, number>();
const allMade = new Set<string>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'homeroll-crash-'));
  data = join(folder, 'data');
  photos = join(folder, 'photos');
  await mkdir(photos);
  jpeg = (await madePhoto()).bytes;
  server = await startServerProcess(data);
  port = Number(new URL(server.address).port);
  token = await makeAnna(server, data);
});
afterAll(async () => {
  await server.stop('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** Different bytes each time; mostly small, some beyond a slot, so that every way into the library is under way. */
function newBytes(): Buffer {
  const size = randomInt(100) === 0 ? randomInt(1_200_000, 2_500_000) : randomInt(500, 30_000);
  return Buffer.concat([jpeg, randomBytes(size)]);
}

async function makeFiles(count: number): Promise<void> {
  for (let number = 0; number < count; number += 1) {
    const bytes = newBytes();
    const hash = hashOf(bytes);
    allMade.add(hash);
    await writeFile(
      join(photos, `IMG_${String(randomInt(200)).padStart(4, '0')}-${hash.slice(0, 6)}.jpg`),
      bytes,
    );
  }
}

function syncArguments(): readonly string[] {
  const to = `http://127.0.0.1:${String(port)}`;
  return [
    'sync',
    photos,
    '--to',
    to,
    '--state',
    join(folder, 'state'),
    '--once',
    '--settle',
    '0',
    '--json',
    '--title',
    'Crash',
    '--tags',
    'a,b/c',
  ];
}

/** A client in this process, which is never killed: sends one photo after the other and notes every answer. */
async function sendAndNote(signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const bytes = newBytes();
    const hash = hashOf(bytes);
    try {
      const answer = await fetch(`http://127.0.0.1:${String(port)}/api/media/${hash}`, {
        method: 'PUT',
        body: Buffer.from(bytes),
        headers: {
          authorization: `Bearer ${token}`,
          'homeroll-file-name': 'noted.jpg',
          'homeroll-title': 'Noted',
        },
        signal,
      });
      await answer.arrayBuffer();
      if (answer.status === 201) acknowledged.set(hash, bytes.length);
      await pause(breathMs);
    } catch {
      // The server was killed under this request: no answer, no promise.
      await pause(20);
    }
  }
}

async function killServer(): Promise<void> {
  await server.stop('SIGKILL');
  server = await startServerProcess(data, port);
}

async function filesBelow(root: string): Promise<readonly string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

it(
  `loses nothing when server and agent are killed at ${String(kills)} random instants`,
  { timeout: 600_000 },
  async () => {
    const noting = new AbortController();
    const clients = [sendAndNote(noting.signal), sendAndNote(noting.signal)];
    let agent = startHomeroll(syncArguments(), { HOMEROLL_TOKEN: token });
    agent.stdout?.resume();
    agent.stderr?.resume();
    let serverKills = 0;
    for (let kill = 0; kill < kills; kill += 1) {
      await makeFiles(newFilesPerKill);
      await pause(randomInt(10, 300));
      if (randomInt(2) === 0) {
        await killServer();
        serverKills += 1;
      } else if (agent.exitCode === null && agent.signalCode === null) {
        agent.kill('SIGKILL');
        await once(agent, 'exit');
      }
      if (agent.exitCode === null && agent.signalCode === null) continue;
      agent = startHomeroll(syncArguments(), { HOMEROLL_TOKEN: token });
      agent.stdout?.resume();
      agent.stderr?.resume();
    }
    noting.abort();
    await Promise.all(clients);
    if (agent.exitCode === null && agent.signalCode === null) {
      agent.kill('SIGKILL');
      await once(agent, 'exit');
    }
    await killServer();

    const last = await homeroll(syncArguments(), { HOMEROLL_TOKEN: token });
    expect(last).toMatchObject({ code: 0 });
    await expectAllThere();
    expect(serverKills).toBeGreaterThan(kills / 4);
    expect(allMade.size).toBeGreaterThan(500);
    expect(acknowledged.size).toBeGreaterThan(100);
    console.log(
      `killed ${String(kills)} times (${String(serverKills)} the server): ${String(allMade.size)} files synced, ` +
        `${String(acknowledged.size)} noted acknowledgements, none lost`,
    );
  },
);

async function expectAllThere(): Promise<void> {
  // What was begun and not acknowledged is taken back in the background after a start.
  await expect.poll(() => readdir(join(data, 'incoming')), { timeout: 30_000 }).toEqual([]);
  const files = (await filesBelow(join(data, 'library'))).filter((path) => !path.endsWith('.xmp'));
  const hashes = await Promise.all(files.map(async (path) => hashOf(await readFile(path))));
  const there = new Set(hashes);
  expect(there.size, 'no photo lies there twice').toBe(files.length);
  for (const hash of acknowledged.keys()) expect(there.has(hash), `acknowledged ${hash}`).toBe(true);
  for (const hash of allMade) expect(there.has(hash), `synced ${hash}`).toBe(true);
  const verified = await homeroll(['verify', '--data', data, '--json']);
  expect(JSON.parse(verified.out)).toMatchObject({ clean: true, compared: files.length });
  await expect
    .poll(
      async () => (await filesBelow(join(data, 'library'))).filter((path) => path.endsWith('.xmp')).length,
      { timeout: 60_000 },
    )
    .toBe(files.length);
}
