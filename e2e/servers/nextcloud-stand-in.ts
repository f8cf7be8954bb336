import { mkdir } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { answerRefusal, Refusal } from './nextcloud/dav-answer.ts';
import { answerFiles, answerGuest, type FilesPlace } from './nextcloud/nextcloud-files.ts';
import { answerOcs, answerShares, type Share } from './nextcloud/nextcloud-shares.ts';
import { answerUploads, type UploadsPlace } from './nextcloud/nextcloud-uploads.ts';
import { temporaryFolder } from './server-program.ts';

/**
 * As much of Nextcloud as its developer manual documents of what a store needs. The real one cannot be installed from
 * Debian; this one refuses what is not in the manual, and keeps a list of it, so that a client that gets along with it
 * keeps to the manual.
 */
export interface NextcloudStandIn {
  readonly address: string;
  /** Logs in by e-mail address; the account itself is called otherwise, and so are its addresses. */
  readonly username: string;
  readonly password: string;
  /** The account's files, on the disk. */
  readonly root: string;
  /** What was asked that the manual does not know. */
  readonly undocumented: readonly string[];
  readonly shares: Share[];
  /** Names of uploads that are under way. */
  readonly uploads: () => readonly string[];
  /** What can be made to go wrong. */
  readonly trouble: Trouble;
  readonly stop: () => Promise<void>;
}

export interface Trouble {
  quota: number;
  forbids: 'links' | 'links without a password' | undefined;
  isTooSlow: boolean;
  /** Called with each request; answers whether it took it over. */
  takesOver: ((request: IncomingMessage, response: ServerResponse) => boolean) | undefined;
}

const [login, password, userId] = ['anna@example.org', 'app-Pass-word', 'anna'];

export async function startNextcloudStandIn(): Promise<NextcloudStandIn> {
  const own = await temporaryFolder('nextcloud');
  const trouble: Trouble = { quota: Infinity, forbids: undefined, isTooSlow: false, takesOver: undefined };
  const root = join(own.path, 'files');
  const parts = join(own.path, 'parts');
  for (const folder of [root, parts]) await mkdir(folder);
  const files: FilesPlace = {
    ...{ root, parts, base: `/cloud/remote.php/dav/files/${userId}` },
    quota: () => trouble.quota,
  };
  const uploads: UploadsPlace = {
    ...{ files, folder: join(own.path, 'uploads'), base: `/cloud/remote.php/dav/uploads/${userId}` },
    uploads: new Map(),
    tooSlow: () => trouble.isTooSlow,
  };
  const shares: Share[] = [];
  const place: Place = { files, uploads, shares, trouble };
  const undocumented: string[] = [];
  const server = createServer((request, response) => {
    if (trouble.takesOver?.(request, response)) return;
    answer(place, request, response).catch((error: unknown) => {
      const refusal = error instanceof Refusal ? error : new Refusal(500, String(error));
      if (refusal.status === 501)
        undocumented.push(`${request.method ?? ''} ${request.url ?? ''}: ${refusal.message}`);
      if (response.headersSent) response.destroy();
      else answerRefusal(response, refusal);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/cloud`,
    ...{ username: login, password, root, undocumented, shares, trouble },
    uploads: () => [...uploads.uploads.keys()],
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await own.remove();
    },
  };
}

interface Place {
  readonly files: FilesPlace;
  readonly uploads: UploadsPlace;
  readonly shares: Share[];
  readonly trouble: Trouble;
}

async function answer(place: Place, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname } = new URL(request.url ?? '', 'http://any');
  const below = (start: string): string | undefined =>
    pathname === start || pathname.startsWith(`${start}/`)
      ? decodeURIComponent(pathname.slice(start.length + 1)).replace(/\/$/, '')
      : undefined;
  const guestPath = below('/cloud/public.php/dav/files');
  if (guestPath !== undefined) return answerByLink(place, guestPath, request, response);
  expectLogin(request);
  const filePath = below(place.files.base);
  if (filePath !== undefined) return answerFiles(place.files, filePath, request, response);
  const uploadPath = below(place.uploads.base);
  if (uploadPath !== undefined) return answerUploads(place.uploads, uploadPath, request, response);
  const service = below('/cloud/ocs/v2.php');
  if (service !== undefined) return answerService(place, service, request, response);
  throw new Refusal(501, 'undocumented');
}

async function answerService(
  { files, shares, trouble }: Place,
  service: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.headers['ocs-apirequest'] !== 'true') throw new Refusal(501, 'undocumented: no OCS-APIRequest');
  if (service === 'cloud/user' && request.method === 'GET')
    return answerOcs(response, 200, 'OK', { id: userId });
  if (service !== 'apps/files_sharing/api/v1/shares') throw new Refusal(501, 'undocumented');
  await answerShares({ root: files.root, shares, forbids: () => trouble.forbids }, request, response);
}

async function answerByLink(
  { files, shares }: Place,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [token = '', ...rest] = path.split('/');
  const share = shares.find((one) => one.token === token);
  if (share === undefined) throw new Refusal(404, 'Share not found');
  if (share.password !== null) throw new Refusal(401, 'Cannot authenticate over ajax calls');
  const shared = {
    ...files,
    root: join(files.root, share.path),
    base: `/cloud/public.php/dav/files/${token}`,
  };
  await answerGuest(shared, rest.join('/'), request, response);
}

function expectLogin({ headers }: IncomingMessage): void {
  const right = `Basic ${Buffer.from(`${login}:${password}`).toString('base64')}`;
  if (headers.authorization !== right) {
    throw new Refusal(401, 'Cannot authenticate: no public access to this resource.');
  }
}
