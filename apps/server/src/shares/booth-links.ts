import { createHmac } from 'node:crypto';
import { isBoothKey, type Mac } from '@homeroll/core/share/booth-key';

/** The secrets of booths, each made of the data folder's own and the booth's number: the catalog holds none. */
export class BoothLinks {
  readonly #secret: Buffer;

  /** `secret` is the data folder's. */
  constructor(secret: Buffer) {
    this.#secret = secret;
  }

  /** Base64url, 256 bits. */
  secretOf(booth: number): string {
    return createHmac('sha256', this.#secret)
      .update(`booth ${String(booth)}`)
      .digest('base64url');
  }

  /** Whether this booth made the key, of a picture that may not have arrived yet. */
  isKey(booth: number, key: string): boolean {
    const secret = this.secretOf(booth);
    const mac: Mac = (text) => createHmac('sha256', secret).update(text).digest('base64url');
    return isBoothKey(key, mac);
  }
}
