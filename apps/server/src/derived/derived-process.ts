/**
 * A process of its own for decoding: a picture that makes a decoder crash or grow takes this process with it and not
 * the server, and its memory (hundreds of megabytes after a few pictures) goes back when it ends.
 */
import { setPriority } from 'node:os';
import { type JobMessage, notViewable, type ResultMessage } from './derived-job.ts';
import { isDeadDecoder, makeDerived } from './make-derived.ts';

// Uploads come first where the processor is short.
setPriority(5);
process.on('disconnect', () => process.exit());
process.on('message', ({ source, target, ffmpeg }: JobMessage) => {
  makeDerived(source, target, { ffmpeg }).then(
    (made) => answer({ made }),
    (error: unknown) => {
      if (isDeadDecoder(error)) process.send?.({ made: notViewable }, () => process.exit());
      else answer({ failed: error instanceof Error ? error.message : String(error) });
    },
  );
});

function answer(result: ResultMessage): void {
  process.send?.(result);
}
