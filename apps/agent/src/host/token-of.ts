import { readFileSync } from 'node:fs';
import type { DestinationSettings } from '../settings/agent-settings.ts';

/** The token cannot be read, in words. */
export class TokenTrouble extends Error {
  override readonly name = 'TokenTrouble';
}

/** The token of this destination, from the settings or from its own file. Throws a `TokenTrouble`. */
export function tokenOf({ token }: DestinationSettings): string {
  if ('text' in token) return token.text;
  try {
    const text = readFileSync(token.file, 'utf8').trim();
    if (/^[\x21-\x7e]+$/.test(text)) return text;
  } catch (error) {
    throw new TokenTrouble(`The token file cannot be read: ${(error as Error).message}`, { cause: error });
  }
  throw new TokenTrouble(`The token file ${token.file} is empty or holds no token.`);
}
