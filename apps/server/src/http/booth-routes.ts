import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { parseStorePath } from '@homeroll/core/ports/file-store';
import {
  boothIdSchema,
  boothSchema,
  boothFilePathSchema,
  boothFilePutSchema,
  boothFileSchema,
  boothRequestSchema,
  type Booth,
  type BoothFile,
  type BoothFilePath,
  type BoothFilePut,
  type BoothRequest,
} from '@homeroll/protocol/booths';
import { routes } from '@homeroll/protocol/routes';
import type { Identity } from '../accounts/identity.ts';
import type { StoredBooth } from '../catalog/booths.ts';
import type { ItemRow } from '../catalog/item-row.ts';
import { Refusal } from '../refusal.ts';
import { authorize } from './authorize.ts';
import type { ServerParts } from './server-parts.ts';

const tags = ['booths'];
const params = z.object({ booth: boothIdSchema });

/** What a photo booth does with its places here. What guests get is in booth-pages.ts. */
export function boothRoutes(app: FastifyInstance, parts: ServerParts): void {
  app.put(
    '/api/booths/:booth',
    {
      schema: {
        summary: 'Set up a photo booth, or name it anew',
        tags,
        params,
        body: boothRequestSchema,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await keep(parts, request);
      return reply.code(204).send(null);
    },
  );
  app.get(
    routes.booths,
    {
      schema: {
        summary: 'Photo booths of this account whose links work',
        tags,
        response: { 200: z.array(boothSchema) },
      },
    },
    async (request) => {
      const { userId } = await authorize(parts.identities, request.raw, 'share');
      return (await parts.catalog.booths.of(userId)).map(({ id, name, count, createdAt }): Booth => ({
        id,
        name,
        count,
        createdAt,
      }));
    },
  );
  withdrawalRoutes(app, parts);
  fileRoutes(app, parts);
}

function withdrawalRoutes(app: FastifyInstance, parts: ServerParts): void {
  const withdraw = async (request: FastifyRequest, at: number | null): Promise<void> => {
    const { userId } = await authorize(parts.identities, request.raw, 'share');
    const { booth } = request.params as { booth: string };
    if (!(await parts.catalog.booths.withdraw(userId, booth, at))) throw noSuchBooth();
  };
  app.delete(
    '/api/booths/:booth',
    {
      schema: {
        summary: 'Withdraw all links of a photo booth; its pictures stay in the library',
        tags,
        params,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await withdraw(request, parts.now());
      return reply.code(204).send(null);
    },
  );
  app.post(
    '/api/booths/:booth/restore',
    { schema: { summary: 'Undo the withdrawal', tags, params, response: { 204: z.null() } } },
    async (request, reply) => {
      await withdraw(request, null);
      return reply.code(204).send(null);
    },
  );
}

function fileRoutes(app: FastifyInstance, parts: ServerParts): void {
  app.post(
    '/api/booths/:booth/files',
    {
      schema: {
        summary: 'Put a photo of the library under a path of the booth',
        tags,
        params,
        body: boothFilePutSchema,
        response: { 200: boothFileSchema },
      },
    },
    async (request) => put(parts, request),
  );
  askingRoutes(app, parts);
}

function askingRoutes(app: FastifyInstance, parts: ServerParts): void {
  app.post(
    '/api/booths/:booth/files/find',
    {
      schema: {
        summary: 'What lies under a path of the booth?',
        tags,
        params,
        body: boothFilePathSchema,
        response: { 200: boothFileSchema },
      },
    },
    async (request) => find(parts, request),
  );
  app.post(
    '/api/booths/:booth/files/remove',
    {
      schema: {
        summary: 'Empty a path of the booth; its photo goes into the trash where the account may delete it',
        tags,
        params,
        body: boothFilePathSchema,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const { identity, booth } = await ownBooth(parts, request);
      const before = await parts.catalog.booths.put(booth.id, pathIn(request), null);
      await letGo(parts, identity, before);
      return reply.code(204).send(null);
    },
  );
}

async function keep(parts: ServerParts, request: FastifyRequest): Promise<void> {
  const { userId } = await authorize(parts.identities, request.raw, 'share');
  const { booth: id } = request.params as { booth: string };
  const { name, secret } = request.body as BoothRequest;
  if (parts.boothLinks.idOf(secret) !== id)
    throw new Refusal('bad-request', 'This is not the id of the booth with this secret.');
  const booth = { id, userId, name, sealedSecret: parts.boothLinks.seal(secret) };
  if (!(await parts.catalog.booths.keep(booth, parts.now())))
    throw new Refusal('forbidden', 'This booth belongs to another account.');
}

async function put(parts: ServerParts, request: FastifyRequest): Promise<BoothFile> {
  const { identity, booth } = await ownBooth(parts, request);
  const { hash } = request.body as BoothFilePut;
  const item = await parts.catalog.items.byHash({ userId: identity.userId, seesAll: false }, hash);
  if (!item) throw new Refusal('not-found', 'This account has no such photo in the library; send it first.');
  const before = await parts.catalog.booths.put(booth.id, pathIn(request), item.id);
  if (before !== item.id) await letGo(parts, identity, before);
  return shown(item);
}

async function find(parts: ServerParts, request: FastifyRequest): Promise<BoothFile> {
  const { booth } = await ownBooth(parts, request);
  const item = await parts.catalog.booths.find(booth.id, pathIn(request));
  if (!item) throw new Refusal('not-found', 'Nothing lies under this path.');
  return shown(item);
}

/** What the booth changed or deleted goes into the trash, from where it can be brought back, unless it is in use. */
async function letGo(parts: ServerParts, { userId, rights }: Identity, id: number | null): Promise<void> {
  if (id === null || !rights.has('delete') || (await parts.catalog.booths.uses(id))) return;
  const item = await parts.catalog.items.byId({ userId, seesAll: false }, id);
  if (item) await parts.trash.throwAway(item);
}

async function ownBooth(
  parts: ServerParts,
  request: FastifyRequest,
): Promise<{ readonly identity: Identity; readonly booth: StoredBooth }> {
  const identity = await authorize(parts.identities, request.raw, 'share');
  const booth = await parts.catalog.booths.byId((request.params as { booth: string }).booth);
  if (booth?.userId !== identity.userId) throw noSuchBooth();
  if (booth.withdrawnAt !== null) throw new Refusal('forbidden', withdrawn);
  return { identity, booth };
}

function noSuchBooth(): Refusal {
  return new Refusal('not-found', 'This account has no such booth.');
}

const withdrawn =
  'The links of this booth were withdrawn here, so it may add no pictures. For new links, start the booth with another --state.';

function pathIn(request: FastifyRequest): string {
  const path = parseStorePath((request.body as BoothFilePath).path);
  if (path === undefined) throw new Refusal('bad-request', 'This is no path like media/photo.jpg.');
  return path;
}

function shown({ id, hash, size }: ItemRow): BoothFile {
  return { id, hash, size };
}
