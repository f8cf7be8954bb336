import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { Refusal } from './dav-answer.ts';

/** A public link. */
export interface Share {
  readonly token: string;
  /** `/Homeroll` */
  readonly path: string;
  readonly permissions: number;
  readonly password: string | null;
}

export interface SharesPlace {
  /** Of the account's files, on the disk. */
  readonly root: string;
  readonly shares: Share[];
  /** What the administrator forbade. */
  readonly forbids: () => 'links' | 'links without a password' | undefined;
}

/** Nextcloud's public links (developer manual, “OCS Share API”). */
export async function answerShares(
  place: SharesPlace,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { searchParams } = new URL(request.url ?? '', 'http://any');
  if (request.method === 'GET') {
    const path = searchParams.get('path');
    if (path === null) throw new Refusal(501, 'undocumented here: all shares');
    const isThere = existsSync(join(place.root, path));
    if (!isThere) return answerOcs(response, 404, 'Wrong path, file/folder does not exist', []);
    const found = place.shares.filter((share) => share.path === path);
    return answerOcs(response, 200, 'OK', found.map(shareData));
  }
  if (request.method !== 'POST') throw new Refusal(501, 'undocumented here: changing a share');
  const form = new URLSearchParams(await textOf(request));
  const path = form.get('path') ?? '';
  if (!existsSync(join(place.root, path)))
    return answerOcs(response, 404, 'Wrong path, file/folder does not exist', []);
  if (path === '/') return answerOcs(response, 403, 'You cannot share your root folder', []);
  if (form.get('shareType') !== '3') return answerOcs(response, 400, 'Unknown share type', []);
  const forbidden = place.forbids();
  if (forbidden === 'links') {
    return answerOcs(response, 404, 'Public link sharing is disabled by the administrator', []);
  }
  if (forbidden !== undefined && !form.get('password')) {
    return answerOcs(response, 403, 'Passwords are enforced for link and mail shares', []);
  }
  const share: Share = {
    token: randomBytes(12).toString('base64url').replace(/[-_]/g, 'x').slice(0, 15),
    path,
    permissions: Number(form.get('permissions') ?? 1),
    password: form.get('password'),
  };
  place.shares.push(share);
  return answerOcs(response, 200, 'OK', shareData(share));
}

/** The envelope of all OCS answers; in the second version its code is the status. */
export function answerOcs(
  response: ServerResponse,
  status: number,
  message: string,
  data: unknown,
): Promise<void> {
  const meta = { status: status < 300 ? 'ok' : 'failure', statuscode: status, message };
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify({ ocs: { meta, data } }));
  return Promise.resolve();
}

function shareData({ token, path, permissions, password }: Share): object {
  return {
    id: token,
    share_type: 3,
    uid_owner: 'anna',
    permissions,
    token,
    path,
    item_type: 'folder',
    password,
    expiration: null,
    hide_download: 0,
    url: `http://any/s/${token}`,
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString();
}
