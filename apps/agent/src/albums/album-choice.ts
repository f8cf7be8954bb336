import { basename, dirname, sep } from 'node:path';

/** What a person said about one folder. Paths are absolute, without a separator at the end. */
export interface AlbumEntry {
  readonly folder: string;
  /** Also for all folders below it that no entry of their own decides. */
  readonly recursive: boolean;
  readonly on: boolean;
}

export type AlbumState = 'on' | 'off' | 'new';

/** Whether photos that lie directly in this folder count; `new` where nobody has decided yet. */
export type AlbumChoice = (folder: string) => AlbumState;

/**
 * The nearest entry decides: that of the folder itself, else the recursive one of the nearest folder above. Of two
 * entries for one folder the later counts. Where no entry decides, `newAlbums` does: `off` leaves them out and
 * shows them as new.
 */
export function albumChoice(entries: readonly AlbumEntry[], newAlbums: 'on' | 'off'): AlbumChoice {
  const byFolder = new Map(entries.map((entry) => [entry.folder, entry]));
  const undecided = newAlbums === 'on' ? 'on' : 'new';
  return (folder) => {
    const own = byFolder.get(folder);
    if (own !== undefined) return stateOf(own);
    for (const above of foldersAbove(folder)) {
      const entry = byFolder.get(above);
      if (entry?.recursive) return stateOf(entry);
    }
    return undecided;
  };
}

/** What the album of this folder is called; photos that lie directly in a watched folder have none. */
export function albumName(folder: string, roots: readonly string[]): string | undefined {
  return roots.includes(folder) ? undefined : basename(folder);
}

/** Those that are inside another one left out: their photos are found there already. */
export function outermost(folders: readonly string[]): readonly string[] {
  const all = new Set(folders);
  return [...all].filter((folder) => !foldersAbove(folder).some((above) => all.has(above)));
}

/** Nearest first, up to the root of the file system. */
function foldersAbove(folder: string): readonly string[] {
  const above: string[] = [];
  for (let at = folder; dirname(at) !== at; at = dirname(at)) above.push(dirname(at));
  return above;
}

/** Whether this path is the folder or lies below it. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

function stateOf({ on }: AlbumEntry): 'on' | 'off' {
  return on ? 'on' : 'off';
}
