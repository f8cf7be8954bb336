import type { Readable } from 'node:stream';
import { SpoolError, type Spool } from '../cache/spool.ts';

export interface Pouring {
  readonly spool: Spool;
  /** Called with each piece. */
  readonly heard: () => void;
  /** Milliseconds without a byte after which the sender is given up. */
  readonly stallMs: number;
}

/**
 * Everything that comes goes into the spool. Fails where the source breaks off or stands still, and where the spool
 * takes no more; the source is left open then, so that its sender can be told.
 */
export function pour(source: Readable, { spool, heard, stallMs }: Pouring): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (error?: Error): void => {
      clearTimeout(stalled);
      stopFollowing();
      source.off('data', take).off('end', finished).off('close', cut);
      source.pause();
      if (error === undefined) resolve();
      else reject(error);
    };
    let writing = Promise.resolve();
    const cut = (): void => end(new SpoolError(spool.fault));
    // It may be at its end although the last piece is still being written.
    const finished = (): void => {
      source.off('close', cut);
      writing.then(() => end(), end);
    };
    const take = (piece: Buffer): void => {
      source.pause();
      stalled.refresh();
      heard();
      writing = spool.append(piece);
      writing.then(() => source.resume(), end);
    };
    const stalled = setTimeout(cut, stallMs);
    // Who waits for the next piece must hear that nobody wants it any more.
    const stopFollowing = spool.follow(() => {
      if (spool.state === 'broken') cut();
    });
    source.on('data', take).once('end', finished).once('error', cut).once('close', cut);
    if (source.readableEnded) finished();
    else if (source.destroyed) cut();
  });
}
