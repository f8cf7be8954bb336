import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { mediaHashSchema } from '@homeroll/protocol/media-hash';
import { routes } from '@homeroll/protocol/routes';
import {
  trashAnswerSchema,
  trashEmptyingSchema,
  trashRequestSchema,
  trashSchema,
  type Trash as TrashPage,
  type TrashAnswer,
  type TrashedItem,
  type TrashEmptying,
  type TrashRefusal,
  type TrashRequest,
} from '@homeroll/protocol/trash';
import type { Identity } from '../accounts/identity.ts';
import type { ItemRow } from '../catalog/item-row.ts';
import type { Scope } from '../catalog/items.ts';
import type { TrashPlace } from '../catalog/trash-rows.ts';
import { Refusal } from '../refusal.ts';
import { authorize } from './authorize.ts';
import { sendPictureAt } from './media-routes.ts';
import type { ServerParts } from './server-parts.ts';

const tags = ['trash'];
const deleting = ['delete', 'delete-any'] as const;

/** Throwing away, looking into the trash, bringing back, deleting for good. */
export function trashRoutes(app: FastifyInstance, parts: ServerParts): void {
  app.delete(
    '/api/media/:hash',
    {
      schema: {
        summary: 'Throw a photo or video away, by its SHA-256',
        tags,
        params: z.object({ hash: mediaHashSchema }),
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const identity = await authorize(parts.identities, request.raw, deleting);
      await throwAwayByHash(parts, identity, (request.params as { hash: string }).hash);
      return reply.code(204).send(null);
    },
  );
  app.get(
    routes.trash,
    {
      schema: {
        summary: 'What lies in the trash, the newest first',
        tags,
        querystring: z.object({ before: z.string().max(40).optional() }),
        response: { 200: trashSchema },
      },
    },
    async (request) => {
      const identity = await authorize(parts.identities, request.raw, deleting);
      return page(parts, identity, placeFrom((request.query as { before?: string }).before));
    },
  );
  thumbRoute(app, parts);
  changingRoutes(app, parts);
}

function changingRoutes(app: FastifyInstance, parts: ServerParts): void {
  const answers = { tags, response: { 200: trashAnswerSchema } };
  const { catalog, trash } = parts;
  app.post(
    routes.trash,
    { schema: { ...answers, summary: 'Throw photos and videos away', body: trashRequestSchema } },
    async (request) => {
      const identity = await authorize(parts.identities, request.raw, deleting);
      const { ids } = request.body as TrashRequest;
      const rows = await catalog.items.byIds(ids);
      return each(parts, identity, { ids, rows, act: (item) => trash.throwAway(item) });
    },
  );
  app.post(
    routes.restore,
    { schema: { ...answers, summary: 'Bring back what was thrown away', body: trashRequestSchema } },
    async (request) => {
      const identity = await authorize(parts.identities, request.raw, deleting);
      const { ids } = request.body as TrashRequest;
      const rows = await catalog.trash.byIds(ids);
      return each(parts, identity, { ids, rows, act: (item) => trash.restore(item) });
    },
  );
  app.delete(
    routes.trash,
    {
      schema: {
        ...answers,
        summary: 'Delete for good: these, or all of one’s own',
        body: trashEmptyingSchema,
      },
    },
    async (request) => {
      const identity = await authorize(parts.identities, request.raw, deleting);
      const { ids } = request.body as TrashEmptying;
      const own = { userId: identity.userId, seesAll: false };
      const rows = ids ? await catalog.trash.byIds(ids) : await catalog.trash.page(own, mostEmptied);
      const asked = ids ?? rows.map(({ id }) => id);
      return each(parts, identity, { ids: asked, rows, act: (item) => trash.purge(item) });
    },
  );
}

/** More than this is emptied in several requests, so that none takes for ever. */
const mostEmptied = 1000;

/** The thumbnail of what is in the trash, where one was made before; it can be seen nowhere else. */
function thumbRoute(app: FastifyInstance, parts: ServerParts): void {
  app.get(
    '/api/trash/:id/thumb',
    {
      schema: {
        summary: 'A smaller picture of what is in the trash',
        tags,
        params: z.object({ id: z.coerce.number().int().positive() }),
        querystring: z.object({ catalog: z.string().max(100).optional() }),
      },
    },
    async (request, reply) => {
      const identity = await authorize(parts.identities, request.raw, deleting);
      const [item] = await parts.catalog.trash.byIds([(request.params as { id: number }).id]);
      const { catalog = parts.catalog.name } = request.query as { catalog?: string };
      if (!item || refusalFor(identity, item) !== undefined || catalog !== parts.catalog.name) {
        throw new Refusal('not-found', 'This photo is not in the trash, or you may not see it.');
      }
      return sendPictureAt(await parts.pictures.pathIfMade(item, 'thumb'), item, reply);
    },
  );
}

async function throwAwayByHash(parts: ServerParts, identity: Identity, hash: string): Promise<void> {
  const { items } = parts.catalog;
  const own = await items.byHash({ userId: identity.userId, seesAll: false }, hash);
  const item = own ?? (await items.byHash(identity, hash));
  if (!item) throw new Refusal('not-found', 'This photo is not in the library any more.');
  if (refusalFor(identity, item) !== undefined) {
    throw new Refusal(
      'forbidden',
      'This copy belongs to another account; deleting it needs the right delete-any.',
    );
  }
  const isDone = await parts.trash.throwAway(item).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new Refusal(
      'conflict',
      'The file of this photo is not where it should be; run homeroll verify.',
      error,
    );
  });
  if (!isDone) throw new Refusal('not-found', 'This photo is not in the library any more.');
}

