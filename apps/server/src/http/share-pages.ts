import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { downloadZip } from 'client-zip';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { z } from 'zod';
import { numberedPath, pathKey } from '@homeroll/core/filing/clean-name';
import { problemStatus } from '@homeroll/protocol/problem';
import type { SharedItem, SharedSet } from '@homeroll/protocol/shared-set';
import type { ItemRow } from '../catalog/item-row.ts';
import type { SharedRow, StoredShare } from '../catalog/shares.ts';
import { Refusal } from '../refusal.ts';
import { sendOriginal, sendPicture } from './media-routes.ts';
import type { ServerParts } from './server-parts.ts';

const params = z.object({ token: z.string().max(100) });
const itemParams = z.object({ token: z.string().max(100), place: z.coerce.number().int().positive() });

/** Types that browsers show themselves; of all others guests see the preview and may download the original. */
const browserTypes = new Set([
  'image/jpeg',
  'image/png',
  'image/gif',
  'image/webp',
  'image/avif',
  'video/mp4',
]);

/** What guests get: the portal with the set in it, the pictures, the originals, one ZIP. No account, no cookie. */
export function sharePages(app: FastifyInstance, parts: ServerParts): void {
  const portal =
    parts.pages.portal === undefined ? undefined : readFile(join(parts.pages.portal, 'index.html'), 'utf8');
  const quiet = { schema: { hide: true, params } } as const;

  app.get('/s/:token', quiet, async (request, reply) => {
    if (!portal)
      throw new Refusal('unavailable', 'The portal was not built. Run `npm start`, which builds it.');
    const found = await openShare(parts, request).catch((error: unknown) => closedReason(error));
    const data = 'reason' in found ? found : sharedSet(found);
    return pageHeaders(reply)
      .code('reason' in found ? problemStatus[found.reason] : 200)
      .send(withData(await portal, data));
  });
  app.get('/s/:token/set.json', quiet, async (request) => sharedSet(await openShare(parts, request)));
  app.get('/s/:token/all.zip', quiet, async (request, reply) =>
    sendZip(parts, await openShare(parts, request), reply),
  );

  const ofItem = { schema: { hide: true, params: itemParams } } as const;
  app.get('/s/:token/:place/file', ofItem, async (request, reply) =>
    sendOriginal(parts, await sharedItem(parts, request), reply),
  );
  for (const size of ['thumb', 'preview'] as const) {
    app.get(`/s/:token/:place/${size}`, ofItem, async (request, reply) =>
      sendPicture(parts, { item: await sharedItem(parts, request), size }, reply),
    );
  }
}

interface OpenShare {
  readonly share: StoredShare;
  readonly token: string;
  readonly items: readonly SharedRow[];
}

/** The share behind a link; `not-found`, or `expired` where it was withdrawn or is over. */
async function openShare(parts: ServerParts, request: FastifyRequest): Promise<OpenShare> {
  const { token } = request.params as { token: string };
  const key = parts.links.keyOf(token);
  const share = key === undefined ? undefined : await parts.catalog.shares.byKey(key);
  if (!share) throw new Refusal('not-found', 'This link is not one of ours; is it complete?');
  if (share.withdrawnAt !== null) throw new Refusal('expired', 'This link was withdrawn.');
  if (share.expiresAt !== null && share.expiresAt <= parts.now())
    throw new Refusal('expired', 'This link has expired.');
  const items = await parts.catalog.shares.items(share.id);
  if (items.length === 0) throw new Refusal('expired', 'All pictures of this link were deleted.');
  return { share, token, items };
}

function closedReason(error: unknown): { readonly reason: 'not-found' | 'expired' } {
  if (error instanceof Refusal && (error.code === 'not-found' || error.code === 'expired'))
    return { reason: error.code };
  throw error;
}

async function sharedItem(parts: ServerParts, request: FastifyRequest): Promise<ItemRow> {
  const { items } = await openShare(parts, request);
  const { place } = request.params as { place: number };
  const item = items.find(({ position }) => position === place - 1);
  if (!item)
    throw new Refusal('not-found', 'This picture is not part of the share, or was thrown away since.');
  return item;
}

function sharedSet({ share, token, items }: OpenShare): SharedSet {
  return {
    title: share.title,
    expiresAt: share.expiresAt,
    zip: items.length > 1 ? `/s/${token}/all.zip` : null,
    // Each keeps its address when another one is thrown away: guests have the page open meanwhile.
    items: items.map((item) => sharedItemOf(item, `/s/${token}/${String(item.position + 1)}`)),
  };
}

function sharedItemOf(item: ItemRow, address: string): SharedItem {
  const file = `${address}/file`;
  return {
    fileName: item.file_name,
    mediaType: item.media_type,
    size: item.size,
    width: item.width,
    height: item.height,
    file,
    view: browserTypes.has(item.media_type) ? file : `${address}/preview`,
    thumb: `${address}/thumb`,
  };
}

/** The data goes into the page, so that the first picture needs no further request. */
function withData(page: string, data: unknown): string {
  const json = JSON.stringify(data).replaceAll('<', '\\u003c');
  return page.replace(
    '</head>',
    () => `<script type="application/json" id="shared-set">${json}</script></head>`,
  );
}

/** The page brings its own content policy (hashes of its one script and style), except for what a page cannot say. */
function pageHeaders(reply: FastifyReply): FastifyReply {
  return reply
    .header('content-security-policy', "frame-ancestors 'none'")
    .type('text/html; charset=utf-8')
    .header('cache-control', 'no-store')
    .header('referrer-policy', 'no-referrer')
    .header('x-frame-options', 'DENY');
}

/** Stored, not deflated: pictures do not get smaller, and the length is known from the start. */
async function sendZip(
  parts: ServerParts,
  { share, items }: OpenShare,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const names = distinctNames(items);
  const files = items.map((item, place) => ({
    name: names[place] ?? item.file_name,
    lastModified: new Date((item.day * 86_400 + item.second) * 1000),
    size: item.size,
    path: join(parts.data.library, item.path),
  }));
  const zip = downloadZip(lazily(files), {
    metadata: files.map(({ name, size }) => ({ name, size })),
  });
  const name = encodeURIComponent(`${share.title ?? 'photos'}.zip`);
  const length = zip.headers.get('content-length');
  if (length !== null) reply.header('content-length', length);
  return reply
    .type('application/zip')
    .header('content-disposition', `attachment; filename*=UTF-8''${name}`)
    .send(zip.body ? Readable.fromWeb(zip.body) : null);
}

/** Opens each file only when its turn comes. */
function* lazily(files: readonly { name: string; lastModified: Date; size: number; path: string }[]) {
  for (const { name, lastModified, size, path } of files) {
    yield {
      name,
      lastModified,
      size,
      input: Readable.toWeb(createReadStream(path)) as ReadableStream<Uint8Array>,
    };
  }
}

/** File names as they were sent; where two are alike, the later one gets a number. */
function distinctNames(items: readonly ItemRow[]): readonly string[] {
  const taken = new Set<string>();
  return items.map(({ file_name: wanted }) => {
    const plain = wanted.replace(/[/\\]/g, '_');
    let name = plain;
    for (let number = 2; taken.has(pathKey(name)); number += 1) name = numberedPath(plain, number);
    taken.add(pathKey(name));
    return name;
  });
}
