import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const program = join(import.meta.dirname, '..', 'bin', 'homeroll');

export interface Finished {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Starts the real program, as its own process, with an environment of its own. */
export function startHomeroll(
  args: readonly string[],
  environment: Record<string, string> = {},
): ChildProcess {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('HOMEROLL_'));
  const env = { ...Object.fromEntries(inherited), UV_THREADPOOL_SIZE: '8', ...environment };
  return spawn(process.execPath, [program, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Runs it to its end. */
export async function homeroll(
  args: readonly string[],
  environment?: Record<string, string>,
): Promise<Finished> {
  return finished(startHomeroll(args, environment));
}

export async function finished(child: ChildProcess): Promise<Finished> {
  const said = { out: '', err: '' };
  child.stdout?.on('data', (text: Buffer) => (said.out += text.toString()));
  child.stderr?.on('data', (text: Buffer) => (said.err += text.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...said };
}

export interface ServerProcess {
  readonly address: string;
  readonly setupUrl: string | undefined;
  readonly child: ChildProcess;
  /** Ends it in good order, or as the power would. */
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

/** `homeroll serve`, ready to answer. A port of 0 takes any. */
export async function startServerProcess(
  data: string,
  port = 0,
  more: readonly string[] = [],
): Promise<ServerProcess> {
  const child = startHomeroll([
    'serve',
    '--data',
    data,
    '--host',
    '127.0.0.1',
    '--port',
    String(port),
    ...more,
  ]);
  const said = await saidUntil(child, /Photos are kept in/);
  const address = /is running: (\S+)/.exec(said)?.[1] ?? '';
  child.stdout?.resume();
  return {
    address,
    setupUrl: /(http\S+#setup=\S+)/.exec(said)?.[1],
    child,
    stop: (signal) => endProcess(child, signal),
  };
}

/** In good order, or as the power goes. One that has ended is let be. */
export async function endProcess(
  child: ChildProcess,
  signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM',
): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  await once(child, 'close');
}

/** What a program said until it said this; rejects where it ends before. */
export function saidUntil(child: ChildProcess, sign: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const hear = (text: Buffer): void => {
      said += text.toString();
      if (sign.test(said)) resolve(said);
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.once('exit', (code, signal) => reject(new Error(`it ended (${String(code ?? signal)}): ${said}`)));
  });
}

/** Makes the administrator by the one-time link, as the page does, and a device token by the command. */
export async function makeAnna(
  server: ServerProcess,
  data: string,
  rights = 'upload,view,share',
): Promise<string> {
  const secret = new URL(server.setupUrl ?? '').hash.replace('#setup=', '');
  const made = await fetch(`${server.address}/api/setup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ secret, user: 'anna', password: 'a long enough password' }),
  });
  if (made.status !== 201) throw new Error(`setup answered ${String(made.status)}: ${await made.text()}`);
  const { out, err, code } = await homeroll([
    ...['token', 'create', '--data', data, '--user', 'anna', '--rights', rights],
  ]);
  if (code !== 0) throw new Error(`no token: ${err}`);
  return out.trim();
}

export interface OneSync {
  readonly photos: string;
  readonly address: string;
  readonly token: string;
  /** Where the journal lies. */
  readonly state: string;
  readonly more?: readonly string[];
}

/** `homeroll sync … --once`, without waiting for files to settle. */
export function syncOnce({ photos, address, token, state, more = [] }: OneSync): Promise<Finished> {
  return finished(startSync({ photos, address, token, state, more }));
}

export function startSync({ photos, address, token, state, more = [] }: OneSync): ChildProcess {
  const options = ['--to', address, '--state', state, '--once', '--settle', '0'];
  return startHomeroll(['sync', photos, ...options, ...more], { HOMEROLL_TOKEN: token });
}
