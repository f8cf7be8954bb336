import type { FileHandle } from 'node:fs/promises';
import { diskRefusal } from '../refusal.ts';
import { alignment, slotBytes, type AlignedMemory } from './aligned-memory.ts';
import type { IncomingFile } from './incoming-file.ts';
import { letGo } from './let-go.ts';

/** Of one file past the page cache; through it two are enough, since they only copy. */
export const writesAtOnce = 4;

export interface SlotFileOptions {
  /** Where the first byte goes; on a block where the writes are direct. */
  readonly start: number;
  readonly memory: AlignedMemory;
  /**
   * The file was opened with O_DIRECT: the last slot is written up to the next block, and the length is then set
   * right.
   */
  readonly direct: boolean;
}

/**
 * Writes in slots of a mebibyte that are used again and again. What comes from the connection is copied and let go
 * at once: chunks that wait for the disk would grow old and cost collections of all memory (two fifths of the
 * processor time with photos of 3 MB).
 */
export class SlotFile implements IncomingFile {
  readonly #file: FileHandle;
  readonly #memory: AlignedMemory;
  readonly #direct: boolean;
  readonly #atOnce: number;
  readonly #underWay = new Set<Promise<void>>();
  #slot: Buffer | undefined;
  #filled = 0;
  #at: number;
  #failure: { readonly error: unknown } | undefined;

  constructor(file: FileHandle, { start, memory, direct }: SlotFileOptions) {
    this.#file = file;
    this.#memory = memory;
    this.#direct = direct;
    this.#atOnce = direct ? writesAtOnce : 2;
    this.#at = start;
  }

  write(chunk: Buffer): Promise<void> | undefined {
    letGo(chunk);
    const done = this.#fill(chunk, 0);
    return done === chunk.length && !this.#failure ? undefined : this.#fillPatiently(chunk, done);
  }

  async finish(): Promise<void> {
    try {
      await this.#flush();
    } catch (error) {
      throw diskRefusal(error);
    } finally {
      await this.#file.close();
    }
  }

  async abandon(): Promise<void> {
    await this.#flush().catch(() => undefined);
    await this.#file.close();
  }

  /** Copies on from `from` as far as slots are at hand; answers how far it came. */
  #fill(chunk: Buffer, from: number): number {
    let done = from;
    while (done < chunk.length && this.#underWay.size < this.#atOnce) {
      this.#slot ??= this.#direct ? this.#memory.takeNow() : this.#memory.takeSpare();
      if (!this.#slot) break;
      const copied = chunk.copy(this.#slot, this.#filled, done);
      done += copied;
      this.#filled += copied;
      if (this.#filled === slotBytes) this.#send();
    }
    return done;
  }

  async #fillPatiently(chunk: Buffer, from: number): Promise<void> {
    for (let done = from; done < chunk.length || this.#failure; done = this.#fill(chunk, done)) {
      if (this.#failure) throw diskRefusal(this.#failure.error);
      if (this.#underWay.size >= this.#atOnce) await Promise.race(this.#underWay);
      else this.#slot ??= await this.#memory.take();
    }
  }

  #send(): void {
    const full = this.#slot;
    if (!full) return;
    const length = this.#direct ? Math.ceil(this.#filled / alignment) * alignment : this.#filled;
    const writing = writeBlocks(this.#file, full.subarray(0, length), this.#at)
      .catch((error: unknown) => {
        this.#failure ??= { error };
      })
      .finally(() => {
        this.#memory.giveBack(full);
        this.#underWay.delete(writing);
      });
    this.#underWay.add(writing);
    this.#at += this.#filled;
    this.#slot = undefined;
    this.#filled = 0;
  }

  async #flush(): Promise<void> {
    this.#send();
    await Promise.all(this.#underWay);
    if (this.#failure) throw this.#failure.error;
    if (this.#direct && this.#at % alignment !== 0) await this.#file.truncate(this.#at);
    await this.#file.datasync();
  }
}

/** A short write happens on a full or strange file system; the rest is tried again and then says why not. */
async function writeBlocks(file: FileHandle, blocks: Buffer, position: number): Promise<void> {
  for (let done = 0; done < blocks.length;) {
    const { bytesWritten } = await file.write(blocks, done, blocks.length - done, position + done);
    done += bytesWritten;
  }
}
