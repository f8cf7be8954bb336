import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TransferState } from '@homeroll/core/sync/transfer-record';
import {
  agentCommand,
  agentHome,
  agentJson,
  agentStatus,
  hashOf,
  libraryHashes,
  putPhoto,
  startAgent,
  until,
  writeSettings,
  type AgentHome,
  type AgentProcess,
} from './agent-process.ts';
import { makeAnna, startServerProcess, type ServerProcess } from './homeroll-process.ts';

interface Photo {
  readonly path: string;
  readonly hash: string;
}

interface Place {
  readonly data: string;
  readonly token: string;
  server: ServerProcess;
}

const rights = 'upload,view,share,delete,define-events';
const party = { id: 'party', title: 'Party', tags: ['family/party'], start: '2026-06-14', end: '2026-06-14' };
let folder: string;
let home: AgentHome;
let places: Place[];
let agents: AgentProcess[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'homeroll-host-'));
  home = await agentHome(folder);
  [places, agents] = [[], []];
});
afterEach(async () => {
  for (const agent of agents) await agent.stop();
  for (const { server } of places) await server.stop();
  await rm(folder, { recursive: true, force: true });
});

describe('the agent by events', () => {
  it('P29 P30 P31 sends what was shot in the time of an event, before, during and after it runs', async () => {
    const place = await newServer();
    const early = await photo('Camera/IMG_20260614_100000.jpg');
    await photo('Camera/IMG_20260613_235959.jpg');
    await settings([place], { events: [party] });
    const agent = await start();
    await until(async () => (await sent()) === 1);
    const live = await photo('New album/IMG_20260614_200000.jpg');
    await photo('New album/IMG_20260615_000000.jpg');
    await until(async () => (await sent()) === 2);
    await agent.stop();
    const missed = await photo('Camera/IMG_20260614_235959.jpg');
    await start();
    await until(async () => (await sent()) === 3);
    expect(await libraryHashes(place)).toEqual(hashes(early, live, missed));
    expect(await media(place, 1)).toMatchObject({ title: 'Party', tags: ['family/party'], album: 'Camera' });
  });

  it('P13 P28 P32 P33 follows its settings while it runs: events come and go, albums are switched', async () => {
    const place = await newServer();
    const a = await photo('A/IMG_20200101_100000.jpg');
    const b = await photo('B/IMG_20260614_100000.jpg');
    await settings([place], { events: [] });
    await start();
    await agentCommand(home, 'albums', 'off', join(home.photos, 'A'));
    const added = await agentCommand(home, 'events', 'add', '--title', 'All', '--start', '1990-01-01');
    expect(added.out).toMatch(
      /from 1990-01-01 without an end .*: 1 item matches; 1 more is in albums you left out\./,
    );
    await until(async () => (await sent()) === 1);
    expect(await libraryHashes(place)).toEqual(hashes(b));
    await agentCommand(home, 'albums', 'on', join(home.photos, 'A'));
    await until(async () => (await sent()) === 2);
    expect(await libraryHashes(place)).toEqual(hashes(a, b));
  });

  it('unmarks what waits when its event is removed', async () => {
    const place = await newServer();
    await settings([place], { events: [party] });
    await pauseFirst();
    await photo('A/IMG_20260614_100000.jpg');
    await until(async () => (await counts()).marked === 1);
    await agentCommand(home, 'events', 'remove', 'party');
    await until(async () => (await counts()).unmarked === 1);
    await agentCommand(home, 'resume');
    expect(await libraryHashes(place)).toEqual([]);
  });

  it('goes on by the old settings while the file is broken, and says so', async () => {
    const place = await newServer();
    await settings([place], { events: [party] });
    const agent = await start();
    await settings([place], { events: [{ ...party, end: '2026-06-01' }] });
    await agent.says(/events\[0\]\.end .* is before the start/);
    const one = await photo('A/IMG_20260614_100000.jpg');
    await until(async () => (await sent()) === 1);
    expect(await libraryHashes(place)).toEqual(hashes(one));
    expect((await agentStatus(home)).settingsTrouble).toMatch(/events\[0\]\.end/);
    await settings([place], { events: [party] });
    await until(async () => (await agentStatus(home)).settingsTrouble === null);
    expect(agent.said()).not.toContain(place.token);
  });

  it('P33a takes the events of the server, and uses them while it is away', async () => {
    const place = await newServer();
    await settings([place], { events: [] });
    const agent = await start();
    const event = {
      title: 'Fair',
      tags: ['fair'],
      start: '2026-06-14T00:00:00',
      end: '2026-06-15T00:00:00',
      timeZone: 'UTC',
    };
    expect(
      (await request(place, '/api/events', { method: 'POST', body: JSON.stringify(event) })).status,
    ).toBe(201);
    await agentCommand(home, 'retry');
    await agent.says(/has one event for all its users/);
    await agent.stop();
    const { port } = new URL(place.server.address);
    await place.server.stop();
    const one = await photo('A/IMG_20260614_100000.jpg');
    await start();
    await until(async () => (await counts()).marked === 1);
    expect(await agentJson<unknown[]>(home, 'events')).toMatchObject([
      { title: 'Fair', from: 'p0', match: 1 },
    ]);
    expect((await why(one.path)).says).toMatch(/waits to be sent/);
    place.server = await startServerProcess(place.data, Number(port));
    await agentCommand(home, 'retry');
    await until(async () => (await sent()) === 1);
    expect(await media(place, 1)).toMatchObject({ title: 'Fair', tags: ['fair'] });
  });
});

