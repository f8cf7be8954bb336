import { createHash, randomBytes } from 'node:crypto';

const secretBytes = 32;

/** A new secret of 256 bits for a header or a link, with a prefix that tells what it is for. */
export function newSecret(prefix: 'device' | 'session' | 'setup'): string {
  return `hr_${prefix}_${randomBytes(secretBytes).toString('base64url')}`;
}

/** What is stored of a secret. A lookup by it leaks nothing: its digits cannot be guessed one by one. */
export function secretHash(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
