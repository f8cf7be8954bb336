import { checkDestination } from '@homeroll/agent/booth/check-destination';
import { readBooth } from '@homeroll/agent/booth/settings/booth-file';
import { SettingsError } from '@homeroll/agent/settings/settings-file';
import type { Values } from '@homeroll/options/option';
import type { checkOptions } from '../booth-options.ts';
import { builtPortal } from '../built-portal.ts';
import type { CommandContext } from '../command-context.ts';
import { UsageError } from '../read-options.ts';

export async function check(
  name: string,
  { settings, state, json }: Values<typeof checkOptions>,
  { root, stop }: CommandContext,
): Promise<number> {
  try {
    return await checkDestination({
      ...{ name, json, stateFolder: state, signal: stop },
      settings: readBooth(settings),
      portal: await builtPortal(root),
      out: process.stdout,
      errors: process.stderr,
    });
  } catch (error) {
    throw error instanceof SettingsError ? new UsageError(error.message) : error;
  }
}
