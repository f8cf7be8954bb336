import { join } from 'node:path';
import { listFolder } from '../sources/list-folder.ts';
import type { AgentSettings } from '../settings/agent-settings.ts';
import { albumChoice, type AlbumState } from './album-choice.ts';

export interface CountedAlbum {
  readonly folder: string;
  readonly state: AlbumState;
  /** Photos and videos directly in it. */
  readonly count: number;
}

/** All folders that hold photos or videos, in the order of their names, as they are on the disk now. */
export function albumCounts({ folders, albums, newAlbums }: AgentSettings): readonly CountedAlbum[] {
  const choice = albumChoice(albums, newAlbums);
  const found: CountedAlbum[] = [];
  const open = [...folders];
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    const at = folder;
    const listing = listFolder(at);
    if (listing === undefined) continue;
    open.push(...listing.folders.map((name) => join(at, name)));
    if (listing.files.length > 0) found.push({ folder: at, state: choice(at), count: listing.files.length });
  }
  return found.sort((one, other) => (one.folder < other.folder ? -1 : 1));
}
