import type { FastifyInstance } from 'fastify';
import { guestPages, type ClosedSet, type OpenSet } from './guest-pages.ts';
import type { ServerParts } from './server-parts.ts';

/** What guests get behind the link of a share. */
export function sharePages(app: FastifyInstance, parts: ServerParts): void {
  guestPages(app, parts, { base: '/s/:token', open: ({ token = '' }) => openShare(parts, token) });
}

async function openShare(parts: ServerParts, token: string): Promise<OpenSet | ClosedSet> {
  const key = parts.links.keyOf(token);
  const share = key === undefined ? undefined : await parts.catalog.shares.byKey(key);
  if (!share) return { reason: 'not-found' };
  const { title, expiresAt, withdrawnAt } = share;
  if (withdrawnAt !== null || (expiresAt !== null && expiresAt <= parts.now())) return { reason: 'expired' };
  const items = await parts.catalog.shares.items(share.id);
  return items.length === 0 ? { reason: 'expired' } : { title, expiresAt, items };
}
