import type { ContentHash } from '@homeroll/core/photo/content-hash';
import { DestinationError } from '@homeroll/core/ports/destination-error';
import type { Destination, Receipt, Upload, UploadDetails } from '@homeroll/core/ports/destination';
import type { Hasher } from '@homeroll/core/ports/hasher';

export interface StoredFile {
  readonly bytes: Uint8Array;
  readonly details: UploadDetails;
  readonly account: string;
}

/** A place in memory that several accounts may share; what was thrown away is remembered for each account. */
export interface MemoryPlace {
  readonly files: Map<ContentHash, StoredFile>;
  readonly removed: Map<ContentHash, Set<string>>;
  /** Uploads that were interrupted: by handle, what arrived so far. */
  readonly partial: Map<string, Uint8Array[]>;
}

export function memoryPlace(): MemoryPlace {
  return { files: new Map(), removed: new Map(), partial: new Map() };
}

/** The contract of a destination without any storage: for tests, and to try rules without sending anything. */
export function memoryDestination(
  hasher: Hasher,
  place: MemoryPlace = memoryPlace(),
  account = 'somebody',
): Destination {
  return {
    name: `${account} in memory`,
    check: (hashes) =>
      Promise.resolve(
        hashes.map((hash) => {
          const file = place.files.get(hash);
          const exists = file !== undefined;
          const wasSynced = !exists && (place.removed.get(hash)?.has(account) ?? false);
          return {
            exists,
            ours: file?.account === account,
            wasSynced,
            ...(exists ? { remoteId: hash } : {}),
          };
        }),
      ),
    send: async (upload, signal) => {
      if (place.files.has(upload.hash)) return receipt('already-there', upload);
      if (!upload.force && place.removed.get(upload.hash)?.has(account)) {
        throw new DestinationError('conflict', 'it was removed here; send it with force');
      }
      const pieces = await receive(place, upload, () => signal?.aborted ?? false);
      const bytes = joined(pieces);
      if ((await hashOf(hasher, bytes)) !== upload.hash || bytes.length !== upload.size) {
        throw new DestinationError('hash-mismatch', 'these are not the bytes that were announced');
      }
      // Another upload of the same bytes may have been quicker.
      if (place.files.has(upload.hash)) return receipt('already-there', upload);
      place.files.set(upload.hash, { bytes, details: upload.details, account });
      return receipt('stored', upload);
    },
    remove: (hash) => {
      const file = place.files.get(hash);
      if (!file) return Promise.reject(new DestinationError('missing', 'it is not here'));
      if (file.account !== account) {
        return Promise.reject(new DestinationError('forbidden', 'another account sent it'));
      }
      place.files.delete(hash);
      const removers = place.removed.get(hash) ?? new Set();
      place.removed.set(hash, removers.add(account));
      return Promise.resolve();
    },
  };
}

function receipt(outcome: Receipt['outcome'], { hash }: Upload): Receipt {
  return { outcome, remoteId: hash };
}

/** What arrived before a break stays under the handle, and the next try goes on behind it. */
async function receive(
  { partial }: MemoryPlace,
  upload: Upload,
  isStopped: () => boolean,
): Promise<readonly Uint8Array[]> {
  const { hash, resume } = upload;
  const handle = resume !== undefined && partial.has(resume) ? resume : `${hash}-${String(partial.size)}`;
  const pieces = partial.get(handle) ?? [];
  partial.set(handle, pieces);
  await upload.remember(handle);
  let arrived = lengthOf(pieces);
  for await (const piece of upload.open(arrived)) {
    if (isStopped()) throw new DestinationError('unreachable', 'stopped');
    pieces.push(piece.slice());
    arrived += piece.length;
    upload.progress(arrived);
  }
  partial.delete(handle);
  return pieces;
}

async function hashOf(hasher: Hasher, bytes: Uint8Array): Promise<ContentHash> {
  const hashing = hasher.start();
  await hashing.update(bytes);
  return hashing.finish();
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(lengthOf(pieces));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

function lengthOf(pieces: readonly Uint8Array[]): number {
  return pieces.reduce((sum, { length }) => sum + length, 0);
}
