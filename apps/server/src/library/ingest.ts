import { randomUUID } from 'node:crypto';
import { unlink } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { MediaReceipt } from '@homeroll/protocol/media-receipt';
import type { QuickFacts, RandomAccess } from '@homeroll/headers/quick-facts';
import { readQuickFacts } from '@homeroll/headers/read-quick-facts';
import { Refusal } from '../refusal.ts';
import { slotBytes, type AlignedMemory } from './aligned-memory.ts';
import type { Arrival, WholeFile } from './arrival.ts';
import type { GroupCommit } from './group-commit.ts';
import { lookAtFile } from './look-at-file.ts';
import { openIncomingFile, writeWhole } from './open-incoming-file.ts';
import { receiveBody, type ReceivedBody } from './receive-body.ts';
import { Turns } from './turns.ts';

export interface IngestParts {
  readonly incoming: string;
  readonly memory: AlignedMemory;
  readonly commits: GroupCommit;
  /** Largest file, bytes. */
  readonly fileBytes: number;
}

/** From here on a body goes past the page cache; below, the page cache was faster (ingest findings). */
export const directBytes: number = 32 * 1024 * 1024;

/** Bodies gathered in memory at once, at most this many mebibytes; further ones go to the disk as they come. */
const gatheredAtOnce = 64;

/** Bodies that stream to the disk at once: each may hold two mebibytes. Who comes later waits, unread. */
const streamedAtOnce = 48;

/** Takes files in: body → verified → durable → placed and catalogued → receipt. */
export class Ingest {
  readonly #parts: IngestParts;
  readonly #streams = new Turns(streamedAtOnce);
  #gathering = 0;

  constructor(parts: IngestParts) {
    this.#parts = parts;
  }

  /** Reads the body to its end and places it. A `Refusal` where it is not what was announced, or cannot be stored. */
  async accept(arrival: Arrival, body: Readable): Promise<MediaReceipt> {
    return this.place(await this.receive(arrival, body));
  }

  /** Reads the body to its end: whole, verified and durable, but not in the library yet. */
  receive(arrival: Arrival, body: Readable): Promise<WholeFile> {
    const small = arrival.size !== undefined && arrival.size <= slotBytes && this.#gathering < gatheredAtOnce;
    return small ? this.#gather(arrival, body) : this.inTurn(() => this.#stream(arrival, body));
  }

  /** Commits what was received; after a failure its temporary file is gone. */
  async place(file: WholeFile): Promise<MediaReceipt> {
    try {
      return await this.commit(file);
    } catch (error) {
      this.drop(file);
      throw error;
    }
  }

  /** Forgets what was received. */
  drop(file: { readonly temporary: string }): void {
    this.#remove(file.temporary);
  }

  /** Runs what reads a large body, a few at a time. */
  inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.#streams.run(work);
  }

  /** Places a file that is whole; then its temporary name goes. After a failure it is still there, untouched. */
  async commit(file: WholeFile): Promise<MediaReceipt> {
    const receipt = await this.#parts.commits.commit(file);
    this.#remove(file.temporary);
    return receipt;
  }

  /** Facts of a whole file in `incoming/`; refuses what is no picture and no video. */
  async look(arrival: Arrival, path: string, size: number): Promise<QuickFacts> {
    return mediaOnly(await lookAtFile(path, size, arrival.metadata.fileName), arrival);
  }

  temporaryPath(): string {
    return join(this.#parts.incoming, `${randomUUID()}.part`);
  }

  /**
   * A small body is gathered and verified before the disk hears of it. Where there are plenty of slots it goes
   * straight into one: chunks that are kept cost the garbage collector more than copying them costs.
   */
  async #gather(arrival: Arrival, body: Readable): Promise<WholeFile> {
    const { memory, fileBytes } = this.#parts;
    this.#gathering += 1;
    let slot = memory.takeIfPlenty();
    let filled = 0;
    const chunks: Buffer[] = [];
    const write = (chunk: Buffer): undefined => {
      if (slot) filled += chunk.copy(slot, filled);
      else chunks.push(chunk);
    };
    try {
      const received = await receiveBody(body, { write }, { most: Math.min(slotBytes, fileBytes) });
      verify(received, arrival);
      slot ??= await memory.take();
      for (const chunk of chunks) filled += chunk.copy(slot, filled);
      return await this.#storeGathered(arrival, slot, received);
    } finally {
      this.#gathering -= 1;
      if (slot) memory.giveBack(slot);
    }
  }

  async #storeGathered(arrival: Arrival, slot: Buffer, { size, hash }: ReceivedBody): Promise<WholeFile> {
    const inMemory: RandomAccess = {
      size,
      read: (offset, length) => Promise.resolve(slot.subarray(offset, Math.min(size, offset + length))),
    };
    const facts = mediaOnly(await readQuickFacts(inMemory, arrival.metadata.fileName), arrival);
    const temporary = this.temporaryPath();
    await writeWhole(temporary, slot, size);
    return { arrival, temporary, hash, size, facts };
  }

  async #stream(arrival: Arrival, body: Readable): Promise<WholeFile> {
    const temporary = this.temporaryPath();
    const { memory, fileBytes } = this.#parts;
    if ((arrival.size ?? 0) > fileBytes) throw tooLarge(fileBytes);
    const direct = (arrival.size ?? 0) >= directBytes;
    const file = await openIncomingFile(temporary, { memory, direct });
    try {
      const received = await receiveBody(body, file, { most: fileBytes }).catch(async (error: unknown) => {
        await file.abandon();
        throw error;
      });
      await file.finish();
      verify(received, arrival);
      const facts = await this.look(arrival, temporary, received.size);
      return { arrival, temporary, ...received, facts };
    } catch (error) {
      this.#remove(temporary);
      throw error;
    }
  }

  #remove(path: string): void {
    // Nothing waits for this: a temporary file that stays is removed at the next start.
    unlink(path, () => undefined);
  }
}

export function tooLarge(most: number): Refusal {
  return new Refusal('too-large', `The file is larger than the ${String(most)} bytes this server takes.`);
}

/** Refuses bytes that are not those that were announced. */
export function verify(
  received: ReceivedBody,
  arrival: { hash: string | undefined; size: number | undefined },
): void {
  if (arrival.size !== undefined && received.size !== arrival.size) {
    throw new Refusal(
      'length-mismatch',
      `${String(arrival.size)} bytes were announced, ${String(received.size)} came. Send the file again.`,
    );
  }
  if (received.size === 0) throw new Refusal('bad-request', 'The file is empty.');
  if (arrival.hash !== undefined && received.hash !== arrival.hash) {
    throw new Refusal(
      'hash-mismatch',
      `The bytes that came have the SHA-256 ${received.hash}, not the one announced. Send the file again.`,
    );
  }
}

function mediaOnly(facts: QuickFacts, { metadata }: Arrival): QuickFacts {
  if (facts.kind !== 'other') return facts;
  throw new Refusal(
    'type-refused',
    `${metadata.fileName || 'This file'} is neither a photo nor a video that Homeroll knows.`,
  );
}
