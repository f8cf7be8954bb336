import { z } from 'zod';
import type { FileStore, StorePath } from '@homeroll/core/ports/file-store';
import { parseStorePath } from '@homeroll/core/ports/file-store';
import { storeKinds } from '@homeroll/destinations/catalogue';
import { systemClock } from '@homeroll/agent/system-clock';

/** A store as a configuration file would make it: checked, with all defaults. */
export async function openStore(kind: 'folder' | 'ftp' | 'sftp', given: object): Promise<FileStore> {
  const { options, open } = storeKinds[kind];
  const shape = Object.fromEntries(Object.entries(options).map(([name, { schema }]) => [name, schema]));
  const values = z.object(shape).parse(given);
  return await open(values as never, { name: undefined, clock: systemClock });
}

export function storePath(text: string): StorePath {
  const path = parseStorePath(text);
  if (path === undefined) throw new RangeError(`no path: ${text}`);
  return path;
}
