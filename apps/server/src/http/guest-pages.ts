import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { downloadZip } from 'client-zip';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { z } from 'zod';
import { numberedPath, pathKey } from '@homeroll/core/filing/clean-name';
import type { NoSetReason, SharedItem, SharedSet } from '@homeroll/protocol/shared-set';
import type { ItemRow } from '../catalog/item-row.ts';
import type { SharedRow } from '../catalog/shares.ts';
import { Refusal } from '../refusal.ts';
import { sendOriginal, sendPicture } from './media-routes.ts';
import type { ServerParts } from './server-parts.ts';

/** What a link hands out. */
export interface OpenSet {
  readonly title: string | null;
  readonly expiresAt: number | null;
  readonly items: readonly SharedRow[];
}

/** Why a link hands out nothing, now or ever. */
export interface ClosedSet {
  readonly reason: Exclude<NoSetReason, 'away'>;
}

interface Links {
  /** Where the pages are: `/s/:token`. */
  readonly base: string;
  readonly open: (params: Readonly<Record<string, string>>) => Promise<OpenSet | ClosedSet>;
}

/** What is waited for is no error to the browser, whose page is shown; programs that ask see that it is not there. */
const statusOf = { 'not-found': 404, expired: 410, 'not-here-yet': 404 } as const;

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
export function guestPages(app: FastifyInstance, parts: ServerParts, { base, open }: Links): void {
  const portal =
    parts.pages.portal === undefined ? undefined : readFile(join(parts.pages.portal, 'index.html'), 'utf8');
  const names = [...base.matchAll(/:(\w+)/g)].map(([, name = '']) => name);
  const params = z.object(Object.fromEntries(names.map((name) => [name, z.string().max(100)])));
  const quiet = { schema: { hide: true, params } } as const;
  const opened = (request: FastifyRequest): Promise<OpenSet | ClosedSet> =>
    open(request.params as Record<string, string>);

  app.get(base, quiet, async (request, reply) => {
    if (!portal)
      throw new Refusal('unavailable', 'The portal was not built. Run `npm start`, which builds it.');
    const found = await opened(request);
    const isShown = !('reason' in found) || found.reason === 'not-here-yet';
    return pageHeaders(reply)
      .code(isShown ? 200 : statusOf[found.reason])
      .send(withData(await portal, 'reason' in found ? found : sharedSet(found)));
  });
  app.get(`${base}/set.json`, quiet, async (request, reply) => {
    const found = await opened(request);
    reply.header('cache-control', 'no-store');
    return 'reason' in found ? reply.code(statusOf[found.reason]).send(found) : sharedSet(found);
  });
  app.get(`${base}/all.zip`, quiet, async (request, reply) =>
    sendZip(parts, whole(await opened(request)), reply),
  );

  const place = z.coerce.number().int().positive();
  const ofItem = { schema: { hide: true, params: params.extend({ place }) } } as const;
  const item = async (request: FastifyRequest): Promise<ItemRow> => itemAt(await opened(request), request);
  app.get(`${base}/:place/file`, ofItem, async (request, reply) =>
    sendOriginal(parts, await item(request), reply),
  );
  for (const size of ['thumb', 'preview'] as const) {
    app.get(`${base}/:place/${size}`, ofItem, async (request, reply) =>
      sendPicture(parts, { item: await item(request), size }, reply),
    );
  }
}

/** The set, or a refusal in words for who asked for a part of it. */
function whole(found: OpenSet | ClosedSet): OpenSet {
  if (!('reason' in found)) return found;
  if (found.reason === 'expired')
    throw new Refusal('expired', 'This link has expired, was withdrawn, or all its pictures were deleted.');
  throw new Refusal(
    'not-found',
    found.reason === 'not-found'
      ? 'This link is not one of ours; is it complete?'
      : 'This picture has not arrived yet.',
  );
}

function itemAt(found: OpenSet | ClosedSet, request: FastifyRequest): ItemRow {
  const { place } = request.params as { place: number };
  const item = whole(found).items.find(({ position }) => position === place - 1);
  if (!item)
    throw new Refusal('not-found', 'This picture is not part of the share, or was thrown away since.');
  return item;
}

function sharedSet({ title, expiresAt, items }: OpenSet): SharedSet {
  return {
    ...{ title, expiresAt },
    zip: items.length > 1 ? 'all.zip' : null,
    // Each keeps its address when another one is thrown away: guests have the page open meanwhile.
    items: items.map((item) => sharedItemOf(item, String(item.position + 1))),
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
  { title, items }: OpenSet,
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
  const name = encodeURIComponent(`${title ?? 'photos'}.zip`);
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
