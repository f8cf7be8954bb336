import type { ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { askAgent } from '@homeroll/agent/control/ask-agent';
import { statusSchema, type AgentStatus } from '@homeroll/agent/control/control-messages';
import { homeroll, startHomeroll, type Finished } from './homeroll-process.ts';

/** Where one agent of a test lives. */
export interface AgentHome {
  readonly settings: string;
  readonly state: string;
  readonly photos: string;
}

export interface AgentProcess {
  readonly child: ChildProcess;
  /** Everything it said so far. */
  said(): string;
  /** Resolves when it has said this; rejects where it ends before. */
  says(sign: RegExp): Promise<void>;
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

export async function agentHome(folder: string): Promise<AgentHome> {
  const home = {
    settings: join(folder, 'agent.json'),
    state: join(folder, 's'),
    photos: join(folder, 'photos'),
  };
  await mkdir(home.photos, { recursive: true });
  return home;
}

/** Writes the settings as a person would, with everything in the photos' folder on. */
export async function writeSettings(home: AgentHome, more: Record<string, unknown>): Promise<void> {
  const folder = home.photos;
  const settings = { folders: [folder], albums: [{ folder, recursive: true, on: true }], settle: 0, ...more };
  await writeFile(home.settings, JSON.stringify(settings));
}

/** `homeroll agent`, once it answers. */
export async function startAgent(
  home: AgentHome,
  more: readonly string[] = [],
  environment: Record<string, string> = {},
): Promise<AgentProcess> {
  const child = startHomeroll(['agent', ...optionsOf(home), ...more], environment);
  let said = '';
  const listeners = new Set<() => void>();
  const hear = (text: Buffer): void => {
    said += text.toString();
    for (const listener of [...listeners]) listener();
  };
  child.stdout?.on('data', hear);
  child.stderr?.on('data', hear);
  const says = (sign: RegExp): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (!sign.test(said)) return;
        listeners.delete(look);
        resolve();
      };
      listeners.add(look);
      child.once('exit', (code) => reject(new Error(`the agent ended (${String(code)}): ${said}`)));
      look();
    });
  const agent: AgentProcess = {
    child,
    said: () => said,
    says,
    async stop(signal = 'SIGTERM') {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill(signal);
      await once(child, 'close');
    },
  };
  await says(/Homeroll \S+ watches/);
  return agent;
}

/** `homeroll agent …`, run to its end. */
export function agentCommand(home: AgentHome, ...words: string[]): Promise<Finished> {
  return homeroll(['agent', ...words, ...optionsOf(home)]);
}

/** Its answer as a program gets it. */
export async function agentJson<T>(home: AgentHome, ...words: string[]): Promise<T> {
  const { out, err } = await agentCommand(home, ...words, '--json');
  if (out === '') throw new Error(err);
  return JSON.parse(out) as T;
}

export function agentStatus({ state }: AgentHome): Promise<AgentStatus> {
  return askAgent(state, { do: 'status' }, statusSchema);
}

/** Asks again and again, without a pause, until it is so; the test's own time limit ends it else. */
export async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise(setImmediate);
}

/** Puts a file where a camera would. */
export async function putPhoto({ photos }: AgentHome, name: string, bytes: Buffer): Promise<string> {
  const path = join(photos, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, bytes);
  return path;
}

/** Every photo in the library of a data folder by its hash; two copies count twice. */
export async function libraryHashes({ data }: { readonly data: string }): Promise<readonly string[]> {
  const library = join(data, 'library');
  const entries = await readdir(library, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile() && !entry.name.endsWith('.xmp'));
  const all = await Promise.all(
    files.map((entry) => readFile(join(entry.parentPath, entry.name)).catch(() => Buffer.alloc(0))),
  );
  return all.map(hashOf).sort();
}

export function hashOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function optionsOf({ settings, state }: AgentHome): string[] {
  return ['--settings', settings, '--state', state];
}
