import type { ContentHash } from '@homeroll/core/photo/content-hash';
import type { CancelSignal } from '@homeroll/core/ports/cancel-signal';
import type { Destination, Upload, UploadDetails } from '@homeroll/core/ports/destination';
import type { Hasher } from '@homeroll/core/ports/hasher';

/** One sentence of the contract of `Destination`. `check` rejects with what was seen instead. */
export interface Clause {
  readonly says: string;
  /** What of a subject must be there; a destination without it is excused. */
  readonly needs?: keyof Abilities;
  readonly check: (subject: Subject) => Promise<void>;
}

/** A destination to be checked. It may be somebody's real account: every file is new and says what it is. */
export interface Subject extends Abilities {
  readonly destination: Destination;
  readonly hasher: Hasher;
  /** So many bytes that were never made before and that the destination takes for a photo. */
  readonly makeFile: (size: number) => Uint8Array;
  /** A signal, and how to raise it. */
  readonly makeSignal: () => { readonly signal: CancelSignal; readonly raise: () => void };
}

export interface Abilities {
  /** Another account at the same place. */
  readonly otherAccount?: Destination;
  /** What is stored under this hash, and how many copies, seen past the destination's own words. */
  readonly readBack?: (hash: ContentHash) => Promise<readonly Uint8Array[]>;
  /** Bytes from which on an interrupted upload goes on where it was. */
  readonly resumableFrom?: number;
  /** The account may delete what it sent. */
  readonly mayRemove?: true;
  /** Throws a photo away as its owner would, past the destination. */
  readonly throwAway?: (hash: ContentHash) => Promise<void>;
}

export interface TestFile {
  readonly bytes: Uint8Array;
  readonly hash: ContentHash;
}

export async function newFile({ hasher, makeFile }: Subject, size = 20_000): Promise<TestFile> {
  const bytes = makeFile(size);
  const hashing = hasher.start();
  await hashing.update(bytes);
  return { bytes, hash: await hashing.finish() };
}

/** An upload as the engine makes it, in pieces; what matters to a clause is given in `more`. */
export function uploadOf(
  { bytes, hash }: TestFile,
  more: Partial<Upload> & { fileName?: string } = {},
): Upload {
  const { fileName = 'homeroll-check.jpg', ...changes } = more;
  const details: UploadDetails = { fileName, title: 'Homeroll check', tags: ['homeroll/check'] };
  return {
    hash,
    size: bytes.length,
    details,
    force: false,
    open: (offset) => piecesOf(bytes, offset),
    remember: () => Promise.resolve(),
    progress: () => undefined,
    ...changes,
  };
}

const pieceBytes = 64 * 1024;

// eslint-disable-next-line @typescript-eslint/require-await -- an async iterable by contract
export async function* piecesOf(bytes: Uint8Array, offset: number): AsyncGenerator<Uint8Array> {
  for (let at = offset; at < bytes.length; at += pieceBytes) yield bytes.slice(at, at + pieceBytes);
}

/** Fails a clause, in words. */
export function expect(isSo: boolean, otherwise: string): void {
  if (!isSo) throw new Error(otherwise);
}

/** The error that a promise rejects with. */
export async function rejectionOf(promise: Promise<unknown>, otherwise: string): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error(otherwise);
}

export async function isThere({ destination }: Subject, hash: ContentHash): Promise<boolean> {
  const [answer] = await destination.check([hash]);
  return answer?.exists ?? false;
}

export function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return false;
  for (let place = 0; place < one.length; place += 1) if (one[place] !== other[place]) return false;
  return true;
}
