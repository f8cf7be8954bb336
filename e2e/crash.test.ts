import type { ChildProcess } from 'node:child_process';
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
  startServerProcess,
  startSync,
  syncOnce,
  type OneSync,
  type ServerProcess,
} from './homeroll-process.ts';
import { newNotes, sendAndNote } from './noting-client.ts';

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
const notes = newNotes();
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

/** Mostly small, some beyond a slot, so that every way into the library is under way. */
function newSize(): number {
  return randomInt(100) === 0 ? randomInt(1_200_000, 2_500_000) : randomInt(500, 30_000);
}

async function makeFiles(count: number): Promise<void> {
  for (let number = 0; number < count; number += 1) {
    const bytes = Buffer.concat([jpeg, randomBytes(newSize())]);
    const hash = hashOf(bytes);
    allMade.add(hash);
    await writeFile(
      join(photos, `IMG_${String(randomInt(200)).padStart(4, '0')}-${hash.slice(0, 6)}.jpg`),
      bytes,
    );
  }
}

function sync(): OneSync {
  const address = `http://127.0.0.1:${String(port)}`;
  return {
    photos,
    address,
    token,
    state: join(folder, 'state'),
    more: ['--json', '--title', 'Crash', '--tags', 'a,b/c'],
  };
}

function startAgent(): ChildProcess {
  const agent = startSync(sync());
  agent.stdout?.resume();
  agent.stderr?.resume();
  return agent;
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
    const address = `http://127.0.0.1:${String(port)}`;
    const noted = { address, token, signal: noting.signal, size: newSize, breath: breathMs };
    const clients = [sendAndNote(notes, noted), sendAndNote(notes, noted)];
    let agent = startAgent();
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
      agent = startAgent();
    }
    noting.abort();
    await Promise.all(clients);
    if (agent.exitCode === null && agent.signalCode === null) {
      agent.kill('SIGKILL');
      await once(agent, 'exit');
    }
    await killServer();

    const last = await syncOnce(sync());
    expect(last).toMatchObject({ code: 0 });
    await expectAllThere();
    expect(serverKills).toBeGreaterThan(kills / 4);
    expect(allMade.size).toBeGreaterThan(500);
    expect(notes.acknowledged.size).toBeGreaterThan(100);
    console.log(
      `killed ${String(kills)} times (${String(serverKills)} the server): ${String(allMade.size)} files synced, ` +
        `${String(notes.acknowledged.size)} noted acknowledgements, none lost`,
    );
  },
);

async function expectAllThere(): Promise<void> {
  // What was begun and not acknowledged is taken back in the background after a start.
  await expect.poll(() => readdir(join(data, 'incoming'))).toEqual([]);
  const files = (await filesBelow(join(data, 'library'))).filter((path) => !path.endsWith('.xmp'));
  const hashes = await Promise.all(files.map(async (path) => hashOf(await readFile(path))));
  const there = new Set(hashes);
  expect(there.size, 'no photo lies there twice').toBe(files.length);
  for (const hash of notes.acknowledged) expect(there.has(hash), `acknowledged ${hash}`).toBe(true);
  for (const hash of allMade) expect(there.has(hash), `synced ${hash}`).toBe(true);
  const verified = await homeroll(['verify', '--data', data, '--json']);
  expect(JSON.parse(verified.out)).toMatchObject({ clean: true, compared: files.length });
  await expect
    .poll(
      async () => (await filesBelow(join(data, 'library'))).filter((path) => path.endsWith('.xmp')).length,
    )
    .toBe(files.length);
}
