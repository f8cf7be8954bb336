import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { PortalPage } from '@homeroll/core/publish/portal-upkeep';
import { boothIdOf } from './booth-id.ts';
import type { Booth } from './booth.ts';
import { BoothHost } from './booth-host.ts';
import { openBoothLedger, type BoothLedger } from './booth-ledger.ts';
import type { BoothLog } from './booth-log.ts';
import { boothSecrets, type BoothSecrets } from './booth-secrets.ts';
import { GuestDoor } from './guest-door.ts';
import { displayApp } from './http/display-app.ts';
import { guestApp, type GuestParts } from './http/guest-app.ts';
import type { BoothSettings } from './settings/booth-settings.ts';
import type { SmallPictures } from './small-pictures.ts';

export interface RunBoothOptions {
  readonly settings: BoothSettings;
  /** The settings file; without one changes last as long as the program. */
  readonly file: string | undefined;
  readonly stateFolder: string;
  /** Port of the booth's own screen; 0 for any. */
  readonly port: number;
  /** Folder of the built pages of the screen. */
  readonly web: string;
  readonly portal: PortalPage;
  readonly pictures: SmallPictures;
  readonly isDemo: boolean;
  readonly log: BoothLog;
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
  /** Why guests in the same network get nothing, in words. */
  readonly guestTrouble: string | undefined;
}

/** Another program has the port of the screen, or only others may use it. */
export class PortTaken extends Error {
  override readonly name = 'PortTaken';
  readonly port: number;

  constructor(port: number) {
    super(`port ${String(port)} is taken`);
    this.port = port;
  }
}

/** Until the signal is raised. Rejects with a `PortTaken`, a `LedgerError`, and for bugs. */
export async function runBooth(options: RunBoothOptions): Promise<void> {
  const { signal, started } = options;
  const secrets = boothSecrets(options.stateFolder);
  const ledger = openBoothLedger(options.stateFolder);
  const open: Closable[] = [];
  try {
    const host = await openHost(options, { secrets, ledger }, open);
    const display = await displayApp({ host, pages: options.web, secret: secrets.settings });
    open.unshift(display);
    const address = `http://localhost:${String(await listenAtScreen(display, options))}`;
    const { door } = host;
    started({
      address,
      settingsUrl: `${address}/#settings=${secrets.settings}`,
      guestAddress: door.address,
      guestTrouble: door.trouble?.words,
    });
    await host.run(signal);
  } finally {
    await Promise.all(open.map((one) => one.close()));
    ledger.close();
  }
}

interface Closable {
  close(): Promise<unknown>;
}

/** What is opened on the way is put into `open`. */
async function openHost(
  options: RunBoothOptions,
  { secrets, ledger }: { readonly secrets: BoothSecrets; readonly ledger: BoothLedger },
  open: Closable[],
): Promise<BoothHost> {
  const { settings, file, portal, pictures, isDemo, log } = options;
  const html = Buffer.from(portal.html).toString('utf8');
  const id = boothIdOf(secrets.links);
  const made: { host?: BoothHost } = {};
  const booth = (): Booth => {
    if (made.host === undefined) throw new Error('the booth is not open yet');
    return made.host.booth;
  };
  const appOf = (version: GuestParts['version']): Promise<FastifyInstance> =>
    guestApp({ boothId: id, booth, portal: html, pictures, version });
  const localOrigin = async (version: GuestParts['version']): Promise<string> => {
    const app = await appOf(version);
    open.push(app);
    return `http://127.0.0.1:${String(await listen(app, 0))}`;
  };
  const door = new GuestDoor({ app: () => appOf('processed'), takesAnyPort: isDemo });
  open.push(door);
  made.host = await BoothHost.open({
    ...{ settings, file, pictures, isDemo },
    booth: { id, secret: secrets.links },
    parts: {
      ...{ ledger, door, log, lineSecret: secrets.line, portal },
      localOrigins: { processed: await localOrigin('processed'), original: await localOrigin('original') },
    },
  });
  return made.host;
}

/** The screen's port is one that kiosk browsers are told: only the demonstration takes another one instead. */
async function listenAtScreen(display: FastifyInstance, { port, isDemo }: RunBoothOptions): Promise<number> {
  try {
    return await listen(display, port);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EADDRINUSE' && code !== 'EACCES') throw error;
    if (isDemo && port !== 0) return listen(display, 0);
    throw new PortTaken(port);
  }
}

async function listen(app: FastifyInstance, port: number): Promise<number> {
  await app.listen({ port, host: '127.0.0.1' });
  return (app.server.address() as AddressInfo).port;
}
