import { chmodSync, rmSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { UsageTrouble } from '../connect.ts';
import type { AgentHost } from '../host/agent-host.ts';
import { isAgentRunning } from './ask-agent.ts';
import { controlAddress } from './control-address.ts';
import { photosWords } from '../progress/words-for-figures.ts';
import {
  controlRequestSchema,
  type ControlRequest,
  type ItemOutcome,
  type ItemRequest,
} from './control-messages.ts';
import { actOnFiles } from './item-actions.ts';
import { gatherKnown } from './gather-known.ts';
import { statusOf } from './status-of.ts';
import { why } from './why.ts';

// See node-http-client.ts: an `import` would load far more of it.
const http = process.getBuiltinModule('node:http');

/** Bytes of a request: some 100,000 paths. */
const longestRequest = 20_000_000;

interface Options {
  readonly stateFolder: string;
  readonly version: string;
}

/**
 * Lets this machine's user ask the agent and tell it what to do. Answers a function that ends it. Throws
 * `UsageTrouble` where an agent with this state folder runs already: two would send everything twice.
 */
export async function serveControl(host: AgentHost, options: Options): Promise<() => Promise<void>> {
  const { stateFolder, version } = options;
  const address = controlAddress(stateFolder);
  if (address === undefined)
    throw new UsageTrouble(`The path of the state folder is too long for a socket in it (${stateFolder}).`);
  if (await isAgentRunning(stateFolder))
    throw new UsageTrouble('An agent is running here already; homeroll agent status tells what it does.');
  // What was left by an agent that was killed.
  if (process.platform !== 'win32') rmSync(address, { force: true });
  const server = http.createServer((request, response) => void reply({ host, version }, request, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(address, resolve);
  });
  if (process.platform !== 'win32') chmodSync(address, 0o600);
  return () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
}

interface Asked {
  readonly host: AgentHost;
  readonly version: string;
}

async function reply(asked: Asked, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size <= longestRequest) pieces.push(piece);
  }
  const answer =
    size > longestRequest
      ? { trouble: 'That is too much at once.' }
      : await answerTo(asked, Buffer.concat(pieces).toString());
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(answer));
}

async function answerTo(asked: Asked, text: string): Promise<object> {
  const parsed = controlRequestSchema.safeParse(jsonOrNothing(text));
  if (!parsed.success) return { trouble: 'This was not understood; the agent may be of another version.' };
  try {
    return { answer: await carryOut(asked, parsed.data) };
  } catch (error) {
    if (!(error instanceof UsageTrouble)) throw error;
    return { trouble: error.message };
  }
}

function jsonOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function carryOut({ host, version }: Asked, request: ControlRequest): Promise<unknown> {
  switch (request.do) {
    case 'status':
      return statusOf(host, version);
    case 'pause':
    case 'resume':
    case 'hold':
    case 'release':
    case 'retry':
      steer(host, request.do);
      return null;
    case 'why':
      return Promise.all(
        host.destinations.map(async (run) => ({
          destination: run.settings.name,
          ...why(await gatherKnown(host, run, request.file)),
        })),
      );
    case 'mark':
    case 'reset':
    case 'delete':
      return actEverywhere(host, request);
  }
}

function steer(host: AgentHost, what: 'pause' | 'resume' | 'hold' | 'release' | 'retry'): void {
  if (what === 'pause') host.log.say('Paused by hand: nothing is sent or deleted.');
  if (what === 'resume' && host.pause.isPaused) host.log.say('Goes on after the pause.');
  if (what === 'retry') for (const run of host.destinations) run.wake('retry');
  else host.pause[what]();
}

async function actEverywhere(host: AgentHost, request: ItemRequest): Promise<unknown> {
  const { at } = request;
  const names = host.destinations.map(({ settings }) => settings.name);
  if (at !== undefined && !names.includes(at))
    throw new UsageTrouble(`There is no destination “${at}”; there are: ${names.join(', ')}.`);
  if (request.do === 'delete' && at === undefined && names.length > 1)
    throw new UsageTrouble(`Say where it is to be deleted, with --at: ${names.join(', ')}.`);
  const runs = host.destinations.filter(({ settings }) => at === undefined || settings.name === at);
  const outcomes = (await Promise.all(runs.map((run) => actOnFiles(host, run, request)))).flat();
  for (const run of runs) tellOf(host, run.settings.name, { request, outcomes });
  return outcomes;
}

const actWords = { mark: 'marked for', reset: 'reset at', delete: 'to be deleted at' } as const;

function tellOf(
  host: AgentHost,
  destination: string,
  { request, outcomes }: { readonly request: ItemRequest; readonly outcomes: readonly ItemOutcome[] },
): void {
  const done = outcomes.filter((one) => one.destination === destination && one.outcome === 'done').length;
  if (done > 0) host.log.say(`By hand: ${photosWords(done)} ${actWords[request.do]} ${destination}`);
}
