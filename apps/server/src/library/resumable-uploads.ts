import { createHash, randomUUID, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rm, stat, truncate } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { MediaReceipt } from '@homeroll/protocol/media-receipt';
import type { ProblemCode } from '@homeroll/protocol/problem';
import type { PartialUpload, PartialUploads } from '../catalog/partial-uploads.ts';
import { Refusal } from '../refusal.ts';
import type { AlignedMemory } from './aligned-memory.ts';
import type { Arrival, Sender } from './arrival.ts';
import { directBytes, tooLarge, verify, type Ingest } from './ingest.ts';
import { openIncomingFile } from './open-incoming-file.ts';
import { partialPath } from './partial-path.ts';
import { receiveBody } from './receive-body.ts';

export interface ResumableParts {
  readonly incoming: string;
  readonly memory: AlignedMemory;
  readonly uploads: PartialUploads;
  readonly ingest: Ingest;
  readonly fileBytes: number;
  readonly now: () => number;
}

/** A piece of an upload as it comes over the wire. */
export interface Piece {
  readonly body: Readable;
  /** Where the client believes the piece goes. */
  readonly offset: number;
  /** Bytes of the piece, where announced. */
  readonly size: number | undefined;
  /** What the piece must hash to; on a mismatch it is taken back. */
  readonly checksum: { readonly algorithm: 'sha256' | 'sha1'; readonly digest: string } | undefined;
}

const hopelessCodes: ReadonlySet<ProblemCode> = new Set([
  'hash-mismatch',
  'type-refused',
  'bad-request',
  'conflict',
]);
const lifetimeMs = 7 * 24 * 3600 * 1000;

/**
 * Files that come in pieces. A piece counts as soon as it is on the disk, whatever becomes of the connection; the
 * length of the file in `incoming/` is the offset to go on from. The last piece ends in the one commit path.
 */
export class ResumableUploads {
  readonly #parts: ResumableParts;
  /** Running hashes of uploads that go on in this process; after a restart the beginning is read again. */
  readonly #hashes = new Map<string, { readonly hash: Hash; readonly offset: number }>();
  readonly #busy = new Set<string>();

  constructor(parts: ResumableParts) {
    this.#parts = parts;
  }

  async create(arrival: Arrival & { readonly size: number }): Promise<PartialUpload> {
    const { fileBytes, uploads, incoming, now } = this.#parts;
    if (arrival.size > fileBytes) throw tooLarge(fileBytes);
    const { sender, metadata, size, hash = null, force } = arrival;
    const upload = {
      id: randomUUID(),
      userId: sender.userId,
      size,
      hash,
      metadata,
      force,
      expiresAt: now() + lifetimeMs,
    };
    const file = await open(partialPath(incoming, upload.id), 'wx', 0o600);
    await file.close();
    await uploads.add(upload);
    return upload;
  }

