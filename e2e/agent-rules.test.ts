import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { askAgent, isAgentRunning } from '@homeroll/agent/control/ask-agent';
import type { DestinationStatus } from '@homeroll/agent/control/control-messages';
import { runAgent } from '@homeroll/agent/host/run-agent';
import type { ReadersTogether } from '@homeroll/agent/readings/joined-readings';
import type { ConnectionRules, Readings } from '@homeroll/core/connection/connection-rules';
import { testServer, type TestServer } from '../apps/server/test/running-server.ts';
import { agentHome, agentStatus, putPhoto, until, writeSettings, type AgentHome } from './agent-process.ts';

const always = { id: 'all', title: 'All', start: '1990-01-01' };
const jpegHead = Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex');
let folder: string;
let home: AgentHome;
let server: TestServer;
let stop: AbortController;
let running: Promise<number> | undefined;
let said: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'homeroll-rules-'));
  home = await agentHome(folder);
  server = await testServer();
  stop = new AbortController();
  running = undefined;
  said = '';
});
afterEach(async () => {
  stop.abort();
  await running;
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

/** A machine whose connection the test decides about. */
class Machine implements ReadersTogether {
  readonly isLive = true;
  #readings: Readings;
  #changed: () => void = () => undefined;

  constructor(readings: Readings) {
    this.#readings = readings;
  }

  read(): ReturnType<ReadersTogether['read']> {
    return Promise.resolve({ readings: this.#readings, problems: [] });
  }

  watch(changed: () => void): () => void {
    this.#changed = changed;
    return () => undefined;
  }

  becomes(readings: Readings): void {
    this.#readings = readings;
    this.#changed();
  }
}

async function run(
  machine: Machine,
  connection: Partial<ConnectionRules>,
  more: Record<string, unknown> = {},
): Promise<void> {
  const destinations = [{ name: 'home', to: server.address, token: server.token }];
  await writeSettings(home, { destinations, events: [always], connection, ...more });
  const log = { write: (text: string) => (said += text) };
  running = runAgent({
    settingsFile: home.settings,
    stateFolder: home.state,
    readers: machine,
    json: false,
    once: false,
    version: '0',
    signal: stop.signal,
    out: log,
    errors: log,
  });
  await until(() => isAgentRunning(home.state));
}

async function destination(): Promise<DestinationStatus> {
  const [first] = (await agentStatus(home)).destinations;
  if (first === undefined) throw new Error('no destination');
  return first;
}

async function held(words: RegExp): Promise<void> {
  await until(async () => {
    const { counts, reasons, state } = await destination();
    return (
      counts.marked === 1 && state === 'not-possible-now' && reasons.some((reason) => words.test(reason))
    );
  });
}

async function isSent(): Promise<void> {
  await until(async () => (await destination()).counts.transferred === 1);
}

function photo(size = 20_000): Promise<string> {
  return putPhoto(home, 'A/a.jpg', Buffer.concat([jpegHead, randomBytes(size)]));
}

interface Change {
  readonly when: string;
  readonly rules: Partial<ConnectionRules>;
  readonly before: Readings;
  readonly words: RegExp;
  readonly after: Readings;
}

describe('P19 P60 the rules of connection, evaluated again on every change', () => {
  it.each<Change>([
    {
      when: 'P18 without a connection',
      rules: {},
      before: { connected: false },
      words: /no network connection/,
      after: { connected: true },
    },
    {
      when: 'P56 on mobile data',
      rules: { wifiOnly: true },
      before: { link: 'mobile' },
      words: /mobile data/,
      after: { link: 'wifi' },
    },
    {
      when: 'P57 in another Wi-Fi',
      rules: { networks: ['Home'] },
      before: { link: 'wifi', network: 'Cafe' },
      words: /not one of the Wi-Fi/,
      after: { link: 'wifi', network: 'Home' },
    },
    {
      when: 'P59 in a Wi-Fi whose name can’t be read',
      rules: { networks: ['Home'] },
      before: { link: 'wifi' },
      words: /name of the Wi-Fi network can’t be read/,
      after: { link: 'wifi', network: 'Home' },
    },
    {
      when: 'P60a on a metered connection',
      rules: { unmeteredOnly: true },
      before: { metered: true },
      words: /metered/,
      after: { metered: false },
    },
    {
      when: 'P60a on battery',
      rules: { chargingOnly: true },
      before: { charging: false },
      words: /on its battery/,
      after: { charging: true },
    },
  ])('nothing is sent $when, and everything afterwards', async ({ rules, before, words, after }) => {
    const machine = new Machine(before);
    await photo();
    await run(machine, rules);
    await held(words);
    machine.becomes(after);
    await isSent();
    expect(said).toMatch(new RegExp(`Nothing is sent to home now: .*${words.source}`));
    expect(said).toMatch(/Sending to home goes on\./);
  });

  it('P54 nothing is sent while sending is switched off, until the settings change', async () => {
    await photo();
    await run(new Machine({}), { enabled: false });
    await held(/switched off/);
    const destinations = [{ name: 'home', to: server.address, token: server.token }];
    await writeSettings(home, { destinations, events: [always], connection: { enabled: true } });
    await isSent();
  });

  it('P58 asks the server whether this is home', async () => {
    await photo();
    await run(new Machine({ link: 'wifi' }), { homeOnly: true });
    await isSent();
  });

  it('P60a sends nothing in quiet hours', async () => {
    await photo();
    await run(new Machine({}), { quietHours: [{ from: '00:00', to: '24:00' }] });
    await held(/quiet hours/);
  });

  it('an event with rules of its own holds back what it marked, and nothing else', async () => {
    await photo();
    await putPhoto(home, 'B/IMG_20200101_120000.jpg', Buffer.concat([jpegHead, randomBytes(100)]));
    const strict = {
      id: 'strict',
      title: 'Old',
      start: '2020-01-01',
      end: '2020-01-01',
      connection: { wifiOnly: true },
    };
    const machine = new Machine({ link: 'mobile' });
    await run(machine, {}, { events: [always, strict] });
    await isSent();
    expect(await destination()).toMatchObject({ state: 'possible', counts: { marked: 1 } });
    machine.becomes({ link: 'cable' });
    await until(async () => (await destination()).counts.transferred === 2);
  });

  it('P60 P69 a running upload stops when they stop holding, is no failure, and goes on later', async () => {
    const machine = new Machine({ link: 'wifi' });
    await photo(120_000_000);
    await run(machine, { wifiOnly: true });
    await until(async () => ((await destination()).moving[0]?.bytes ?? 0) > 0);
    machine.becomes({ link: 'mobile' });
    await held(/mobile data/);
    expect((await destination()).moving).toEqual([]);
    expect((await destination()).counts.failed).toBeUndefined();
    machine.becomes({ link: 'wifi' });
    await isSent();
  });

  it('P41 nothing is sent while a page is open, until it is left', async () => {
    const machine = new Machine({});
    await run(machine, {});
    await askAgent(home.state, { do: 'hold' }, z.null());
    await photo();
    await held(/page for choosing photos is open/);
    await askAgent(home.state, { do: 'release' }, z.null());
    await isSent();
  });
});
