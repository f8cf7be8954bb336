import { spawn, type ChildProcess } from 'node:child_process';
import { ReadingsError } from './readings-reader.ts';

export interface Program {
  /** Looked up in PATH. */
  readonly program: string;
  readonly args: readonly string[];
  /** Without it, this process's own. */
  readonly environment?: Environment;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** More than any of these programs says; one that goes on and on is ended. */
const longestOutput = 1024 * 1024;

/**
 * What the program wrote to its standard output; undefined where there is no such program. With
 * its own children it is killed when the signal is raised.
 *
 * Throws `ReadingsError` with `failed` (an exit code other than 0, or too much output) or `too-slow`.
 */
export function runProgram(wanted: Program, signal: AbortSignal): Promise<string | undefined> {
  const { program } = wanted;
  return new Promise((resolve, reject) => {
    const child = startProgram(wanted);
    const chunks: Buffer[] = [];
    let size = 0;
    const complaint: Buffer[] = [];
    const give = (act: () => void): void => {
      signal.removeEventListener('abort', stop);
      act();
    };
    const fail = (error: ReadingsError): void => {
      killProgram(child);
      give(() => reject(error));
    };
    const stop = (): void => fail(new ReadingsError('too-slow', `${program} did not answer in time`));
    child.stdout?.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size > longestOutput) fail(new ReadingsError('failed', `${program} does not stop talking`));
    });
    child.stderr?.on('data', (chunk: Buffer) => complaint.length < 10 && complaint.push(chunk));
    child.on('error', (error) => {
      if (isAbsent(error)) give(() => resolve(undefined));
      else fail(new ReadingsError('failed', `${program} could not be started`, { cause: error }));
    });
    child.on('close', (code) => {
      if (code === 0) give(() => resolve(Buffer.concat(chunks).toString()));
      else
        fail(
          new ReadingsError('failed', `${program}: ${firstLine(complaint) || `ended with ${String(code)}`}`),
        );
    });
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop);
  });
}

/** Starts it in a process group of its own, so that a script's children end with it. */
export function startProgram({ program, args, environment }: Program): ChildProcess {
  return spawn(program, args, {
    ...(environment === undefined ? {} : { env: environment }),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
}

/** Ends the child and its group; one that is gone already is fine. */
export function killProgram(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    if (process.platform === 'win32') child.kill('SIGKILL');
    else process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Not installed, or (Android, sandboxes) there but not allowed to run. */
function isAbsent(error: Error): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return code === 'ENOENT' || code === 'EACCES';
}

function firstLine(chunks: readonly Buffer[]): string {
  return (Buffer.concat(chunks).toString().trim().split('\n')[0] ?? '').slice(0, 200);
}
