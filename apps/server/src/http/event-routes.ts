import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import {
  eventCountSchema,
  eventDraftSchema,
  eventListSchema,
  eventReplacementSchema,
  serverEventSchema,
  type EventCount,
  type EventDraft,
  type EventReplacement,
} from '@homeroll/protocol/events';
import { routes } from '@homeroll/protocol/routes';
import { offsetIn } from '../events/event-book.ts';
import { Refusal } from '../refusal.ts';
import { authorize } from './authorize.ts';
import type { ServerParts } from './server-parts.ts';

const idParams = z.object({ id: z.string().regex(/^[\w-]{1,100}$/, 'an id of letters, digits, - and _') });
const readers = ['upload', 'view'] as const;

/** Events that this server defines for all its users. */
export function eventRoutes(app: FastifyInstance, parts: ServerParts): void {
  listRoute(app, parts);
  writeRoutes(app, parts);
  deleteRoute(app, parts);
  countRoutes(app, parts);
}

function writeRoutes(app: FastifyInstance, parts: ServerParts): void {
  app.post(
    routes.events,
    {
      schema: {
        summary: 'Define an event',
        tags: ['events'],
        body: eventDraftSchema,
        response: { 201: serverEventSchema },
      },
    },
    async (request, reply) => {
      await authorize(parts.identities, request.raw, 'define-events');
      return reply.code(201).send(await parts.events.add(request.body as EventDraft, parts.now()));
    },
  );
  app.put(
    '/api/events/:id',
    {
      schema: {
        summary: 'Change an event, or bring back one that was deleted',
        tags: ['events'],
        params: idParams,
        body: eventReplacementSchema,
        response: { 200: serverEventSchema },
      },
    },
    async (request) => {
      await authorize(parts.identities, request.raw, 'define-events');
      const { id } = request.params as { id: string };
      const { createdAt = parts.now(), ...draft } = request.body as EventReplacement;
      return parts.events.put({ ...draft, id, createdAt });
    },
  );
}

function deleteRoute(app: FastifyInstance, parts: ServerParts): void {
  app.delete(
    '/api/events/:id',
    {
      schema: {
        summary: 'Delete an event; photos keep what it gave them',
        tags: ['events'],
        params: idParams,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await authorize(parts.identities, request.raw, 'define-events');
      if (!(await parts.events.remove((request.params as { id: string }).id))) throw noSuchEvent();
      return reply.code(204).send(null);
    },
  );
}

function listRoute(app: FastifyInstance, parts: ServerParts): void {
  app.get(
    routes.events,
    {
      schema: {
        summary: 'All events, oldest first; If-None-Match is answered with 304',
        tags: ['events'],
        response: { 200: eventListSchema, 304: z.null() },
      },
    },
    async (request, reply) => {
      await authorize(parts.identities, request.raw, readers);
      const { etag, events } = parts.events;
      reply.header('etag', etag).header('cache-control', 'private, no-cache');
      if (request.headers['if-none-match'] === etag) return reply.code(304).send();
      return events;
    },
  );
}

function countRoutes(app: FastifyInstance, parts: ServerParts): void {
  const response = { 200: eventCountSchema };
  app.get(
    '/api/events/:id/count',
    {
      schema: {
        summary: 'How many photos and videos were taken during the event?',
        tags: ['events'],
        params: idParams,
        response,
      },
    },
    async (request): Promise<EventCount> => {
      const scope = await authorize(parts.identities, request.raw, readers);
      const event = parts.events.byId((request.params as { id: string }).id);
      if (!event) throw noSuchEvent();
      return { count: await parts.catalog.events.count(scope, event, offsetIn) };
    },
  );
  app.post(
    routes.draftCount,
    {
      schema: {
        summary: 'The same for an event that is not defined yet',
        tags: ['events'],
        body: eventDraftSchema,
        response,
      },
    },
    async (request): Promise<EventCount> => {
      const scope = await authorize(parts.identities, request.raw, readers);
      const event = { ...(request.body as EventDraft), id: '', createdAt: 0 };
      return { count: await parts.catalog.events.count(scope, event, offsetIn) };
    },
  );
}

function noSuchEvent(): Refusal {
  return new Refusal('not-found', 'There is no such event.');
}
