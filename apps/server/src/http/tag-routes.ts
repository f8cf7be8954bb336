import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { routes } from '@homeroll/protocol/routes';
import {
  tagListSchema,
  tagPathSchema,
  tagRenameSchema,
  type Tag,
  type TagPath,
  type TagRename,
} from '@homeroll/protocol/tags';
import type { Scope } from '../catalog/items.ts';
import { Refusal } from '../refusal.ts';
import { authorize } from './authorize.ts';
import type { ServerParts } from './server-parts.ts';

/** The list of tags that is offered. Changing it changes no photo and no event. */
export function tagRoutes(app: FastifyInstance, parts: ServerParts): void {
  app.get(
    routes.tags,
    {
      schema: {
        summary: 'Tags on the list, and those that photos have, with their counts',
        tags: ['tags'],
        response: { 200: tagListSchema },
      },
    },
    async (request) => allTags(parts, await authorize(parts.identities, request.raw, ['upload', 'view'])),
  );
  changeRoute(app, parts, {
    method: 'POST',
    schema: { summary: 'Put a tag on the list', body: tagPathSchema },
    change: async ({ body }) => {
      const { path } = body as TagPath;
      if (!(await parts.tags.add(path))) throw new Refusal('conflict', `${path} is on the list already.`);
    },
  });
  changeRoute(app, parts, {
    method: 'PATCH',
    schema: { summary: 'Rename a tag, and all below it, on the list', body: tagRenameSchema },
    change: ({ body }) => {
      const { path, to } = body as TagRename;
      return parts.tags.rename(path, to);
    },
  });
  changeRoute(app, parts, {
    method: 'DELETE',
    schema: { summary: 'Take a tag, and all below it, off the list', querystring: tagPathSchema },
    change: ({ query }) => parts.tags.remove((query as TagPath).path),
  });
}

interface Change {
  readonly method: 'POST' | 'PATCH' | 'DELETE';
  readonly schema: {
    readonly summary: string;
    readonly body?: z.ZodType;
    readonly querystring?: z.ZodType;
  };
  readonly change: (request: FastifyRequest) => Promise<void>;
}

function changeRoute(app: FastifyInstance, parts: ServerParts, { method, schema, change }: Change): void {
  app.route({
    method,
    url: routes.tags,
    schema: { tags: ['tags'], ...schema, response: { 204: z.null() } },
    handler: async (request, reply) => {
      await authorize(parts.identities, request.raw, 'define-events');
      await change(request);
      return reply.code(204).send(null);
    },
  });
}

async function allTags({ catalog, tags }: ServerParts, scope: Scope): Promise<readonly Tag[]> {
  const counts = await catalog.tags.inUse(scope);
  const listed = new Set(tags.paths);
  const paths = [...new Set([...listed, ...counts.keys()])].toSorted();
  return paths.map((path) => ({ path, count: counts.get(path) ?? 0, listed: listed.has(path) }));
}