describe('the agent and its servers', () => {
  it('sends to two at once, each with its own queue', async () => {
    const [one, two] = [await newServer(), await newServer()];
    const { port } = new URL(two.server.address);
    await two.server.stop();
    const made = await photo('A/IMG_20260614_100000.jpg');
    await settings([one, two], { events: [party] });
    const agent = await start();
    await until(async () => (await sent(0)) === 1);
    await agent.says(/Nothing can be sent to p1 now/);
    expect((await agentStatus(home)).destinations.map(({ state }) => state)).toEqual([
      'possible',
      'not-possible-now',
    ]);
    two.server = await startServerProcess(two.data, Number(port));
    await agentCommand(home, 'retry');
    await until(async () => (await sent(1)) === 1);
    expect([await libraryHashes(one), await libraryHashes(two)]).toEqual([hashes(made), hashes(made)]);
  });

  it('P12 tells of a refused token and waits for a person', async () => {
    const place = await newServer();
    await photo('A/IMG_20260614_100000.jpg');
    await settings([{ ...place, token: 'hr_device_wrong' }], { events: [party] });
    const agent = await start();
    await agent.says(/Configuration problem with p0: .*refused the token/);
    expect((await agentStatus(home)).destinations[0]).toMatchObject({
      state: 'configuration-problem',
      connected: true,
    });
    expect((await agentCommand(home, 'status')).code).toBe(1);
    await settings([place], { events: [party] });
    await until(async () => (await sent()) === 1);
    expect(agent.said()).not.toContain('hr_device_wrong');
  });

  it('P38 P40 P65 deletes there, takes it back from the trash there, and sends again only when told', async () => {
    const place = await newServer();
    const { path } = await photo('A/IMG_20260614_100000.jpg');
    await settings([place], { events: [party] });
    await start();
    await until(async () => (await sent()) === 1);
    expect((await agentCommand(home, 'delete', path)).out).toMatch(/will be deleted there/);
    await until(async () => (await counts()).deleted === 1);
    expect(await libraryHashes(place)).toEqual([]);
    expect(await why(path)).toMatchObject({ state: 'deleted' });
    await agentCommand(home, 'retry');
    const again = await agentCommand(home, 'mark', path);
    expect(again).toMatchObject({
      code: 1,
      out: expect.stringMatching(/send it again all the same\? Answer with --yes/) as string,
    });
    const trash = (await (await request(place, '/api/trash')).json()) as { items: { id: number }[] };
    const ids = trash.items.map(({ id }) => id);
    await request(place, '/api/trash/restore', { method: 'POST', body: JSON.stringify({ ids }) });
    expect(await libraryHashes(place)).toHaveLength(1);
    expect((await agentCommand(home, 'mark', '--yes', path)).code).toBe(0);
    await until(async () => (await counts())['already-there'] === 1);
    expect(await libraryHashes(place)).toHaveLength(1);
  });

  it('P39 tells that the token may not delete', async () => {
    const place = await newServer('upload,view');
    const { path } = await photo('A/IMG_20260614_100000.jpg');
    await settings([place], { events: [party] });
    await start();
    await until(async () => (await sent()) === 1);
    expect(await agentCommand(home, 'delete', path)).toMatchObject({
      code: 1,
      out: expect.stringMatching(/may not delete/) as string,
    });
  });
});

