/** Packets of this size are taken by every server (draft-ietf-secsh-filexfer-02, section 3). */
export const packetBytes: number = 32 * 1024;

/**
 * Writes with many packets on the way at a time: what ssh2 has for a stream of bytes waits for the answer to each,
 * which is 5 files/s of 3 MB where this is 40.
 */
export class PacketWriter {
  readonly #send: (packet: Buffer, at: number) => Promise<void>;
  readonly #underway: Promise<void>[] = [];
  #failure: Error | undefined;
  readonly #most: number;
  #at: number;

  constructor(offset: number, packetsAtATime: number, send: (packet: Buffer, at: number) => Promise<void>) {
    this.#at = offset;
    this.#most = packetsAtATime;
    this.#send = send;
  }

  /** Resolves when there is room for more. */
  async write(piece: Uint8Array): Promise<void> {
    for (let begin = 0; begin < piece.length; begin += packetBytes) {
      const length = Math.min(packetBytes, piece.length - begin);
      await this.#writePacket(Buffer.from(piece.buffer, piece.byteOffset + begin, length));
    }
  }

  /** Resolves when nothing is on the way any more. */
  async settle(): Promise<void> {
    await Promise.all(this.#underway);
  }

  /** The first one, once there is one. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  async #writePacket(packet: Buffer): Promise<void> {
    // For the oldest, not for any: one that is late could else leave a hole far before the last ones.
    if (this.#underway.length >= this.#most) await this.#underway.shift();
    if (this.#failure !== undefined) throw this.#failure;
    const written = this.#send(packet, this.#at).catch((error: unknown) => {
      this.#failure ??= error instanceof Error ? error : new Error(String(error));
    });
    this.#underway.push(written);
    this.#at += packet.length;
  }
}
