import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { photos } from './samples.ts';

/** Writes photos into a folder, so many in each subfolder, and answers their hashes. */
export async function photoFolder(
  folder: string,
  { count, size, perFolder }: { count: number; size: number; perFolder: number },
): Promise<readonly string[]> {
  const hashes: string[] = [];
  for (let from = 0; from < count; from += perFolder) {
    const place = perFolder >= count ? folder : join(folder, String(from / perFolder).padStart(4, '0'));
    await mkdir(place, { recursive: true });
    const made = photos(Math.min(perFolder, count - from), size);
    await Promise.all(made.map(({ name, pieces }) => writeFile(join(place, name), pieces[0]!)));
    hashes.push(...made.map(({ hash }) => hash));
  }
  return hashes;
}
