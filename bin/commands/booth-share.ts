import { shareAt } from '@homeroll/agent/booth/share-at';
import type { Values } from '@homeroll/options/option';
import { builtPortal } from '../built-portal.ts';
import type { shareOptions } from '../options.ts';

/** `homeroll share --at NAME`: at a destination of the booth. */
export async function boothShare(
  files: readonly string[],
  { at, settings, state, json }: Values<typeof shareOptions> & { readonly at: string },
  root: string,
): Promise<number> {
  return shareAt({
    ...{ files, name: at, json, settingsFile: settings, stateFolder: state },
    portal: await builtPortal(root),
    out: process.stdout,
    errors: process.stderr,
  });
}
