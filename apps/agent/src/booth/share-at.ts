import { randomBytes } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { renderUnicodeCompact } from 'uqr';
import { DestinationError } from '@homeroll/core/ports/destination-error';
import { SourceError } from '@homeroll/core/ports/source';
import { isMediaName } from '@homeroll/core/photo/media-names';
import { keepPortal, type PortalPage } from '@homeroll/core/publish/portal-upkeep';
import { publishedPath } from '@homeroll/core/publish/published-link';
import type { BoothFile } from '@homeroll/core/publish/publishing';
import { boothKey } from '@homeroll/core/share/booth-key';
import { UsageTrouble } from '../connect.ts';
import type { Output } from '../progress/output.ts';
import { versionOf } from '../sources/version.ts';
import { exitCodes } from '../with-server.ts';
import { boothIdOf } from './booth-id.ts';
import { boothSecrets, macWith } from './booth-secrets.ts';
import { contentOf } from './content-of.ts';
import { linkAt, publishingOf } from './open-outlets.ts';
import { openStore } from './open-store.ts';
import type { BoothSettings } from './settings/booth-settings.ts';
import type { DestinationSettings } from './settings/destination-settings.ts';

export interface ShareAtOptions {
  readonly files: readonly string[];
  /** Name of a destination of the booth's settings. */
  readonly at: string;
  readonly settings: BoothSettings;
  readonly stateFolder: string;
  readonly portal: PortalPage | undefined;
  readonly json: boolean;
  readonly out: Output;
  readonly errors: Output;
}

/**
 * Puts files at a destination of the booth, wherever they lie, and prints a link and a code for each. The booth's
 * mirror leaves them alone: they are not of its folder. Answers the exit code.
 */
export async function shareAt(options: ShareAtOptions): Promise<number> {
  const { settings, at, stateFolder, files, portal, errors } = options;
  try {
    const destination = destinationNamed(settings, at);
    const { links } = boothSecrets(stateFolder);
    const booth = { id: boothIdOf(links), name: at, secret: links };
    const store = await openStore(destination, booth);
    if (store === undefined)
      throw new UsageTrouble(`${at} is a relay, which keeps nothing; share at another one.`);
    const publishing = publishingOf(destination.values);
    try {
      const base = publishing.mediaUrl === undefined ? await store.publish?.() : undefined;
      if (publishing.autoUpload && portal !== undefined) await keepPortal(store, portal);
      for (const path of files) {
        const file = await fileAt(path, links);
        await store.put(
          publishedPath(file, publishing),
          contentOf(dirname(resolve(path)), file, basename(path)),
        );
        print(options, path, linkAt(destination, booth, file, base));
      }
      return exitCodes.done;
    } finally {
      await store.close();
    }
  } catch (error) {
    if (error instanceof UsageTrouble || error instanceof SourceError) errors.write(`${error.message}\n`);
    else if (error instanceof DestinationError) errors.write(`${at}: ${error.message}\n`);
    else throw error;
    return error instanceof UsageTrouble ? exitCodes.wrongUse : exitCodes.someFailed;
  }
}

/** Throws `UsageTrouble` with the names that there are. */
export function destinationNamed({ destinations }: BoothSettings, name: string): DestinationSettings {
  const found = destinations.find((one) => one.name === name);
  if (found !== undefined) return found;
  const names = destinations.map((one) => `“${one.name}”`).join(', ');
  throw new UsageTrouble(
    `The booth has no destination “${name}”; ${names === '' ? 'it has none yet' : `there are ${names}`}.`,
  );
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
