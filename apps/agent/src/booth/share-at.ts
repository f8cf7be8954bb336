import { randomBytes } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { renderUnicodeCompact } from 'uqr';
import { isMediaName } from '@homeroll/core/photo/media-names';
import { keepPortal } from '@homeroll/core/publish/portal-upkeep';
import { publishedPath } from '@homeroll/core/publish/published-link';
import type { BoothFile } from '@homeroll/core/publish/publishing';
import { boothKey } from '@homeroll/core/share/booth-key';
import { UsageTrouble } from '../connect.ts';
import { versionOf } from '../sources/version.ts';
import { exitCodes } from '../with-server.ts';
import { atDestination, type AtDestinationOptions } from './at-destination.ts';
import { macWith } from './booth-secrets.ts';
import { contentOf } from './content-of.ts';
import { linkAt } from './open-outlets.ts';
import { publishingOf } from './settings/booth-options.ts';

export interface ShareAtOptions extends AtDestinationOptions {
  readonly files: readonly string[];
}

/**
 * Puts files at a destination of the booth, wherever they lie, and prints a link and a code for each. The booth's
 * mirror leaves them alone: they are not of its folder. Answers the exit code.
 */
export function shareAt(options: ShareAtOptions): Promise<number> {
  const { name, files, portal } = options;
  return atDestination(options, async ({ destination, booth, store }) => {
    if (store === undefined)
      throw new UsageTrouble(`${name} is a relay, which keeps nothing; share at another one.`);
    const publishing = publishingOf(destination.values);
    try {
      const base = publishing.mediaUrl === undefined ? await store.publish?.() : undefined;
      if (publishing.autoUpload && portal !== undefined) await keepPortal(store, portal);
      for (const path of files) {
        const file = await fileAt(path, booth.secret);
        const content = contentOf(dirname(resolve(path)), file, basename(path));
        await store.put(publishedPath(file, publishing), content);
        print(options, path, linkAt(destination, booth, file, base));
      }
      return exitCodes.done;
    } finally {
      await store.close();
    }
  });
}

/** Under a key of its own each time: who has the link of one sharing cannot tell another's. */
async function fileAt(path: string, secret: string): Promise<BoothFile> {
  const absolute = resolve(path);
  const found = await stat(absolute).catch(() => undefined);
  if (found?.isFile() !== true || !isMediaName(basename(path)))
    throw new UsageTrouble(`${path} is no photo or video that can be read.`);
  const once = `shared/${randomBytes(8).toString('hex')}/${basename(path)}`;
  const { size, mtimeMs } = found;
  return {
    path: once,
    key: boothKey(once, macWith(secret)),
    size,
    modifiedAt: mtimeMs,
    version: versionOf(size, mtimeMs),
  };
}

function print({ json, out }: ShareAtOptions, file: string, url: string | undefined): void {
  if (json || out.isTTY !== true) {
    out.write(`${JSON.stringify({ event: 'shared', file, url: url ?? null })}\n`);
    return;
  }
  if (url === undefined)
    out.write(`${file} is there, but guests cannot get at it: its mediaUrl is not set.\n`);
  else out.write(`${renderUnicodeCompact(url, { border: 4 })}\n${url}\n`);
}