interface Work {
  readonly ids: readonly number[];
  /** Those of the ids that can be acted on at all. */
  readonly rows: readonly ItemRow[];
  readonly act: (item: ItemRow) => Promise<boolean>;
}

/** Acts on many at the same time, so that they share commits and folder syncs; each one fails for itself. */
async function each(parts: ServerParts, identity: Identity, { ids, rows, act }: Work): Promise<TrashAnswer> {
  const byId = new Map(rows.map((row) => [row.id, row]));
  const done: number[] = [];
  const refused: { readonly id: number; readonly reason: TrashRefusal }[] = [];
  const one = async (id: number): Promise<void> => {
    const item = byId.get(id);
    const reason = item ? (refusalFor(identity, item) ?? (await outcomeOf(parts, item, act))) : 'not-found';
    if (reason === undefined) done.push(id);
    else refused.push({ id, reason });
  };
  await Promise.all([...new Set(ids)].map(one));
  return { done, refused };
}

async function outcomeOf(
  parts: ServerParts,
  item: ItemRow,
  act: Work['act'],
): Promise<TrashRefusal | undefined> {
  try {
    return (await act(item)) ? undefined : 'not-found';
  } catch (error) {
    parts.log.error({ err: error, id: item.id }, 'a photo could not be moved between library and trash');
    return 'failed';
  }
}

/** What others own is not even named to those who may not see it. */
function refusalFor(
  { rights, userId, seesAll }: Identity,
  item: ItemRow,
): 'forbidden' | 'not-found' | undefined {
  if (item.owner_id === userId) return undefined;
  if (!seesAll) return 'not-found';
  return rights.has('delete-any') ? undefined : 'forbidden';
}

const perPage = 200;

async function page(parts: ServerParts, identity: Identity, before?: TrashPlace): Promise<TrashPage> {
  const { catalog, trashDays } = parts;
  const seesAll = identity.seesAll && identity.rights.has('delete-any');
  const scope: Scope = { userId: identity.userId, seesAll };
  const rows = await catalog.trash.page(scope, perPage, before);
  const last = rows.length === perPage ? rows.at(-1) : undefined;
  return {
    items: rows.map((row) => shown(row, identity.userId, trashDays)),
    ...(last ? { next: `${String(last.removed_at)}-${String(last.id)}` } : {}),
    catalog: catalog.name,
    days: trashDays,
  };
}

const msPerDay = 86_400_000;

function shown(row: ItemRow, userId: number, days: number): TrashedItem {
  const removedAt = row.removed_at ?? 0;
  return {
    id: row.id,
    fileName: row.file_name,
    title: row.title,
    kind: row.kind,
    size: row.size,
    removedAt,
    purgedAt: removedAt + days * msPerDay,
    hasThumb: row.derived === 'made',
    mine: row.owner_id === userId,
  };
}

function placeFrom(before: string | undefined): TrashPlace | undefined {
  if (before === undefined) return undefined;
  const [, removedAt, id] = /^(\d{1,15})-(\d{1,15})$/.exec(before) ?? [];
  if (removedAt === undefined || id === undefined) {
    throw new Refusal('bad-request', 'before is what the last page called next.');
  }
  return { removedAt: Number(removedAt), id: Number(id) };
}
