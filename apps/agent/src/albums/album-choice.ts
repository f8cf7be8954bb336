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
 * The nearest entry decides: that of the folder alone, else a recursive one of it, else the recursive one of the
 * nearest folder above. Of two entries of one kind for one folder the later counts. Where no entry decides,
 * `newAlbums` does: `off` leaves them out and shows them as new.
 */
export function albumChoice(entries: readonly AlbumEntry[], newAlbums: 'on' | 'off'): AlbumChoice {
  const alone = new Map<string, boolean>();
  const recursive = new Map<string, boolean>();
  for (const entry of entries) (entry.recursive ? recursive : alone).set(entry.folder, entry.on);
  const undecided = newAlbums === 'on' ? 'on' : 'new';
  return (folder) => {
    const above = foldersAbove(folder).find((one) => recursive.has(one)) ?? '';
    const on = alone.get(folder) ?? recursive.get(folder) ?? recursive.get(above);
    return on === undefined ? undecided : on ? 'on' : 'off';
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
