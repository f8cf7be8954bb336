import type { CancelSignal } from '@homeroll/core/ports/cancel-signal';
import type { FileStore, StorePath } from '@homeroll/core/ports/file-store';

/** One sentence of the contract of `FileStore`. `check` rejects with what was seen instead. */
export interface FileClause {
  readonly says: string;
  /** What of a subject must be there; a place without it is excused. */
  readonly needs?: keyof FileAbilities;
  readonly check: (subject: FileSubject) => Promise<void>;
}

/** A place to be checked. It may be somebody's real account: all that is written lies in one new folder. */
export interface FileSubject extends FileAbilities {
  readonly store: FileStore;
  /** A folder that nobody else uses; it is left empty. */
  readonly folder: string;
  /** So many bytes that were never made before and that the place takes for a picture. */
  readonly makeFile: (size: number) => Uint8Array;
  /** A signal, and how to raise it. */
  readonly makeSignal: () => { readonly signal: CancelSignal; readonly raise: () => void };
}

export interface FileAbilities {
  /** What lies under this path, seen past the store's own words; `undefined` for nothing. */
  readonly readBack?: (path: StorePath) => Promise<Uint8Array | undefined>;
  /** All names in the subject's folder, seen past the store's own words: leftovers show. */
  readonly namesIn?: (folder: string) => Promise<readonly string[]>;
  /** Bytes from which on a put that was broken off goes on where it was. */
  readonly resumableFrom?: number;
  /** Asks as a guest without an account would, at an address that `publish` told; `undefined` for refused. */
  readonly askAsGuest?: (address: string) => Promise<Uint8Array | undefined>;
}
