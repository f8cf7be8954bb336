import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/**
 * The token of a share, `/s/<token>`: a random key of 72 bits that the catalog finds it by, and a MAC of 144 bits
 * over it that cannot be guessed. The MAC is made anew to show a link again, so no link lies in the catalog.
 */
export class ShareLinks {
  readonly #secret: Buffer;

  /** `secret` is the data folder's. */
  constructor(secret: Buffer) {
    this.#secret = secret;
  }

  newKey(): string {
    return randomBytes(keyBytes).toString('base64url');
  }

  token(key: string): string {
    return key + this.#mac(key);
  }

  /** The key in a token that this server made; `undefined` for any other text. */
  keyOf(token: string): string | undefined {
    if (!/^[A-Za-z0-9_-]{36}$/.test(token)) return undefined;
    const key = token.slice(0, keyLength);
    const fits = timingSafeEqual(Buffer.from(this.#mac(key)), Buffer.from(token.slice(keyLength)));
    return fits ? key : undefined;
  }

  #mac(key: string): string {
    const macBytes = 18;
    const mac = createHmac('sha256', this.#secret).update(`share ${key}`).digest();
    return mac.subarray(0, macBytes).toString('base64url');
  }
}

const keyBytes = 9;
const keyLength = 12;
