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
    const finished = (): void => end();
    const cut = (): void => end(new SpoolError('broken-off'));
    const take = (piece: Buffer): void => {
      source.pause();
      stalled.refresh();
      heard();
      spool.append(piece).then(
        () => source.resume(),
        (error: unknown) => end(error as Error),
      );
    };
    const stalled = setTimeout(cut, stallMs);
    // Who waits for the next piece must hear that nobody wants it any more.
    const stopFollowing = spool.follow(() => {
      if (spool.state === 'broken') cut();
    });
    source.on('data', take).once('end', finished).once('error', cut).once('close', cut);
  });
}
