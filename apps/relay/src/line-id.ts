import { createHash } from 'node:crypto';
import { lineIdOf } from '@homeroll/protocol/relay-line';

/** The line whose secret this is. */
export function lineOf(secret: string): string {
  return lineIdOf(createHash('sha256').update(secret).digest('base64url'));
}
