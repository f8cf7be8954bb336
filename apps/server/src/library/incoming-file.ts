/** A file in `incoming/` that a body is written into, in order. It is never removed here: its owner decides. */
export interface IncomingFile {
  /** Answers a promise when the sender has to wait; then nothing more may be written before it is fulfilled. */
  write(chunk: Buffer): Promise<void> | undefined;
  /** Fulfilled when bytes and length are on the disk (fdatasync). Closes, also on failure. */
  finish(): Promise<void>;
  /** The client is gone: saves what can be saved, closes, never fails. */
  abandon(): Promise<void>;
}
