import { accessSync, constants } from 'node:fs';
import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';

export const root: string = join(import.meta.dirname, '..');
export const homeroll: string = join(root, 'bin', 'homeroll');

/** Path of a program, also in the folders that only root has in PATH. */
export function programPath(name: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

/** A Node program of ours or a peer's: the same Node, the same number of threads for file calls. */
export function startNode(args: readonly string[], options: SpawnOptions = {}): ChildProcess {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('HOMEROLL_'));
  const env = { ...Object.fromEntries(inherited), UV_THREADPOOL_SIZE: '8', ...options.env };
  return spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'], ...options, env });
}

/** Everything it prints until it ends; an error where it fails. */
export async function output(child: ChildProcess): Promise<string> {
  let text = '';
  child.stdout?.on('data', (piece: Buffer) => (text += piece.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${child.spawnargs.join(' ')} ended with ${String(code)}\n${text}`);
  return text;
}

/** Fulfilled with everything it printed, as soon as that matches. */
export function saidBy(child: ChildProcess, sign: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (piece: Buffer) => {
      text += piece.toString();
      if (sign.test(text)) resolve(text);
    });
    child.once('close', (code) =>
      reject(new Error(`${child.spawnargs.join(' ')} ended with ${String(code)}\n${text}`)),
    );
  });
}

/** Asks it to end, and ends it when it does not. */
export async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const patienceMs = 10_000;
  const deadline = setTimeout(() => child.kill('SIGKILL'), patienceMs);
  child.kill('SIGTERM');
  await once(child, 'close');
  clearTimeout(deadline);
}

/** Below those that the system gives to clients, which would collide. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 18_000 + Math.floor(Math.random() * 10_000);
    const server = createServer();
    const isFree = await new Promise((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
    });
    if (isFree) return port;
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
