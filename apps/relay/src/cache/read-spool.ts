import { Readable } from 'node:stream';
import { SpoolError, type Spool } from './spool.ts';

/** Enough to keep a connection busy; a slow reader holds no more than this. */
const ahead = 256 * 1024;

/**
 * The bytes from `from` up to but without `end`, as they come. It fails when the spool breaks off before it has them.
 * The spool must be acquired for it; it is released when the stream is closed, however that comes about.
 */
export function readSpool(spool: Spool, { from, end }: { from: number; end: number }): Readable {
  let at = from;
  let stopFollowing: (() => void) | undefined;
  const next = (): void => {
    stopFollowing?.();
    stopFollowing = undefined;
    if (at >= end) stream.push(null);
    // It will never have the end: whoever is far behind need not fetch the rest to hear of that.
    else if (spool.state !== 'growing' && spool.written < end) stream.destroy(new SpoolError('broken-off'));
    else if (spool.written > at) readMore();
    else stopFollowing = spool.follow(next);
  };
  const readMore = (): void => {
    spool.read(at, end - at).then(
      (bytes) => {
        at += bytes.length;
        stream.push(bytes);
      },
      (error: unknown) => stream.destroy(error as Error),
    );
  };
  const stream = new Readable({
    highWaterMark: ahead,
    read: next,
    destroy: (error, done) => {
      stopFollowing?.();
      spool.release();
      done(error);
    },
  });
  return stream;
}
