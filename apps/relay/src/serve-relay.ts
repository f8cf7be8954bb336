import { mkdir, readFile, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { Arrivals } from './asks/arrivals.ts';
import { AskBook } from './asks/ask-book.ts';
import { Lines } from './asks/lines.ts';
import { usualLimits, usualPatience, type AskLimits, type Patience } from './asks/patience.ts';
import { FileCache } from './cache/file-cache.ts';
import { buildApp } from './http/build-app.ts';
import { keylessPath } from './old-booths/old-booth-routes.ts';
import { OldBooths } from './old-booths/old-booths.ts';
import { pairingKey } from './pairing-key.ts';
import type { RelayParts } from './relay-parts.ts';

export interface RelayOptions {
  readonly host: string;
  /** 0 takes any free one. */
  readonly port: number;
  /** Holds the key, and the cache while it runs. */
  readonly dataFolder: string;
  /** What devices show; without one, the one of the data folder. */
  readonly key: string | undefined;
  readonly cacheBytes: number;
  readonly cacheAgeMs: number;
  readonly fileBytes: number;
  readonly trustedProxies: readonly string[];
  /** Booths of other programs: not at all, with the key, or also those that show none, on a secret path. */
  readonly oldBooths: 'off' | 'on' | 'keyless';
  /** The built page for guests (`index.html`). */
  readonly portalFile: string;
  readonly log: FastifyBaseLogger;
  readonly patience?: Partial<Patience>;
  readonly limits?: Partial<AskLimits>;
  /** Milliseconds of a clock that nobody sets. */
  readonly now?: () => number;
}

export interface RunningRelay {
  /** `http://…` without a slash at the end, for this machine. */
  readonly address: string;
  readonly key: string;
  /** Where the key lies; `undefined` where it was given. */
  readonly keyPath: string | undefined;
  /** Below the address, for old booths that show no key; and the file where it lies. */
  readonly keyless: { readonly path: string; readonly file: string } | undefined;
  readonly hasPortal: boolean;
  /** For tests and figures. */
  readonly parts: RelayParts;
  close(): Promise<void>;
}

const mostFiles = 20_000;
const sweepMs = 60_000;
const farewellMs = 1000;

/** Opens (or makes) the data folder, empties the cache, and serves. */
export async function startRelay(options: RelayOptions): Promise<RunningRelay> {
  const made = options.key === undefined ? await pairingKey(options.dataFolder) : undefined;
  const key = options.key ?? made?.key ?? '';
  const parts = partsOf(options, key, await portalOf(options.portalFile));
  const app = await buildApp(parts, options.log);
  await app.ready();
  await app.listen({ host: options.host, port: options.port });
  // Not before the port is ours: another relay may be using the folder.
  await parts.cache.open();
  const sweep = setInterval(() => {
    parts.cache.dropOld();
    parts.lines.forgetIdle();
  }, sweepMs);
  return {
    address: addressOf(app, options.host),
    key,
    keyPath: made?.path,
    keyless: parts.takesKeyless ? await keptKeylessPath(options.dataFolder, key) : undefined,
    hasPortal: parts.portal !== undefined,
    parts,
    close: async () => {
      clearInterval(sweep);
      await closeSoon(app);
      await parts.cache.close();
    },
  };
}

function partsOf(options: RelayOptions, key: string, portal: string | undefined): RelayParts {
  const patience = { ...usualPatience, ...options.patience };
  const limits = { ...usualLimits, ...options.limits };
  const now = options.now ?? ((): number => performance.now());
  const { oldBooths, fileBytes, trustedProxies } = options;
  const cache = new FileCache({
    folder: join(options.dataFolder, 'spool'),
    bytes: options.cacheBytes,
    files: mostFiles,
    ageMs: options.cacheAgeMs,
    now,
  });
  return {
    ...{ cache, key, portal, patience, now, fileBytes, trustedProxies },
    book: new AskBook({ limits, now }),
    lines: new Lines(patience, now),
    arrivals: new Arrivals(patience.lingerMs),
    oldBooths: oldBooths === 'off' ? undefined : new OldBooths(),
    takesKeyless: oldBooths === 'keyless',
  };
}

/** Who runs the relay as a service reads it there. */
async function keptKeylessPath(folder: string, key: string): Promise<{ path: string; file: string }> {
  const [path, file] = [keylessPath(key), join(folder, 'keyless.path')];
  await mkdir(folder, { recursive: true });
  await writeFile(file, `${path}\n`, { mode: 0o600 });
  return { path, file };
}

async function portalOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function addressOf(app: FastifyInstance, host: string): string {
  const { port } = app.server.address() as AddressInfo;
  const shown = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return `http://${shown.includes(':') ? `[${shown}]` : shown}:${String(port)}`;
}

/** Lines never end by themselves; downloads that are nearly done get a moment. */
async function closeSoon(app: FastifyInstance): Promise<void> {
  const deadline = setTimeout(() => app.server.closeAllConnections(), farewellMs);
  app.server.closeIdleConnections();
  await app.close();
  clearTimeout(deadline);
}
