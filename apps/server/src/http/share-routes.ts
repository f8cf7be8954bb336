import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { routes } from '@homeroll/protocol/routes';
import { shareRequestSchema, shareSchema, type Share, type ShareRequest } from '@homeroll/protocol/shares';
import type { Identity } from '../accounts/identity.ts';
import type { StoredShare } from '../catalog/shares.ts';
import { Refusal } from '../refusal.ts';
import { qrPng, qrSvg } from '../shares/qr.ts';
import { authorize } from './authorize.ts';
import type { ServerParts } from './server-parts.ts';

const msPerDay = 86_400_000;
const idParams = z.object({ id: z.coerce.number().int().positive() });

/** Handing out: what an account does with its shares. What guests get is in share-pages.ts. */
export function shareRoutes(app: FastifyInstance, parts: ServerParts): void {
  app.post(
    routes.shares,
    {
      schema: {
        summary: 'Hand out items by link',
        tags: ['shares'],
        body: shareRequestSchema,
        response: { 201: shareSchema },
      },
    },
    async (request, reply) => {
      const identity = await authorize(parts.identities, request.raw, 'share');
      const share = await makeShare(parts, identity, request.body as ShareRequest);
      return reply.code(201).send(shown(parts, request, share));
    },
  );
  app.get(
    routes.shares,
    {
      schema: {
        summary: 'Shares of this account that are not withdrawn',
        tags: ['shares'],
        response: { 200: z.array(shareSchema) },
      },
    },
    async (request) => {
      const { userId } = await authorize(parts.identities, request.raw, 'share');
      return (await parts.catalog.shares.of(userId)).map((share) => shown(parts, request, share));
    },
  );
  withdrawalRoute(app, parts, { method: 'DELETE', summary: 'Withdraw a share: its link stops working' });
  withdrawalRoute(app, parts, { method: 'PUT', summary: 'Undo the withdrawal' });
  qrRoutes(app, parts);
}

async function makeShare(parts: ServerParts, maker: Identity, wanted: ShareRequest): Promise<StoredShare> {
  const { items, title, expiresInDays } = wanted;
  for (const id of items) {
    if (await parts.catalog.items.byId(maker, id)) continue;
    throw new Refusal('not-found', `Item ${String(id)} is not in the library, or you may not see it.`);
  }
  const createdAt = parts.now();
  const expiresAt = expiresInDays === undefined ? null : createdAt + expiresInDays * msPerDay;
  const share = {
    userId: maker.userId,
    key: parts.links.newKey(),
    title: title ?? null,
    createdAt,
    expiresAt,
  };
  return parts.catalog.shares.add(share, items);
}

function withdrawalRoute(
  app: FastifyInstance,
  parts: ServerParts,
  { method, summary }: { readonly method: 'DELETE' | 'PUT'; readonly summary: string },
): void {
  app.route({
    method,
    url: '/api/shares/:id',
    schema: { summary, tags: ['shares'], params: idParams, response: { 204: z.null() } },
    handler: async (request, reply) => {
      const { userId } = await authorize(parts.identities, request.raw, 'share');
      const { id } = request.params as { id: number };
      const at = method === 'DELETE' ? parts.now() : null;
      if (!(await parts.catalog.shares.withdraw(userId, id, at))) {
        throw new Refusal('not-found', 'There is no such share.');
      }
      return reply.code(204).send(null);
    },
  });
}

function qrRoutes(app: FastifyInstance, parts: ServerParts): void {
  for (const format of ['svg', 'png'] as const) {
    app.get(
      `/api/shares/:id/qr.${format}`,
      { schema: { summary: `The link as a QR code (${format})`, tags: ['shares'], params: idParams } },
      async (request, reply) => {
        const { userId } = await authorize(parts.identities, request.raw, 'share');
        const share = await parts.catalog.shares.byId(userId, (request.params as { id: number }).id);
        if (!share) throw new Refusal('not-found', 'There is no such share.');
        const { url } = shown(parts, request, share);
        return format === 'svg'
          ? reply.type('image/svg+xml').send(qrSvg(url))
          : reply.type('image/png').send(await qrPng(url));
      },
    );
  }
}

function shown(parts: ServerParts, request: FastifyRequest, share: StoredShare): Share {
  const path = `/s/${parts.links.token(share.key)}`;
  const { id, title, count, createdAt, expiresAt } = share;
  const address = parts.guestUrl ?? `${request.protocol}://${request.host}`;
  return { id, path, url: address + path, title, count, createdAt, expiresAt };
}
