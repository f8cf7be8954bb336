import { createHash } from 'node:crypto';
import { parseContentHash } from '@homeroll/core/photo/content-hash';
import type { Hasher } from '@homeroll/core/ports/hasher';

/** SHA-256 by Node, on the main thread: with the processor's own instructions a worker gains nothing. */
export const nodeHasher: Hasher = {
  start() {
    const sha256 = createHash('sha256');
    return {
      update: (bytes) => void sha256.update(bytes),
      finish: () => {
        const hash = parseContentHash(sha256.digest('hex'));
        if (hash === undefined) throw new RangeError('a SHA-256 that is none');
        return hash;
      },
    };
  },
};
