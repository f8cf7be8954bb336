import { randomBytes } from 'node:crypto';
import {
  chmod,
  copyFile,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rm,
  writeFile,
  appendFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { madePhoto } from '../apps/server/test/made-photo.ts';
import {
  agentCommand,
  agentHome,
  agentStatus,
  putPhoto,
  startAgent,
  writeSettings,
  type AgentHome,
  type AgentProcess,
} from './agent-process.ts';
import { makeAnna, startServerProcess, type ServerProcess } from './homeroll-process.ts';
import { unreliableProxy, type UnreliableProxy } from './unreliable-proxy.ts';

const recorded = join(import.meta.dirname, '../apps/agent/test/readings/recorded');
const megabyte = 1_000_000;

let folder: string;
let home: AgentHome;
let server: ServerProcess;
let proxy: UnreliableProxy;
let agent: AgentProcess;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'homeroll-wifi-'));
  home = await agentHome(folder);
  await makeNetworkManager();
  await network('nmcli-wifi-plain.txt');
  server = await startServerProcess(join(folder, 'data'));
  proxy = await unreliableProxy(Number(new URL(server.address).port));
  const token = await makeAnna(server, join(folder, 'data'));
  await writeSettings(home, {
    destinations: [{ name: 'home', to: proxy.address, token }],
    events: [
      { id: 'all', title: 'All', tags: [], start: '1990-01-01', createdAt: 1, timeZone: 'Europe/Berlin' },
    ],
    connection: { wifiOnly: true, networks: [await networkName()] },
  });
});
afterEach(async () => {
  await agent.stop();
  await proxy.close();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

it('P57 P60 P69 Wi-Fi goes away in mid-file and comes back: no byte of the first half is sent again', async () => {
  proxy.rate = 8 * megabyte;
  const environment = { PATH: join(folder, 'bin') + delimiter + (process.env['PATH'] ?? '') };
  agent = await startAgent(home, [], environment);
  const video = Buffer.concat([(await madePhoto()).bytes, randomBytes(40 * megabyte)]);
  const path = await putPhoto(home, 'video.jpg', video);
  await expect.poll(() => proxy.sent()).toBeGreaterThan(20 * megabyte);

  await network('nmcli-cable-beside-wifi.txt');
  await expect.poll(() => isQuiet(), { interval: 500 }).toBe(true);
  const before = proxy.sent();
  expect(before).toBeLessThan(40 * megabyte);
  expect((await agentCommand(home, 'why', path)).out).toMatch(/Wi-Fi/);
  const [there] = (await agentStatus(home)).destinations;
  expect(there).toMatchObject({ counts: { marked: 1 } });

  proxy.rate = undefined;
  await network('nmcli-wifi-plain.txt');
  await expect.poll(() => filed()).toHaveLength(1);
  const [name = ''] = await filed();
  expect(video.equals(await readFile(name))).toBe(true);
  expect(proxy.sent() - before).toBeLessThan(video.length - before + 3 * megabyte);
});

let lastSent = -1;
function isQuiet(): boolean {
  const same = proxy.sent() === lastSent;
  lastSent = proxy.sent();
  return same;
}

/** A program called nmcli that says what it is told to, in the words of a real one. */
async function makeNetworkManager(): Promise<void> {
  await mkdir(join(folder, 'bin'));
  const script = [
    '#!/bin/sh',
    `if [ "$1" = monitor ]; then exec tail -n 0 -f '${folder}/changes'; fi`,
    `exec cat '${folder}/now'`,
  ];
  await writeFile(join(folder, 'bin/nmcli'), script.join('\n'));
  await chmod(join(folder, 'bin/nmcli'), 0o755);
  await writeFile(join(folder, 'changes'), '');
}

async function network(recording: string): Promise<void> {
  await copyFile(join(recorded, recording), join(folder, 'now'));
  await appendFile(join(folder, 'changes'), 'the connection changed\n');
}

async function networkName(): Promise<string> {
  const hex = /IN-USE:\*\n.*SSID-HEX:([0-9A-F]+)/.exec(await readFile(join(folder, 'now'), 'utf8'))?.[1];
  return Buffer.from(hex ?? '', 'hex').toString();
}

async function filed(): Promise<readonly string[]> {
  const entries = await readdir(join(folder, 'data/library'), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.name.endsWith('.jpg'))
    .map(({ parentPath, name }) => join(parentPath, name));
}
