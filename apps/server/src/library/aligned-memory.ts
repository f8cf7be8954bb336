/** Size of one slot, and of one write of a large file: 1 MiB. */
export const slotBytes: number = 1024 * 1024;

/** A direct write starts and ends on this boundary in the file and in memory. */
export const alignment = 4096;

const keptForQuickWrites = 8;

/**
 * Page-aligned memory for direct writes (O_DIRECT), in slots of 1 MiB. There are only so many: who finds none
 * waits in line, and stops reading from its connection meanwhile, so memory stays flat whatever is sent.
 */
export class AlignedMemory {
  readonly #memory: ArrayBuffer;
  readonly #free: Buffer[];
  readonly #waiting: ((slot: Buffer) => void)[] = [];

  constructor(slots: number) {
    // The memory of a WebAssembly instance begins on a page; Node's own buffers do not.
    const wasmPage = 65_536;
    const { buffer } = new WebAssembly.Memory({ initial: (slots * slotBytes) / wasmPage });
    this.#memory = buffer;
    this.#free = Array.from({ length: slots }, (_, place) =>
      Buffer.from(buffer, place * slotBytes, slotBytes),
    );
  }

  /** A slot if one is free now. */
  takeNow(): Buffer | undefined {
    return this.#free.pop();
  }

  /** A slot if there are plenty: those who may hold it for long leave some to those who write at once. */
  takeIfPlenty(): Buffer | undefined {
    return this.#free.length > keptForQuickWrites ? this.takeNow() : undefined;
  }

  /** For who must not wait: a slot if there are plenty, else memory of its own, which need not be aligned. */
  takeSpare(): Buffer {
    return this.takeIfPlenty() ?? Buffer.allocUnsafeSlow(slotBytes);
  }

  take(): Promise<Buffer> {
    const slot = this.takeNow();
    return slot ? Promise.resolve(slot) : new Promise((resolve) => this.#waiting.push(resolve));
  }

  giveBack(slot: Buffer): void {
    if (slot.buffer !== this.#memory) return;
    const next = this.#waiting.shift();
    if (next) next(slot);
    else this.#free.push(slot);
  }
}

/** The one thing of WebAssembly that is used here; Node's own declarations leave it out. */
declare const WebAssembly: { Memory: new (size: { initial: number }) => { readonly buffer: ArrayBuffer } };
