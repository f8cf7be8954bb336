import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { Refusal } from '../refusal.ts';

/** What arrived: how much, and what it hashes to (SHA-256, hexadecimal, over these bytes and `before`). */
export interface ReceivedBody {
  readonly size: number;
  readonly hash: string;
}

export interface BodySink {
  /** Answers a promise when the sender has to wait. */
  write(chunk: Buffer): Promise<void> | undefined;
}

/**
 * Reads a body to its end, hashing while it comes, and holds the sender back whenever the sink is behind.
 * Refused: more than `most` bytes, or a connection that ends early. The sink keeps what came until then.
 */
export function receiveBody(
  body: Readable,
  sink: BodySink,
  {
    most,
    hash = createHash('sha256'),
  }: { readonly most: number; readonly hash?: ReturnType<typeof createHash> },
): Promise<ReceivedBody> {
  return new Promise((resolve, reject) => {
    let size = 0;
    const stop = (error: unknown): void => {
      body.off('data', take);
      body.off('end', end);
      body.off('close', cut);
      body.resume();
      reject(error instanceof Error ? error : new Error('the body could not be read', { cause: error }));
    };
    const take = (chunk: Buffer): void => {
      size += chunk.length;
      if (size > most) {
        stop(new Refusal('too-large', `The file is larger than the ${String(most)} bytes allowed.`));
        return;
      }
      hash.update(chunk);
      const wait = sink.write(chunk);
      if (!wait) return;
      body.pause();
      wait.then(() => body.resume(), stop);
    };
    const end = (): void => {
      body.off('close', cut);
      resolve({ size, hash: hash.copy().digest('hex') });
    };
    const cut = (): void =>
      stop(new Refusal('length-mismatch', 'The connection ended before the file was whole.'));
    // Cut while its file was being opened: no event will come any more.
    if (body.destroyed) {
      cut();
      return;
    }
    body.on('data', take);
    body.once('end', end);
    body.once('close', cut);
    body.once('error', cut);
  });
}
