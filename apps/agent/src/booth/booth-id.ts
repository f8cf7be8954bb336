import { createHash } from 'node:crypto';
import { boothIdLength } from '@homeroll/protocol/booths';

/** What the booth with this secret is called in links (protocol/booths). */
export function boothIdOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url').slice(0, boothIdLength);
}
