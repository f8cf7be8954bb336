import { constants } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { CommandContext } from '../command-context.ts';
import { UsageError } from '../read-options.ts';

/** Writes the portal where it can be taken to a web space; never over a file that is there. */
export async function portal(file: string, { root }: CommandContext): Promise<number> {
  const to = resolve(file);
  try {
    await copyFile(join(root, 'apps/portal/dist/index.html'), to, constants.COPYFILE_EXCL);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST')
      throw new UsageError(`${to} is there already and is left as it is; name another file.`);
    throw new UsageError(`The portal could not be written: ${message}`);
  }
  console.log(`${to} is the portal, one file. Put it on a web space of the same host as the pictures.`);
  return 0;
}
