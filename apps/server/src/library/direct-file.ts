import type { FileHandle } from 'node:fs/promises';
import { diskRefusal } from '../refusal.ts';
import { alignment, slotBytes, type AlignedMemory } from './aligned-memory.ts';
import type { IncomingFile } from './incoming-file.ts';

export const writesAtOnce = 4;

/**
 * Writes past the page cache (O_DIRECT) in aligned slots of a mebibyte, up to four at once. The last slot is
 * written up to the next block and the length is then set right, so `start` must lie on a block.
 */
export class DirectFile implements IncomingFile {
  readonly #file: FileHandle;
  readonly #memory: AlignedMemory;
  readonly #underWay = new Set<Promise<void>>();
  #slot: Buffer | undefined;
  #filled = 0;
  #at: number;
  #failure: { readonly error: unknown } | undefined;

  constructor(
    file: FileHandle,
    { start, memory }: { readonly start: number; readonly memory: AlignedMemory },
  ) {
    this.#file = file;
    this.#memory = memory;
    this.#at = start;
  }

  write(chunk: Buffer): Promise<void> | undefined {
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
    while (done < chunk.length && this.#underWay.size < writesAtOnce) {
      this.#slot ??= this.#memory.takeNow();
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
      if (this.#underWay.size >= writesAtOnce) await Promise.race(this.#underWay);
      else this.#slot ??= await this.#memory.take();
    }
  }

  #send(): void {
    const full = this.#slot;
    if (!full) return;
    const length = Math.ceil(this.#filled / alignment) * alignment;
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
    if (this.#at % alignment !== 0) await this.#file.truncate(this.#at);
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
