import type { FastifyInstance } from 'fastify';
import type { ServerParts } from './server-parts.ts';

/** The app's files. Names under `/assets` carry a hash of their content and may be kept for ever. */
export async function webPages(app: FastifyInstance, { pages }: ServerParts): Promise<void> {
  if (pages.web === undefined) return;
  await app.register(import('@fastify/static'), {
    root: pages.web,
    decorateReply: false,
    wildcard: false,
    cacheControl: false,
    schemaHide: true,
    setHeaders: (response, path) => {
      const kept = path.includes('/assets/');
      response.header('cache-control', kept ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
}
