import { shareFiles } from '@homeroll/agent/share-files';
import type { CommandContext } from '../command-context.ts';
import type { Values } from '@homeroll/options/option';
import type { shareOptions } from '../options.ts';

export function share(
  files: readonly string[],
  values: Values<typeof shareOptions>,
  { stop }: CommandContext,
): Promise<number> {
  return shareFiles({
    files,
    serverUrl: values.to,
    token: values.token,
    title: values.title,
    tags: values.tags,
    json: values.json,
    stateFolder: values.state,
    parallel: values.parallel,
    expiresInDays: values.expires,
    stop,
    out: process.stdout,
  });
}
