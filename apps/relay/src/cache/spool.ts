import { open, rm, type FileHandle } from 'node:fs/promises';

/** Why bytes do not go into a spool, or stop coming out of it. */
export type SpoolFault = 'broken-off' | 'too-long' | 'too-short' | 'disk-full' | 'lost';

export class SpoolError extends Error {
  override readonly name = 'SpoolError';
  readonly fault: SpoolFault;

  constructor(fault: SpoolFault, options?: ErrorOptions) {
    super(`the file is not whole: ${fault}`, options);
    this.fault = fault;
  }
}

/** So much of what came last stays in memory while it grows: who keeps up is served without the disk. */
const recentBytes = 1024 * 1024;
const pieceBytes = 128 * 1024;

interface Recent {
  readonly at: number;
  readonly bytes: Buffer;
}

/**
 * A file that readers follow while it is written. It is open only as long as somebody writes or reads, and goes from
 * the disk when it was removed and the last reader is done.
 */
export class Spool {
  readonly #path: string;
  readonly #released: () => void;
  #size: number | undefined;
  #written = 0;
  #state: 'growing' | 'whole' | 'broken' = 'growing';
  #fault: SpoolFault = 'broken-off';
  #file: Promise<FileHandle> | undefined;
  #users = 0;
  #isRemoved = false;
  #recent: Recent[] = [];
  readonly #followers = new Set<() => void>();

  /** `size` is what was announced; `released` is called when its bytes are off the disk. */
  constructor(path: string, { size, released }: { size: number | undefined; released: () => void }) {
    this.#path = path;
    this.#size = size;
    this.#released = released;
    this.acquire();
  }

  /** Bytes that it has or will have; `undefined` while nobody knows. */
  get size(): number | undefined {
    return this.#size;
  }

  get written(): number {
    return this.#written;
  }

  get state(): 'growing' | 'whole' | 'broken' {
    return this.#state;
  }

  /** Why it is broken, where it is. */
  get fault(): SpoolFault {
    return this.#fault;
  }

  /** Who writes or reads, and who waits for it. */
  get users(): number {
    return this.#users;
  }

  async append(bytes: Buffer): Promise<void> {
    if (this.#state !== 'growing') throw new SpoolError(this.#fault);
    const at = this.#written;
    if (at + bytes.length > (this.#size ?? Infinity)) throw this.#breakOff('too-long');
    try {
      const file = await this.#opened();
      for (let done = 0; done < bytes.length;) {
        done += (await file.write(bytes, done, bytes.length - done, at + done)).bytesWritten;
      }
    } catch (cause) {
      throw this.#breakOff('disk-full', cause);
    }
    this.#written = at + bytes.length;
    this.#remember({ at, bytes });
    this.#wake();
  }

  /** All of it came: from now on it is a file like any other. Throws where it is shorter than announced. */
  finish(): void {
    if (this.#state !== 'growing') throw new SpoolError(this.#fault);
    if (this.#written < (this.#size ?? 0)) throw this.#breakOff('too-short');
    this.#size = this.#written;
    this.#state = 'whole';
    this.#recent = [];
    this.#wake();
    this.release();
  }

  /** No more will come; readers that are not done end with an error. Breaking twice, or what is whole, is fine. */
  break(): void {
    if (this.#state === 'growing') this.#breakOff('broken-off');
  }

  /** Called when there is more to read, or never will be, or others come and go. Answers how to stop that. */
  follow(woken: () => void): () => void {
    this.#followers.add(woken);
    return () => this.#followers.delete(woken);
  }

  /** Up to 128 KB of what is there from `at` on. Only for who acquired it. */
  async read(at: number, most: number): Promise<Buffer> {
    const length = Math.min(most, pieceBytes, this.#written - at);
    const recent = this.#recentAt(at);
    if (recent) return recent.subarray(0, length);
    try {
      const file = await this.#opened();
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(length), 0, length, at);
      if (bytesRead > 0) return buffer.subarray(0, bytesRead);
    } catch (cause) {
      throw this.#lose(cause);
    }
    throw this.#lose();
  }

  acquire(): void {
    this.#users += 1;
    this.#wake();
  }

  release(): void {
    this.#users -= 1;
    this.#wake();
    if (this.#users === 0) void this.#close();
  }

  /** Its file goes as soon as nobody reads it any more. */
  remove(): void {
    if (this.#isRemoved) return;
    this.#isRemoved = true;
    this.break();
    if (this.#users === 0) void this.#close();
  }

  #breakOff(fault: SpoolFault, cause?: unknown): SpoolError {
    if (this.#state !== 'growing') return new SpoolError(this.#fault, { cause });
    this.#state = 'broken';
    this.#fault = fault;
    this.#recent = [];
    this.#wake();
    this.release();
    this.remove();
    return new SpoolError(fault, { cause });
  }

  /** Somebody else took it from the disk, or the disk fails: nobody must be sent to it again. */
  #lose(cause?: unknown): SpoolError {
    if (this.#state === 'whole') {
      this.#state = 'broken';
      this.#fault = 'lost';
      this.remove();
    }
    return new SpoolError('lost', { cause });
  }

  #remember(piece: Recent): void {
    this.#recent.push(piece);
    while (this.#written - (this.#recent[0]?.at ?? 0) > recentBytes && this.#recent.length > 1) {
      this.#recent.shift();
    }
  }

  /** Looked for from the end: most readers are there. */
  #recentAt(at: number): Buffer | undefined {
    const piece = this.#recent.findLast((one) => one.at <= at);
    return piece && at < piece.at + piece.bytes.length ? piece.bytes.subarray(at - piece.at) : undefined;
  }

  #wake(): void {
    for (const follower of [...this.#followers]) follower();
  }

  #opened(): Promise<FileHandle> {
    // Made by whoever writes first; a reader that comes later finds it.
    this.#file ??= open(this.#path, this.#state === 'growing' ? 'w+' : 'r');
    return this.#file;
  }

  async #close(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.then((handle) => handle.close()).catch(() => undefined);
    if (!this.#isRemoved || this.#users > 0) return;
    await rm(this.#path, { force: true });
    this.#released();
  }
}
