import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readBooth } from '@homeroll/agent/booth/settings/booth-file';
import { shareAt } from '@homeroll/agent/booth/share-at';
import { SettingsError } from '@homeroll/agent/settings/settings-file';
import { shareFiles } from '@homeroll/agent/share-files';
import { portalVersion, type PortalPage } from '@homeroll/core/publish/portal-upkeep';
import type { Values } from '@homeroll/options/option';
import type { CommandContext } from '../command-context.ts';
import type { shareOptions } from '../options.ts';
import { UsageError } from '../read-options.ts';

export async function share(
  files: readonly string[],
  values: Values<typeof shareOptions>,
  { stop, root }: CommandContext,
): Promise<number> {
  if (values.at !== undefined) return atDestination(files, { ...values, at: values.at }, root);
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

async function atDestination(
  files: readonly string[],
  values: Values<typeof shareOptions> & { readonly at: string },
  root: string,
): Promise<number> {
  try {
    return await shareAt({
      ...{ files, at: values.at, json: values.json },
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

/** `undefined` where it was not built. */
async function builtPortal(root: string): Promise<PortalPage | undefined> {
  const html = await readFile(join(root, 'apps/portal/dist/index.html')).catch(() => undefined);
  const version = html && portalVersion(html.toString('utf8'));
  return html === undefined || version === undefined ? undefined : { html, version };
}
