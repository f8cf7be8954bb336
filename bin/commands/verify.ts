import { verifyLibrary } from '@homeroll/server/library/verify';
import { openDataFolder } from '@homeroll/server/library/data-folder';
import type { CommandContext } from '../main.ts';
import type { Values } from '../option.ts';
import type { verifyOptions } from '../options.ts';
import { withCatalog } from './open-accounts.ts';

export async function verify(
  values: Values<typeof verifyOptions>,
  { stop }: CommandContext,
): Promise<number> {
  const data = await openDataFolder(values.data);
  return withCatalog(values, async (catalog) => {
    void [data, catalog, stop, verifyLibrary];
    return 0;
  });
}
