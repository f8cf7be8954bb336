import { mkdtemp, rm } from 'node:fs/promises';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { renderUnicodeCompact } from 'uqr';
import { PortTaken, runBooth, type RunningBooth } from '@homeroll/agent/booth/run-booth';
import { readBooth, writeBooth } from '@homeroll/agent/booth/settings/booth-file';
import { parseBooth, type BoothSettings } from '@homeroll/agent/booth/settings/booth-settings';
import { UsageTrouble } from '@homeroll/agent/connect';
import { plainLog } from '@homeroll/agent/host/agent-log';
import { isReadByOthers, SettingsError } from '@homeroll/agent/settings/settings-file';
import { LedgerError } from '@homeroll/core/publish/publish-ledger';
import { builtPortal } from '../built-portal.ts';
import { boothPictures } from '../booth-pictures.ts';
import type { boothCommandOptions } from '../booth-options.ts';
import type { CommandContext } from '../command-context.ts';
import { demoBooth } from '../demo-booth.ts';
import type { Values } from '@homeroll/options/option';
import { UsageError } from '../read-options.ts';
import { tendMemory } from '../tend-memory.ts';

type BoothValues = Values<typeof boothCommandOptions>;

export async function booth(
  folder: string | undefined,
  values: BoothValues,
  context: CommandContext,
): Promise<number> {
  if (values.demo) return demo(values, context);
  const file = values.settings;
  try {
    if (!existsSync(file)) {
      if (folder === undefined) throw new UsageError(firstWords(file));
      if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true)
        throw new UsageError(`There is no folder ${resolve(folder)}.`);
      writeBooth(file, { folder: resolve(folder), destinations: [] });
    }
    const settings = readBooth(file);
    if (folder !== undefined && resolve(folder) !== resolve(settings.folder))
      throw new UsageError(
        `${file} names another folder, ${settings.folder}. Change it there, or name other settings with --settings.`,
      );
    await run({ settings, file, stateFolder: values.state, isDemo: false }, values, context);
    return 0;
  } catch (error) {
    throw inWords(error);
  }
}

/** Nothing of it stays: the pictures are made up, and so are the settings. */
async function demo(values: BoothValues, context: CommandContext): Promise<number> {
  const place = await mkdtemp(join(tmpdir(), 'homeroll-demo-'));
  const folder = join(place, 'photobooth');
  const parsed = parseBooth({ folder, title: 'Homeroll', settle: 0 });
  if ('mistakes' in parsed) throw new Error('the settings of the demonstration are wrong');
  const over = new AbortController();
  // Who has seen enough closes the window.
  process.once('SIGHUP', () => over.abort());
  const stop = AbortSignal.any([context.stop, over.signal]);
  const what = {
    settings: parsed.settings,
    file: undefined,
    stateFolder: join(place, 'state'),
    isDemo: true,
  };
  try {
    const work = [demoBooth(folder, stop), run(what, values, { ...context, stop })];
    const ended = await Promise.allSettled(work.map((each) => each.finally(() => over.abort())));
    const failed = ended.find((each) => each.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  } catch (error) {
    throw inWords(error);
  } finally {
    await rm(place, { recursive: true, force: true });
  }
  return 0;
}

interface What {
  readonly settings: BoothSettings;
  readonly file: string | undefined;
  readonly stateFolder: string;
  readonly isDemo: boolean;
}

async function run(what: What, values: BoothValues, context: CommandContext): Promise<void> {
  const web = join(context.root, 'apps/web/dist');
  const portal = await builtPortal(context.root);
  if (portal === undefined || !existsSync(join(web, 'index.html')))
    throw new UsageError('The pages of the screen and for guests are not built yet: npm run build');
  const pictures = await boothPictures(join(what.stateFolder, 'booth-pictures'), context.searchPath);
  tendMemory();
  const log = plainLog(process.stdout);
  try {
    await runBooth({
      ...what,
      ...{ web, portal, pictures, port: values.port },
      log,
      signal: context.stop,
      started: (running) => {
        const link = join(what.stateFolder, 'settings-link');
        writeFileSync(link, `${running.settingsUrl}\n`, { mode: 0o600 });
        // What is printed elsewhere than on a terminal is a log, which others may read.
        const settings = process.stdout.isTTY ? running.settingsUrl : `the link is in ${link}`;
        console.log(greeting(running, settings, what));
        if (what.file !== undefined && isReadByOthers(what.file))
          log.say(`Others on this machine may read ${what.file}, which holds passwords: chmod 600 it.`);
      },
    });
  } finally {
    await pictures.close();
  }
}

function greeting(
  { address, guestAddress, guestTrouble }: RunningBooth,
  settingsLink: string,
  { settings, isDemo }: What,
): string {
  const lines = [
    isDemo
      ? 'A booth with made-up pictures is running; a new one comes every 12 s.'
      : `The booth is running; its pictures come from ${settings.folder}.`,
    '',
    `Screen of the booth:  ${address}`,
    `Settings:             ${settingsLink}`,
  ];
  if (guestTrouble !== undefined) lines.push('', guestTrouble);
  if (guestAddress !== undefined) {
    lines.push(`Guests in this network get pictures from ${guestAddress}`);
    if (isDemo)
      lines.push(
        '',
        'Is a phone in this network? This code tells:',
        renderUnicodeCompact(guestAddress, { border: 2 }),
      );
  }
  if (settings.destinations.length === 0 && !isDemo)
    lines.push(
      '',
      'No destination yet: add one in the settings, so that guests get pictures over the internet too.',
    );
  return lines.join('\n');
}

function firstWords(file: string): string {
  return [
    `There are no settings yet (${file}). Say where the pictures of the booth lie: homeroll booth FOLDER`,
    'To see it working with made-up pictures: homeroll booth --demo',
  ].join('\n');
}

/** What a person can put right; anything else is a bug and goes on as it is. */
function inWords(error: unknown): unknown {
  if (error instanceof PortTaken)
    return new UsageError(
      `Port ${String(error.port)} cannot be had: another booth may be running. End it, or choose another port with --port.`,
    );
  const isForPeople =
    error instanceof SettingsError || error instanceof UsageTrouble || error instanceof LedgerError;
  return isForPeople ? new UsageError(error.message) : error;
}
