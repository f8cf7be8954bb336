import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { mediaItemSchema, type MediaItem } from '@homeroll/protocol/media-item';
import { catalogHeader, routes } from '@homeroll/protocol/routes';
import {
  hashesPerCheck,
  uploadCheckAnswerSchema,
  uploadCheckSchema,
  type UploadCheck,
  type UploadCheckAnswer,
} from '@homeroll/protocol/upload-check';
import type { Scope } from '../catalog/items.ts';
import type { ItemRow } from '../catalog/item-row.ts';
import { localFrom } from '../library/file-under.ts';
import { placeholder } from '../derived/placeholder.ts';
import type { PictureSize } from '../jobs/pictures.ts';
import { Refusal } from '../refusal.ts';
import { authorize } from './authorize.ts';
import type { ServerParts } from './server-parts.ts';

const idParams = z.object({ id: z.coerce.number().int().positive() });
const inCatalog = z.object({ catalog: z.string().max(100).optional() });

/** Asking what is there, the timeline, one item and its pictures. */
export function mediaRoutes(app: FastifyInstance, parts: ServerParts): void {
  app.post(
    routes.check,
    {
      bodyLimit: hashesPerCheck * 80,
      schema: {
        summary: 'Which of these files need not be sent?',
        tags: ['upload'],
        body: uploadCheckSchema,
        response: { 200: uploadCheckAnswerSchema },
      },
    },
    async (request) => {
      const identity = await authorize(parts.identities, request.raw, 'upload');
      return check(parts, identity, request.body as UploadCheck);
    },
  );
  timelineRoutes(app, parts);
  itemRoutes(app, parts);
}

function itemRoutes(app: FastifyInstance, parts: ServerParts): void {
  app.get(
    '/api/media/:id',
    {
      schema: {
        summary: 'All that is known of one photo or video',
        tags: ['library'],
        params: idParams,
        response: { 200: mediaItemSchema },
      },
    },
    async (request) => describe(parts, await visibleItem(parts, request)),
  );
  for (const size of ['thumb', 'preview'] as const) {
    app.get(
      `/api/media/:id/${size}`,
      {
        schema: {
          summary: `A smaller picture (${size})`,
          tags: ['library'],
          params: idParams,
          querystring: inCatalog,
        },
      },
      async (request, reply) => sendPicture(parts, { item: await visibleItem(parts, request), size }, reply),
    );
  }
  app.get(
    '/api/media/:id/original',
    {
      schema: {
        summary: 'The original, byte for byte; ranges are served',
        tags: ['library'],
        params: idParams,
      },
    },
    async (request, reply) => sendOriginal(parts, await visibleItem(parts, request), reply),
  );
}

function timelineRoutes(app: FastifyInstance, parts: ServerParts): void {
  const answer = async (
    request: FastifyRequest,
    reply: FastifyReply,
    make: (scope: Scope) => Promise<Uint8Array>,
  ): Promise<FastifyReply> => {
    const identity = await authorize(parts.identities, request.raw, 'view');
    const etag = `"${parts.catalog.name}-${String(identity.userId)}-${parts.timeline.version}"`;
    reply
      .header('etag', etag)
      .header(catalogHeader, parts.catalog.name)
      .header('cache-control', 'private, no-cache');
    if (request.headers['if-none-match'] === etag) return reply.code(304).send();
    return reply.type('application/octet-stream').send(Buffer.from(await make(identity)));
  };
  app.get(
    routes.timeline,
    {
      schema: {
        summary: 'Days, counts and aspect ratios of the whole library (binary, docs/protocol.md)',
        tags: ['library'],
      },
    },
    (request, reply) => answer(request, reply, (scope) => parts.timeline.overview(scope)),
  );
  app.get(
    '/api/timeline/:month',
    {
      schema: {
        summary: 'The tiles of one month (binary, docs/protocol.md)',
        tags: ['library'],
        params: z.object({ month: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/) }),
      },
    },
    (request, reply) =>
      answer(request, reply, (scope) =>
        parts.timeline.month(scope, (request.params as { month: string }).month),
      ),
  );
}

async function check(parts: ServerParts, scope: Scope, { hashes }: UploadCheck): Promise<UploadCheckAnswer> {
  const known = new Map(
    (await parts.catalog.items.presence(scope, hashes)).map((presence) => [presence.hash, presence]),
  );
  const places = (has: 'exists' | 'ours' | 'wasSynced'): number[] => {
    const found: number[] = [];
    hashes.forEach((hash, place) => {
      if (known.get(hash)?.[has]) found.push(place);
    });
    return found;
  };
  const exists = places('exists');
  const ids = exists.map((place) => known.get(hashes[place] ?? '')?.id ?? 0);
  return {
    exists,
    ours: places('ours'),
    wasSynced: places('wasSynced'),
    ...(scope.seesAll ? { ids } : {}),
  };
}

async function visibleItem(parts: ServerParts, request: FastifyRequest): Promise<ItemRow> {
  const identity = await authorize(parts.identities, request.raw, 'view');
  const { catalog } = request.query as { catalog?: string };
  const { id } = request.params as { id: number };
  const fits = catalog === undefined || catalog === parts.catalog.name;
  const item = fits ? await parts.catalog.items.byId(identity, id) : undefined;
  if (!item) throw new Refusal('not-found', 'This photo is not in the library, or you may not see it.');
  return item;
}

async function describe(parts: ServerParts, item: ItemRow): Promise<MediaItem> {
  const owners = await parts.catalog.accounts.users();
  return {
    id: item.id,
    hash: item.hash,
    fileName: item.file_name,
    path: item.path,
    mediaType: item.media_type,
    kind: item.kind,
    size: item.size,
    width: item.width,
    height: item.height,
    durationSeconds: item.duration_seconds,
    taken: {
      local: localFrom(item.day, item.second),
      offsetMinutes: item.offset_minutes,
      source: item.taken_source as MediaItem['taken']['source'],
    },
    title: item.title,
    tags: JSON.parse(item.tags ?? '[]') as string[],
    album: item.album,
    device: item.device,
    owner: owners.find(({ id }) => id === item.owner_id)?.name ?? '',
    receivedAt: item.received_at,
    facts: JSON.parse(item.facts ?? '{}') as Record<string, string>,
    viewable: item.derived === 'pending' ? null : item.derived === 'made',
  };
}

/** A derived picture, or an honest placeholder where the original cannot be shown. */
export async function sendPicture(
  parts: ServerParts,
  { item, size }: { readonly item: ItemRow; readonly size: PictureSize },
  reply: FastifyReply,
): Promise<FastifyReply> {
  return sendPictureAt(await parts.pictures.path(item, size), item, reply);
}

export function sendPictureAt(path: string | undefined, item: ItemRow, reply: FastifyReply): FastifyReply {
  if (path === undefined) {
    return reply
      .type('image/svg+xml')
      .header('cache-control', 'private, max-age=60')
      .send(placeholder(item.file_name));
  }
  return reply
    .header('cache-control', 'private, max-age=31536000, immutable')
    .sendFile(basename(path), dirname(path), { cacheControl: false });
}

/** Sent as what it is and never as a page: the type is one of ours, and nothing in it may run. */
export async function sendOriginal(
  parts: ServerParts,
  item: ItemRow,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const path = join(parts.data.library, item.path);
  return reply
    .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(item.file_name)}`)
    .header('content-security-policy', "sandbox; default-src 'none'")
    .type(item.media_type)
    .sendFile(basename(path), dirname(path), { contentType: false, cacheControl: false });
}
