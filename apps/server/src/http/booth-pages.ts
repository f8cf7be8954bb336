import type { FastifyInstance } from 'fastify';
import { guestPages, type ClosedSet, type OpenSet } from './guest-pages.ts';
import type { ServerParts } from './server-parts.ts';

/** What guests get behind the code that a booth shows, also before the picture has arrived. */
export function boothPages(app: FastifyInstance, parts: ServerParts): void {
  guestPages(app, parts, {
    base: '/b/:booth/:key',
    open: ({ booth = '', key = '' }) => openBoothPicture(parts, booth, key),
  });
}

async function openBoothPicture(parts: ServerParts, id: string, key: string): Promise<OpenSet | ClosedSet> {
  const booth = await parts.catalog.booths.byId(id);
  // The key tells by itself whether it is one of the booth's.
  if (!booth || !parts.boothLinks.isKey(booth.sealedSecret, key)) return { reason: 'not-found' };
  if (booth.withdrawnAt !== null) return { reason: 'expired' };
  const item = await parts.catalog.booths.byKey(id, key);
  if (item === undefined) return { reason: 'not-here-yet' };
  if (item === 'gone') return { reason: 'expired' };
  return { title: null, expiresAt: null, items: [{ ...item, position: 0 }] };
}
