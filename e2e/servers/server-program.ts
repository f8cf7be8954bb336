import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A real server that runs for a test, on this machine only. */
export interface ServerProgram {
  /** All that it has said so far. */
  readonly said: () => string;
  stop(): Promise<void>;
}

export interface ProgramStart {
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** It is ready when these answer. */
  readonly ports: readonly number[];
  /** Number of the account (and its group) that it runs as; else this one. */
  readonly account?: number;
}

/** Ready when its ports answer; rejects with what it said where it ends before. */
export async function startProgram(start: ProgramStart): Promise<ServerProgram> {
  const { program, args, env, ports, account } = start;
  const child = spawn(program, [...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PATH: searched, ...env },
    ...(account === undefined ? {} : { uid: account, gid: account }),
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (text: Buffer) => (said = (said + text.toString()).slice(-100_000)));
  }
  const ended = once(child, 'exit');
  // A test that broke off, or was ended itself, leaves no server behind.
  const endToo = (): void => void child.kill('SIGTERM');
  process.once('exit', endToo);
  void ended.then(() => process.off('exit', endToo));
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
  };
  const isOver = new AbortController();
  const failed = ended.then(() => {
    throw new Error(`${program} ended: ${said}`);
  });
  failed.catch(() => isOver.abort());
  await Promise.race([failed, Promise.all(ports.map((port) => answers(port, isOver.signal)))]);
  return { said: () => said, stop };
}

const searched = `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`;

/** Whether all of these programs are installed. */
export function areInstalled(...programs: readonly string[]): boolean {
  const folders = searched.split(':');
  return programs.every((program) => folders.some((folder) => existsSync(join(folder, program))));
}

/** Ports that are free now. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** A folder of its own, which programs of other users may enter. */
export async function temporaryFolder(name: string): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), `homeroll-${name}-`));
  await chmod(path, 0o755);
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** A line of a password file as Apache and nginx read it. */
export function passwordLine(username: string, password: string): string {
  return `${username}:{SHA}${createHash('sha1').update(password).digest('base64')}\n`;
}

async function answers(port: number, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    if (await takesConnection(port)) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function takesConnection(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('close', () => socket.destroy());
    socket.once('connect', () => socket.destroy());
  });
}
