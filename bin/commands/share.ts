import { shareFiles } from '@homeroll/agent/share-files';
import type { Values } from '@homeroll/options/option';
import type { CommandContext } from '../command-context.ts';
import type { shareOptions } from '../options.ts';
import { UsageError } from '../read-options.ts';

export async function share(
  files: readonly string[],
  values: Values<typeof shareOptions>,
  { stop, root }: CommandContext,
): Promise<number> {
  // Not part of what a phone needs.
  if (values.at !== undefined)
    return (await import('./booth-share.ts')).boothShare(files, { ...values, at: values.at }, root);
  const { to, token } = values;
  if (to === undefined || token === undefined)
    throw new UsageError(
      'Say where to share: a server (--to ADDRESS, and its token), or a destination of the booth (--at NAME).',
    );
  return shareFiles({
    files,
    serverUrl: to,
    token,
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