describe('the agent as a process', () => {
  it('P17 sends nothing while paused, also after a restart', async () => {
    const place = await newServer();
    await settings([place], { events: [party] });
    await pauseFirst();
    const { path } = await photo('A/IMG_20260614_100000.jpg');
    await until(async () => (await counts()).marked === 1);
    expect((await why(path)).because[0]).toMatch(/paused/);
    expect((await agentCommand(home, 'status')).out).toMatch(/not possible now/);
    expect(await libraryHashes(place)).toEqual([]);
    await agentCommand(home, 'resume');
    await until(async () => (await sent()) === 1);
  });

  it('loses nothing and sends nothing twice when it is killed', async () => {
    const place = await newServer();
    await settings([place], { events: [party], parallel: 1 });
    const made: Photo[] = [];
    for (let kill = 0; kill < 4; kill += 1) {
      for (let n = 0; n < 10; n += 1)
        made.push(await photo(`A/IMG_20260614_10${String(kill)}${String(n)}00.jpg`));
      const agent = await start();
      await until(async () => (await libraryHashes(place)).length > kill * 10);
      await agent.stop('SIGKILL');
    }
    await start();
    await until(async () => (await libraryHashes(place)).length === made.length);
    await until(async () => (await sent()) + ((await counts())['already-there'] ?? 0) === made.length);
    expect(await libraryHashes(place)).toEqual(hashes(...made));
  });

  it('runs once only, and lets nobody else in', async () => {
    await settings([await newServer()], { events: [] });
    await start();
    expect(await agentCommand(home)).toMatchObject({
      code: 2,
      err: expect.stringMatching(/running here already/) as string,
    });
    expect((await stat(join(home.state, 'agent.sock'))).mode & 0o777).toBe(0o600);
    expect((await stat(home.state)).mode & 0o777).toBe(0o700);
  });

  it('says in words that none runs', async () => {
    await settings([], { events: [] });
    expect(await agentCommand(home, 'status')).toMatchObject({
      code: 2,
      err: expect.stringMatching(/No agent is running/) as string,
    });
  });

  it('P22a knows why a file is not sent', async () => {
    await settings([await newServer()], {
      events: [party],
      albums: [{ folder: join(home.photos, 'On'), on: true }],
    });
    await photo('On/IMG_20260613_100000.jpg');
    await photo('Off/IMG_20260614_100000.jpg');
    await putPhoto(home, 'On/notes.txt', Buffer.from('x'));
    const agent = await start();
    await agent.says(/A new album is off until you decide: .*Off/);
    const says = async (name: string): Promise<string> => (await why(join(home.photos, name))).says;
    expect(await says('On/IMG_20260613_100000.jpg')).toMatch(/No event matches/);
    expect(await says('Off/IMG_20260614_100000.jpg')).toMatch(/“Off”, which is new/);
    expect(await says('On/notes.txt')).toMatch(/no photo or video/);
    expect(await says('On/none.jpg')).toMatch(/no such file/);
    expect((await why(home.settings)).says).toMatch(/none of the watched folders/);
  });

  it('P44–P48 marks by hand what no event matches, and resets it', async () => {
    const place = await newServer();
    const { path } = await photo('A/IMG_20200101_100000.jpg');
    await settings([place], { events: [] });
    await pauseFirst();
    await agentCommand(home, 'mark', path, '--title', 'By hand', '--tags', 'a,b/c');
    expect((await counts()).marked).toBe(1);
    await agentCommand(home, 'reset', path);
    expect((await why(path)).says).toMatch(/was reset/);
    await agentCommand(home, 'mark', path, '--title', 'By hand', '--tags', 'a,b/c');
    await agentCommand(home, 'resume');
    await until(async () => (await sent()) === 1);
    expect(await media(place, 1)).toMatchObject({ title: 'By hand', tags: ['a', 'b/c'] });
  });

  it('ends by itself with --once when everything is sent', async () => {
    const place = await newServer();
    const one = await photo('A/IMG_20260614_100000.jpg');
    await settings([place], { events: [party] });
    expect(await agentCommand(home, '--once')).toMatchObject({ code: 0, err: '' });
    expect(await libraryHashes(place)).toEqual(hashes(one));
    expect((await agentCommand(home, '--once')).code).toBe(0);
    await place.server.stop();
    const away = await agentCommand(home, '--once');
    expect(away).toMatchObject({
      code: 1,
      out: expect.stringMatching(/Nothing can be sent to p0 now/) as string,
    });
  });
});

