import { readBooth } from '@homeroll/agent/booth/settings/booth-file';
import { shareAt } from '@homeroll/agent/booth/share-at';
import { SettingsError } from '@homeroll/agent/settings/settings-file';
import type { Values } from '@homeroll/options/option';
import { builtPortal } from '../built-portal.ts';
import type { shareOptions } from '../options.ts';
import { UsageError } from '../read-options.ts';

/** `homeroll share --at NAME`: at a destination of the booth. */
export async function boothShare(
  files: readonly string[],
  values: Values<typeof shareOptions> & { readonly at: string },
  root: string,
): Promise<number> {
  try {
    return await shareAt({
      ...{ files, name: values.at, json: values.json },
      settings: readBooth(values.settings),
      stateFolder: values.state,
      portal: await builtPortal(root),
      out: process.stdout,
      errors: process.stderr,
    });
  } catch (error) {
    throw error instanceof SettingsError ? new UsageError(error.message) : error;
  }
}
