import { folderAt } from '../sources/folder-at.ts';
import { createSettings } from '../settings/settings-file.ts';
import { exitCodes } from '../with-server.ts';
import { carriedOut, tell, type CommandOptions } from './command.ts';

interface InitOptions extends CommandOptions {
  readonly folders: readonly string[];
  readonly to: string;
  readonly token: string;
  /** What the destination is called; else its host name. */
  readonly name?: string | undefined;
  /** Everything that was ever shot is sent, and everything that comes. */
  readonly everything: boolean;
}

/** `homeroll agent init FOLDER… --to URL --token TOKEN`: the first settings; those that are there stay. */
export function agentInit(options: InitOptions): Promise<number> {
  return carriedOut(options, () => {
    const { settingsFile, to, token, everything } = options;
    const folders = options.folders.map(folderAt);
    const settings = createSettings(settingsFile, {
      destinations: [{ name: options.name ?? new URL(to).hostname, to, token }],
      folders,
      albums: folders.map((folder) => ({ folder, recursive: true, on: true })),
      'new-albums': 'off',
      events: everything ? [everythingEvent()] : [],
      tags: [],
      connection: {},
    });
    tell(options, { settingsFile, folders: settings.folders, events: settings.events.length }, () => [
      `Wrote ${settingsFile}.`,
      everything
        ? 'All photos and videos in these folders will be sent, and those that come. Start it: homeroll agent'
        : 'Nothing is sent until an event says what. Make one, then start the agent:\n' +
          '  homeroll agent events add --title "Summer" --start 2026-06-01 --end 2026-08-31\n' +
          '  homeroll agent',
      'To keep it running: homeroll agent install',
      'Photos travel over any connection, mobile data too; rules under “connection” in the settings narrow that.',
    ]);
    return exitCodes.done;
  });
}

/** An event that began before there were photographs and never ends. */
function everythingEvent(): object {
  return {
    id: 'everything',
    title: '',
    start: '1826-01-01T00:00:00',
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    createdAt: Date.now(),
  };
}
