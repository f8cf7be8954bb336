import { lstatSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { SourceItem } from '@homeroll/core/ports/source';
import { isPair } from './file-headers.ts';
import { fileItem } from './file-item.ts';
import { listedFile, type ListedFile } from './list-folder.ts';
import { videoNamesFor } from './pair-files.ts';

/** One file as the item it is now, with its video where it is a Live Photo; `undefined` where it is gone or a link. */
export async function findFile(path: string, album: string | undefined): Promise<SourceItem | undefined> {
  const file = fileAt(path);
  if (file === undefined) return undefined;
  const folder = dirname(path);
  return fileItem({ folder, album }, file, await videoOf(folder, file));
}

async function videoOf(folder: string, { name }: ListedFile): Promise<ListedFile | undefined> {
  for (const videoName of videoNamesFor(name)) {
    const video = fileAt(join(folder, videoName));
    if (video !== undefined && (await isPair(join(folder, name), join(folder, videoName)))) return video;
  }
  return undefined;
}

function fileAt(path: string): ListedFile | undefined {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  return stats?.isFile() ? listedFile(basename(path), stats) : undefined;
}
