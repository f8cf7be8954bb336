import { homedir } from 'node:os';
import { sep } from 'node:path';
import { isWithin, type AlbumEntry } from '../albums/album-choice.ts';
import { albumCounts } from '../albums/album-counts.ts';
import { UsageTrouble } from '../connect.ts';
import { withRealFolders } from '../host/agent-host.ts';
import { countWords, photosWords } from '../progress/words-for-figures.ts';
import { editSettings, readSettings } from '../settings/settings-file.ts';
import { folderAt, withoutLinks } from '../sources/folder-at.ts';
import { exitCodes } from '../with-server.ts';
import { carriedOut, tell, type CommandOptions } from './command.ts';
import { table } from './table.ts';

/** `homeroll agent albums`: every folder with photos, and whether it counts. */
export function agentAlbums(options: CommandOptions): Promise<number> {
  return carriedOut(options, () => {
    const settings = withRealFolders(readSettings(options.settingsFile));
    const albums = albumCounts(settings);
    tell(options, albums, () =>
      albums.length === 0
        ? [`There are no photos in ${settings.folders.join(', ')}.`]
        : table(
            [
              ['', 'PHOTOS', 'FOLDER'],
              ...albums.map(({ folder, state, count }) => [state, countWords(count), folder]),
            ],
            [1],
          ),
    );
    return exitCodes.done;
  });
}

interface SwitchOptions extends CommandOptions {
  readonly on: boolean;
  /** Also for what lies below, where no entry of its own decides. */
  readonly recursive: boolean;
}

/** `homeroll agent albums on|off FOLDER`. */
export function agentAlbumsSwitch(folder: string, options: SwitchOptions): Promise<number> {
  return carriedOut(options, () => {
    const { on, recursive } = options;
    const path = folderAt(folder);
    const settings = withRealFolders(
      editSettings(options.settingsFile, (draft, written) => {
        const { folders } = withRealFolders(written);
        if (!folders.some((root) => isWithin(path, root)))
          throw new UsageTrouble(`${path} is in none of the watched folders (${folders.join(', ')}).`);
        const kept = ((draft['albums'] as unknown[] | undefined) ?? []).filter((_entry, index) => {
          const entry = written.albums[index];
          return entry === undefined || !isReplaced(entry, { path, recursive });
        });
        draft['albums'] = [...kept, { folder: path, recursive, on }];
      }),
    );
    const inside = albumCounts(settings).filter((one) =>
      recursive ? isWithin(one.folder, path) : one.folder === path,
    );
    const others = inside.filter(({ state }) => (state === 'on') !== on);
    const count = inside.filter((one) => !others.includes(one)).reduce((sum, one) => sum + one.count, 0);
    tell(options, { folder: path, on, recursive, count }, () => [
      `${shortened(path)}${recursive ? ' and what lies below' : ''} is ${on ? 'on' : 'off'} now: ${photosWords(count)}.`,
      ...others.map((one) => `  ${shortened(one.folder)} stays ${one.state}: it has an entry of its own.`),
    ]);
    return exitCodes.done;
  });
}

/** What the new entry says anew. What is said for a folder and all below it is said for the folder too. */
function isReplaced(entry: AlbumEntry, { path, recursive }: { path: string; recursive: boolean }): boolean {
  return withoutLinks(entry.folder) === path && (recursive || !entry.recursive);
}

function shortened(path: string): string {
  return path.startsWith(homedir() + sep) ? `~${path.slice(homedir().length)}` : path;
}
