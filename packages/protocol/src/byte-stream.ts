/** Unsigned LEB128 numbers and single bytes, written one after the other. */
export class ByteWriter {
  #bytes: Uint8Array<ArrayBuffer> = new Uint8Array(1024);
  #length = 0;

  byte(value: number): void {
    if (this.#length === this.#bytes.length) this.#grow(1);
    this.#bytes[this.#length++] = value;
  }

  /** `value` is a whole number, 0 to 2^53. */
  varint(value: number): void {
    let rest = value;
    while (rest >= 0x80) {
      this.byte((rest % 0x80) | 0x80);
      rest = Math.floor(rest / 0x80);
    }
    this.byte(rest);
  }

  /** A whole number of either sign: 0, -1, 1, -2 … become 0, 1, 2, 3 … */
  signed(value: number): void {
    this.varint(value < 0 ? -2 * value - 1 : 2 * value);
  }

  all(values: Uint8Array): void {
    this.#grow(values.length);
    this.#bytes.set(values, this.#length);
    this.#length += values.length;
  }

  /** Well-formed text as UTF-8, its length in bytes first. */
  text(value: string): void {
    const bytes = encodeURIComponent(value).match(/%..|[^%]/g) ?? [];
    this.varint(bytes.length);
    for (const byte of bytes) this.byte(byte.length === 1 ? byte.charCodeAt(0) : parseInt(byte.slice(1), 16));
  }

  finish(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#length);
  }

  #grow(needed: number): void {
    if (this.#length + needed <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + needed));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}

/** Reads what `ByteWriter` wrote. Past the end, or a number too large: a `RangeError`. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  byte(): number {
    const value = this.#bytes[this.#at];
    if (value === undefined) throw new RangeError('the message ends too early');
    this.#at += 1;
    return value;
  }

  varint(): number {
    let value = 0;
    for (let scale = 1; scale <= 2 ** 49; scale *= 0x80) {
      const next = this.byte();
      value += (next & 0x7f) * scale;
      if (next < 0x80) return value;
    }
    throw new RangeError('a number in the message is too large');
  }

  signed(): number {
    const value = this.varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  /** What `text` wrote; a `RangeError` for bytes that are no UTF-8. */
  text(): string {
    const bytes = Array.from(this.take(this.varint()), (byte) => `%${byte.toString(16).padStart(2, '0')}`);
    try {
      return decodeURIComponent(bytes.join(''));
    } catch (cause) {
      throw new RangeError('a text in the message is not UTF-8', { cause });
    }
  }

  /** A view, not a copy. */
  take(length: number): Uint8Array {
    if (this.#at + length > this.#bytes.length) throw new RangeError('the message ends too early');
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }
}
