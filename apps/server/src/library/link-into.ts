import { link } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Folders } from './folders.ts';

/** Gives a file a second name, whose folder is made where it is missing. False where something holds the name. */
export async function linkInto(folders: Folders, from: string, to: string, again = true): Promise<boolean> {
  const folder = dirname(to);
  await folders.ensure(folder);
  try {
    await link(from, to);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    if (code !== 'ENOENT' || !again) throw error;
    // Somebody removed the folder behind our back.
    await folders.forget(folder);
    return linkInto(folders, from, to, false);
  }
}