  /** The upload and how many bytes of it are on the disk; `not-found` for another account's or an expired one. */
  async find(sender: Sender, id: string): Promise<{ upload: PartialUpload; offset: number }> {
    const upload = await this.#parts.uploads.get(sender.userId, id);
    if (!upload || upload.expiresAt <= this.#parts.now()) throw notFound();
    const found = await stat(this.#path(id)).catch(() => undefined);
    if (!found) throw notFound();
    return { upload, offset: found.size };
  }

  /** Takes a piece; answers the new offset and, after the last piece, the receipt. */
  async append(
    sender: Sender,
    id: string,
    piece: Piece,
  ): Promise<{ offset: number; receipt?: MediaReceipt }> {
    if (this.#busy.has(id))
      throw new Refusal(
        'conflict',
        'Another request is sending to this upload. Ask for its offset, then go on.',
      );
    this.#busy.add(id);
    try {
      const { upload, offset } = await this.find(sender, id);
      if (piece.offset !== offset) {
        throw new Refusal('offset-mismatch', `The upload is at byte ${String(offset)}; go on from there.`);
      }
      const reached = await this.#parts.ingest.inTurn(() => this.#write(upload, piece));
      if (reached < upload.size) return { offset: reached };
      return { offset: reached, receipt: await this.#complete(upload, sender) };
    } finally {
      this.#busy.delete(id);
    }
  }

  async remove(sender: Sender, id: string): Promise<void> {
    await this.find(sender, id);
    await this.#forget(id);
  }

  /** Drops what nobody came back for. */
  async removeExpired(): Promise<void> {
    const now = this.#parts.now();
    for (const { id, expiresAt } of await this.#parts.uploads.all()) {
      if (expiresAt <= now && !this.#busy.has(id)) await this.#forget(id);
    }
  }

  async #write(upload: PartialUpload, { body, offset, size, checksum }: Piece): Promise<number> {
    const { memory } = this.#parts;
    const path = this.#path(upload.id);
    const whole = await this.#hashUpTo(upload.id, offset);
    const ofPiece = checksum && createHash(checksum.algorithm);
    const direct = (size ?? 0) >= directBytes;
    const file = await openIncomingFile(path, { memory, direct, goOnAt: offset });
    const sink = {
      write: (chunk: Buffer) => {
        ofPiece?.update(chunk);
        return file.write(chunk);
      },
    };
    try {
      const received = await receiveBody(body, sink, { most: upload.size - offset, hash: whole });
      await file.finish();
      if (ofPiece && ofPiece.digest('base64') !== checksum.digest) await this.#takeBack(upload.id, offset);
      this.#hashes.set(upload.id, { hash: whole, offset: offset + received.size });
      return offset + received.size;
    } catch (error) {
      this.#hashes.delete(upload.id);
      await file.abandon();
      throw error;
    }
  }

  async #takeBack(id: string, offset: number): Promise<never> {
    await truncate(this.#path(id), offset);
    throw new Refusal('checksum-mismatch', 'The piece arrived damaged and was taken back. Send it again.');
  }

  async #complete(upload: PartialUpload, sender: Sender): Promise<MediaReceipt> {
    const { ingest, uploads } = this.#parts;
    const path = this.#path(upload.id);
    const hash = (await this.#hashUpTo(upload.id, upload.size)).digest('hex');
    const { metadata, force, size } = upload;
    const arrival = { sender, metadata, force, hash: upload.hash ?? undefined, size };
    try {
      verify({ size: upload.size, hash }, arrival);
      const facts = await ingest.look(arrival, path, upload.size);
      const receipt = await ingest.commit({ arrival, temporary: path, hash, size: upload.size, facts });
      await uploads.remove(upload.id);
      return receipt;
    } catch (error) {
      // Bytes that can never become the file are dropped; anything else (a full disk) may go on later.
      const hopeless = error instanceof Refusal && hopelessCodes.has(error.code);
      if (hopeless) await this.#forget(upload.id);
      throw error;
    } finally {
      this.#hashes.delete(upload.id);
    }
  }

  /** The hash of the first `offset` bytes, taken over from the last piece or read again from the disk. */
  async #hashUpTo(id: string, offset: number): Promise<Hash> {
    const known = this.#hashes.get(id);
    this.#hashes.delete(id);
    if (known?.offset === offset) return known.hash;
    const hash = createHash('sha256');
    if (offset > 0)
      await pipeline(createReadStream(this.#path(id), { end: offset - 1 }), hash, { end: false });
    return hash;
  }

  async #forget(id: string): Promise<void> {
    this.#hashes.delete(id);
    await rm(this.#path(id), { force: true });
    await this.#parts.uploads.remove(id);
  }

  #path(id: string): string {
    return partialPath(this.#parts.incoming, id);
  }
}

function notFound(): Refusal {
  return new Refusal('not-found', 'There is no such upload, or it has expired. Start it anew.');
}
