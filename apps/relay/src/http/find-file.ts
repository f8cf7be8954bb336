import type { GuestPath } from '@homeroll/protocol/relay-path';
import { freshMs } from '../asks/answer.ts';
import type { Outcome } from '../asks/ask-book.ts';
import type { HeldFile, KeptFile } from '../cache/file-cache.ts';
import type { RelayParts } from '../relay-parts.ts';

export interface Wish {
  readonly lineId: string;
  readonly path: string;
  readonly part: GuestPath['part'];
  /** Who asks, for the limits. */
  readonly visitor: string;
  /** Is given what to call when the visitor leaves. */
  readonly left: (leave: () => void) => void;
}

/**
 * What is at an address behind a line: from the cache, from what is just arriving, or asked of the device. A file in
 * the cache is asked about again from time to time, and handed out while the device is away.
 */
export async function findFile(parts: RelayParts, wish: Wish): Promise<Outcome> {
  const key = wish.lineId + wish.path;
  const kept = parts.cache.find(key);
  if (kept && parts.now() < kept.freshUntil) return held(kept);
  const arriving = parts.arrivals.find(key);
  if (arriving) return held(arriving);
  if (!kept) {
    const outcome = await ask(parts, wish, undefined);
    // Somebody asked whether it is still the same, and what he had is gone since.
    return outcome.is === 'same' ? findFile(parts, wish) : outcome;
  }
  kept.spool.acquire();
  const outcome = await ask(parts, wish, kept);
  if (outcome.is === 'same') {
    const usualMs = wish.part === 'set' ? parts.patience.freshSetMs : parts.patience.freshMs;
    kept.freshUntil = parts.now() + freshMs(outcome.freshSeconds, usualMs);
  }
  if (outcome.is !== 'file' && outcome.is !== 'none') return { is: 'file', file: kept };
  kept.spool.release();
  return outcome;
}

function held(file: HeldFile): Outcome {
  file.spool.acquire();
  return { is: 'file', file };
}

function ask(
  { book, lines, patience }: RelayParts,
  wish: Wish,
  kept: KeptFile | undefined,
): Promise<Outcome> {
  const { lineId, path, part, visitor, left } = wish;
  const mayWait = kept === undefined && part !== 'set';
  return book.want(
    {
      ...{ key: lineId + path, path, visitor, line: lines.get(lineId) },
      ifNoneMatch: kept?.facts.isDevices ? kept.facts.etag : undefined,
      awayMs: mayWait ? patience.awayMs : 0,
      // What may be had from the cache, and what the page asks for by itself again, is not waited for long.
      answerMs: mayWait ? patience.answerMs : patience.awayMs,
    },
    left,
  );
}
