import { mkdtemp, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { renderUnicodeCompact } from 'uqr';
import { runBooth, type RunningBooth } from '@homeroll/agent/booth/run-booth';
import { readBooth, writeBooth } from '@homeroll/agent/booth/settings/booth-file';
import { parseBooth, type BoothSettings } from '@homeroll/agent/booth/settings/booth-settings';
import { SettingsError } from '@homeroll/agent/settings/settings-file';
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
    if (error instanceof SettingsError) throw new UsageError(error.message);
    throw error;
  }
}

/** Nothing of it stays: the pictures are made up, and so are the settings. */
async function demo(values: BoothValues, context: CommandContext): Promise<number> {
  const party = await demoBooth();
  const stateFolder = await mkdtemp(join(tmpdir(), 'homeroll-demo-state-'));
  const parsed = parseBooth({ folder: party.folder, title: 'Homeroll', settle: 0 });
  if ('mistakes' in parsed) throw new Error('the settings of the demonstration are wrong');
  try {
    const running = run(
      { settings: parsed.settings, file: undefined, stateFolder, isDemo: true },
      values,
      context,
    );
    await Promise.all([running, party.run(context.stop)]);
  } finally {
    await rm(stateFolder, { recursive: true, force: true });
    await rm(party.folder, { recursive: true, force: true });
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
  const pictures = await boothPictures(join(what.stateFolder, 'booth-pictures'), context.searchPath);
  tendMemory();
  try {
    await runBooth({
      ...what,
      port: values.port,
      pages: { web: join(context.root, 'apps/web/dist'), portal: join(context.root, 'apps/portal/dist') },
      pictures,
      signal: context.stop,
      started: (running) => console.log(greeting(running, what)),
    });
  } catch (error) {
    throw portProblem(error);
  } finally {
    await pictures.close();
  }
}

function greeting({ address, settingsUrl, guestAddress }: RunningBooth, { settings, isDemo }: What): string {
  const lines = [
    isDemo
      ? 'A booth with made-up pictures is running; a new one comes every 12 s.'
      : `The booth is running; its pictures come from ${settings.folder}.`,
    '',
    `Screen of the booth:  ${address}`,
    `Settings:             ${settingsUrl}`,
  ];
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

function portProblem(error: unknown): unknown {
  const { code, port } = error as NodeJS.ErrnoException & { port?: number };
  if (code !== 'EADDRINUSE') return error;
  return new UsageError(
    `Port ${String(port)} is taken: another booth may be running. Choose others with --port and, for guests, guestsPort in the settings.`,
  );
}
