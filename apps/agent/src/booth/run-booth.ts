import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { portalVersion, type PortalPage } from '@homeroll/core/publish/portal-upkeep';
import { boothIdOf } from './booth-id.ts';
import type { Booth } from './booth.ts';
import { BoothHost } from './booth-host.ts';
import { openBoothLedger } from './booth-ledger.ts';
import { boothSecrets } from './booth-secrets.ts';
import { guestAddress } from './guest-address.ts';
import { displayApp } from './http/display-app.ts';
import { guestApp } from './http/guest-app.ts';
import type { BoothSettings } from './settings/booth-settings.ts';
import type { SmallPictures } from './small-pictures.ts';

export interface RunBoothOptions {
  readonly settings: BoothSettings;
  /** The settings file; without one changes last as long as the program. */
  readonly file: string | undefined;
  readonly stateFolder: string;
  /** Port of the booth's own screen; 0 for any. */
  readonly port: number;
  /** Folders of the built pages. */
  readonly pages: { readonly web: string; readonly portal: string };
  readonly pictures: SmallPictures;
  readonly isDemo: boolean;
  readonly signal: AbortSignal;
  readonly started: (running: RunningBooth) => void;
}

export interface RunningBooth {
  /** Of the booth's own screen. */
  readonly address: string;
  /** The same with the secret that opens the settings. */
  readonly settingsUrl: string;
  /** For guests in the same network; `undefined` where there is none. */
  readonly guestAddress: string | undefined;
}

/** Until the signal is raised. Rejects where a port is taken, and for bugs. */
export async function runBooth(options: RunBoothOptions): Promise<void> {
  const { settings, file, stateFolder, pages, pictures, isDemo, signal } = options;
  const secrets = boothSecrets(stateFolder);
  const ledger = openBoothLedger(stateFolder);
  const html = await readFile(join(pages.portal, 'index.html'), 'utf8');
  const id = boothIdOf(secrets.links);
  const made: { host?: BoothHost } = {};
  const booth = (): Booth => {
    if (made.host === undefined) throw new Error('the booth is not open yet');
    return made.host.booth;
  };
  const forGuests = { boothId: id, booth, portal: html, pictures };
  const guests = await guestApp({ ...forGuests, version: 'processed' });
  const originals = await guestApp({ ...forGuests, version: 'original' });
  const guestPort = await listen(guests, settings.guestsPort, settings.guestsHere ? '0.0.0.0' : '127.0.0.1');
  const host = await BoothHost.open({
    ...{ settings, file, pictures, isDemo },
    booth: { id, secret: secrets.links },
    parts: {
      ...{ ledger, lineSecret: secrets.line },
      portal: portalPage(html),
      localOrigins: {
        processed: localOrigin(guestPort),
        original: localOrigin(await listen(originals, 0, '127.0.0.1')),
      },
    },
    guestAddress: (now) => guestAddress(now, guestPort),
  });
  made.host = host;
  const display = await displayApp({ host, pages: pages.web, secret: secrets.settings });
  const address = `http://localhost:${String(await listen(display, options.port, '127.0.0.1'))}`;
  const settingsUrl = `${address}/#settings=${secrets.settings}`;
  options.started({ address, settingsUrl, guestAddress: guestAddress(settings, guestPort) });
  try {
    await host.run(signal);
  } finally {
    await Promise.all([display, guests, originals].map((app) => app.close()));
    ledger.close();
  }
}

async function listen(app: FastifyInstance, port: number, host: string): Promise<number> {
  await app.listen({ port, host });
  return (app.server.address() as AddressInfo).port;
}

function localOrigin(port: number): string {
  return `http://127.0.0.1:${String(port)}`;
}

function portalPage(html: string): PortalPage | undefined {
  const version = portalVersion(html);
  return version === undefined ? undefined : { html: Buffer.from(html), version };
}
