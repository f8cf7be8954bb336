import type { ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { endProcess, startHomeroll } from './homeroll-process.ts';

export interface RelayProcess {
  readonly address: string;
  readonly port: number;
  readonly key: string;
  /** All that it printed until it was ready. */
  readonly said: string;
  /** All that it has logged. */
  readonly logged: () => string;
  readonly child: ChildProcess;
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

/** `homeroll relay`, ready to answer. A port of 0 takes any. */
export async function startRelayProcess(
  data: string,
  port = 0,
  more: readonly string[] = [],
): Promise<RelayProcess> {
  const child = startHomeroll(['relay', '--data', data, '--port', String(port), ...more]);
  let log = '';
  child.stderr?.on('data', (text: Buffer) => (log += text.toString()));
  const said = await saidFirst(child, () => log);
  const address = /is running: (\S+)/.exec(said)?.[1] ?? '';
  return {
    ...{ address, port: Number(new URL(address).port), said, child, logged: () => log },
    key: (await readFile(join(data, 'relay.key'), 'utf8')).trim(),
    stop: (signal) => endProcess(child, signal),
  };
}

function saidFirst(child: ChildProcess, logged: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    child.stdout?.once('data', (text: Buffer) => {
      child.stdout?.resume();
      resolve(text.toString());
    });
    child.once('exit', (code) => reject(new Error(`the relay ended (${String(code)}): ${logged()}`)));
  });
}
