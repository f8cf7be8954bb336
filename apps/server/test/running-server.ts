import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { defaultFolderTemplate, parseFolderTemplate } from '@homeroll/core/filing/folder-template';
import { rights, type Right } from '@homeroll/protocol/accounts';
import { routes } from '@homeroll/protocol/routes';
import { addUser } from '@homeroll/server/accounts/new-user';
import { newSecret, secretHash } from '@homeroll/server/accounts/secrets';
import { openCatalogOf } from '@homeroll/server/open-catalog-of';
import { startServer, type RunningServer, type ServeOptions } from '@homeroll/server/serve';

/** A real server on a folder of its own, with one user who may do all, and a token of theirs. */
export interface TestServer extends RunningServer {
  readonly dataFolder: string;
  readonly token: string;
  /** A request with the token; `path` begins with a slash. */
  request(path: string, init?: RequestInit): Promise<Response>;
  makeToken(user: string, tokenRights: readonly Right[]): Promise<string>;
  makeUser(name: string, userRights?: readonly Right[]): Promise<void>;
  /** Ends the server and keeps its folder; `close` removes that too. */
  stop(): Promise<void>;
  put(body: Uint8Array, options: { hash: string; headers?: Record<string, string> }): Promise<Response>;
}

export const password = 'a long enough password';

export async function testServer(
  settings: Partial<ServeOptions> & { withoutUser?: boolean; token?: string } = {},
): Promise<TestServer> {
  const dataFolder = settings.dataFolder ?? (await mkdtemp(join(tmpdir(), 'homeroll-server-')));
  const token = settings.token ?? newSecret('device');
  const isNew = settings.dataFolder === undefined && !settings.withoutUser;
  if (isNew) await makeUser(dataFolder, 'anna', rights);
  if (isNew) await storeToken(dataFolder, { user: 'anna', token, tokenRights: rights });
  const server = await startServer(options(dataFolder, settings));
  const request = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(server.address + path, {
      ...init,
      headers: { authorization: `Bearer ${token}`, ...(init.headers as Record<string, string>) },
    });
  return {
    ...server,
    dataFolder,
    token,
    request,
    makeUser: (name, userRights = rights) => makeUser(dataFolder, name, userRights),
    makeToken: async (user, tokenRights) => {
      const made = newSecret('device');
      await storeToken(dataFolder, { user, token: made, tokenRights });
      return made;
    },
    put: (body, { hash, headers = {} }) =>
      request(routes.mediaByHash(hash), { method: 'PUT', body: Buffer.from(body), headers }),
    stop: () => server.close(),
    close: async () => {
      await server.close();
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
}

function options(dataFolder: string, settings: Partial<ServeOptions>): ServeOptions {
  return {
    version: '0.0.0',
    host: '127.0.0.1',
    port: 0,
    database: undefined,
    template: defaultTemplate(),
    locale: 'en',
    timeZone: 'Europe/Berlin',
    metadata: 'sidecar',
    fileBytes: 200 * 1024 * 1024,
    trashDays: 30,
    publicUrl: undefined,
    trustedProxies: [],
    searchPath: process.env['PATH'] ?? '',
    pages: { web: 'not-built', portal: 'not-built' },
    log: pino({ level: 'silent' }),
    now: Date.now,
    ...settings,
    dataFolder,
  };
}

function defaultTemplate(): ServeOptions['template'] {
  const parsed = parseFolderTemplate(defaultFolderTemplate);
  if ('refused' in parsed) throw new Error(parsed.refused);
  return parsed.template;
}

async function makeUser(dataFolder: string, name: string, userRights: readonly Right[]): Promise<void> {
  const catalog = await openCatalogOf(dataFolder, undefined);
  await addUser(catalog.accounts, { name, password, rights: userRights }, Date.now());
  await catalog.close();
}

async function storeToken(
  dataFolder: string,
  { user, token, tokenRights }: { user: string; token: string; tokenRights: readonly Right[] },
): Promise<void> {
  const catalog = await openCatalogOf(dataFolder, undefined);
  const owner = await catalog.accounts.userByName(user);
  await catalog.accounts.addToken({
    userId: owner?.id ?? null,
    kind: 'device',
    secretHash: secretHash(token),
    label: 'test',
    rights: tokenRights,
    createdAt: Date.now(),
    expiresAt: null,
  });
  await catalog.close();
}
