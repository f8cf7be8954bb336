import type { ContentHash } from '../photo/content-hash.ts';

/** SHA-256, fed piece by piece, so that a file is hashed while it is read. May answer from a worker. */
export interface Hasher {
  start(): Hashing;
}

export interface Hashing {
  /** The bytes may be used again by the caller once this has returned (or resolved). */
  update(bytes: Uint8Array): void | Promise<void>;
  finish(): ContentHash | Promise<ContentHash>;
}
