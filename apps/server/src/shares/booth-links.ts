import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto';
import { boothIdLength } from '@homeroll/protocol/booths';
import { isBoothKey, type Mac } from '@homeroll/core/share/booth-key';

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/** The secrets of booths, which lie in the catalog sealed with the data folder's own. */
export class BoothLinks {
  readonly #key: Buffer;

  /** `secret` is the data folder's. */
  constructor(secret: Buffer) {
    this.#key = createHmac('sha256', secret).update('booth secrets').digest();
  }

  /** The booth that this secret is of. */
  idOf(secret: string): string {
    return createHash('sha256').update(secret).digest('base64url').slice(0, boothIdLength);
  }

  seal(secret: string): string {
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv(algorithm, this.#key, nonce);
    const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url');
  }

  /** Whether the booth with this secret made the key, of a picture that may not have arrived yet. */
  isKey(sealedSecret: string, key: string): boolean {
    const secret = this.#open(sealedSecret);
    const mac: Mac = (text) => createHmac('sha256', secret).update(text).digest('base64url');
    return isBoothKey(key, mac);
  }

  /** Throws for what this data folder did not seal. */
  #open(sealedSecret: string): string {
    const bytes = Buffer.from(sealedSecret, 'base64url');
    const decipher = createDecipheriv(algorithm, this.#key, bytes.subarray(0, nonceBytes));
    decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
    const opened = [decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()];
    return Buffer.concat(opened).toString('utf8');
  }
}
