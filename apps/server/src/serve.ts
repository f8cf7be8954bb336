import { networkInterfaces } from 'node:os';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { newSecret, secretHash } from './accounts/secrets.ts';
import type { Accounts } from './catalog/accounts.ts';
import { buildApp, serverWithUploads } from './http/build-app.ts';
import { openParts, type LibrarySettings } from './open-parts.ts';

export interface ServeOptions extends LibrarySettings {
  /** Where to listen; absent: this machine only until an account exists, then all of its addresses. */
  readonly host: string | undefined;
  /** 0 takes any free one. */
  readonly port: number;
  readonly log: FastifyBaseLogger;
}

export interface RunningServer {
  /** `http://…` without a slash at the end, for this machine. */
  readonly address: string;
  /** The same for other devices in the network; empty while the server listens on this machine only. */
  readonly networkAddresses: readonly string[];
  /** The one-time link that makes the administrator; `undefined` once there is an account. */
  readonly setupUrl: string | undefined;
  /** Ends everything: lets running uploads come to their answer for a moment, then closes the catalog. */
  close(): Promise<void>;
}

const loopback = '127.0.0.1';
const everywhere = '0.0.0.0';
const farewellMs = 5000;

/** Opens (or makes) the data folder and serves it. */
export async function startServer(options: ServeOptions): Promise<RunningServer> {
  const others: Server[] = [];
  const library = await openParts(options, () => void listenEverywhere());
  const { parts } = library;
  const app = await buildApp(parts, options.log);
  await app.ready();
  const isSetUp = await parts.catalog.accounts.hasAdministrator();
  const host = options.host ?? (isSetUp ? everywhere : loopback);
  await app.listen({ host, port: options.port });
  const { port } = app.server.address() as AddressInfo;
  library.start();

  const listenEverywhere = async (): Promise<void> => {
    if (options.host !== undefined || host === everywhere) return;
    for (const address of lanAddresses()) {
      const other = serverWithUploads(parts, (request, response) => app.routing(request, response));
      other.on('error', (error) => options.log.warn({ err: error }, `not reachable at ${address}`));
      others.push(other.listen(port, address));
      await once(other, 'listening').catch(() => undefined);
    }
  };
  const address = `http://${hostForUrl(host === everywhere ? loopback : host)}:${String(port)}`;
  return {
    address,
    networkAddresses: host === everywhere ? lanAddresses().map((lan) => `http://${lan}:${String(port)}`) : [],
    setupUrl: isSetUp
      ? undefined
      : `${address}/#setup=${await newSetupSecret(parts.catalog.accounts, parts.now())}`,
    close: async () => {
      await closeGently(app, others);
      await library.close();
    },
  };
}

/** IPv4 addresses of this machine's own network interfaces. */
export function lanAddresses(): readonly string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal, family }) => !internal && family === 'IPv4')
    .map(({ address }) => address);
}

/** A link of an earlier start works no more. */
async function newSetupSecret(accounts: Accounts, now: number): Promise<string> {
  await accounts.removeTokensOf('setup');
  const secret = newSecret('setup');
  await accounts.addToken({
    userId: null,
    kind: 'setup',
    secretHash: secretHash(secret),
    label: 'first administrator',
    rights: [],
    createdAt: now,
    expiresAt: null,
  });
  return secret;
}

async function closeGently(app: FastifyInstance, others: readonly Server[]): Promise<void> {
  const servers = [app.server, ...others];
  const deadline = setTimeout(() => servers.forEach((server) => server.closeAllConnections()), farewellMs);
  servers.forEach((server) => server.closeIdleConnections());
  await Promise.all(others.map((server) => new Promise((resolve) => server.close(resolve))));
  await app.close();
  clearTimeout(deadline);
}

function hostForUrl(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
