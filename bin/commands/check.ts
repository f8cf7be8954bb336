import { checkDestination } from '@homeroll/agent/booth/check-destination';
import type { Values } from '@homeroll/options/option';
import type { checkOptions } from '../booth-options.ts';
import { builtPortal } from '../built-portal.ts';
import type { CommandContext } from '../command-context.ts';

export async function check(
  name: string,
  { settings, state, json }: Values<typeof checkOptions>,
  { root, stop }: CommandContext,
): Promise<number> {
  return checkDestination({
    ...{ name, json, settingsFile: settings, stateFolder: state, signal: stop },
    portal: await builtPortal(root),
    out: process.stdout,
    errors: process.stderr,
  });
}