async function newServer(tokenRights = rights): Promise<Place> {
  const data = join(folder, `data${String(places.length)}`);
  const server = await startServerProcess(data);
  const place = { data, server, token: await makeAnna(server, data, tokenRights) };
  places.push(place);
  return place;
}

function settings(to: readonly Place[], more: Record<string, unknown>): Promise<void> {
  const destinations = to.map(({ server, token }, n) => ({
    name: `p${String(n)}`,
    to: server.address,
    token,
  }));
  return writeSettings(home, { destinations, ...more });
}

async function start(): Promise<AgentProcess> {
  const agent = await startAgent(home);
  agents.push(agent);
  return agent;
}

/** Starts it, pauses it, and starts it again: it is still paused. */
async function pauseFirst(): Promise<void> {
  const agent = await start();
  expect((await agentCommand(home, 'pause')).code).toBe(0);
  await agent.stop();
  await start();
}

function hashes(...photos: readonly Photo[]): readonly string[] {
  return photos.map(({ hash }) => hash).sort();
}

/** A photo dated by its name. */
async function photo(name: string): Promise<Photo> {
  const bytes = Buffer.concat([
    Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex'),
    randomBytes(20_000),
  ]);
  const path = await putPhoto(home, name, bytes);
  return { path, hash: hashOf(bytes) };
}

async function counts(n = 0): Promise<Partial<Record<TransferState, number>>> {
  return (await agentStatus(home)).destinations[n]?.counts ?? {};
}

async function sent(n = 0): Promise<number> {
  return (await counts(n)).transferred ?? 0;
}

async function why(
  path: string,
): Promise<{ readonly state: string; readonly says: string; readonly because: readonly string[] }> {
  const { answers } = await agentJson<{ answers: Awaited<ReturnType<typeof why>>[] }>(home, 'why', path);
  const [first] = answers;
  if (first === undefined) throw new Error('no answer');
  return first;
}

function request({ server, token }: Place, path: string, init: RequestInit = {}): Promise<Response> {
  const headers = {
    authorization: `Bearer ${token}`,
    ...(init.body === undefined ? {} : { 'content-type': 'application/json' }),
  };
  return fetch(server.address + path, { ...init, headers });
}

async function media(place: Place, id: number): Promise<unknown> {
  return (await request(place, `/api/media/${String(id)}`)).json();
}
