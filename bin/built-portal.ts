import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { portalVersion, type PortalPage } from '@homeroll/core/publish/portal-upkeep';

/** The page for guests; `undefined` where it was not built. */
export async function builtPortal(root: string): Promise<PortalPage | undefined> {
  const html = await readFile(join(root, 'apps/portal/dist/index.html')).catch(() => undefined);
  const version = html && portalVersion(html.toString('utf8'));
  return html === undefined || version === undefined ? undefined : { html, version };
}
