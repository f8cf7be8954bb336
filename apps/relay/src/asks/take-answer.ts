import { randomUUID } from 'node:crypto';
import { isHandedOn, type AnswerHead } from '@homeroll/protocol/relay-answer';
import type { FileFacts, HeldFile } from '../cache/file-cache.ts';
import { SpoolError } from '../cache/spool.ts';
import { Refusal } from '../refusal.ts';
import type { RelayParts } from '../relay-parts.ts';
import { freshMs, type Answer } from './answer.ts';
import { pour } from './pour.ts';
import { takeSet } from './take-set.ts';

/**
 * Hands a device's answer to all who wait for it while it arrives. Fulfilled once it is here whole; a `Refusal` tells
 * the device why it is not taken. Whatever happens, nobody waits for this ask any more.
 */
export async function takeAnswer(parts: RelayParts, answer: Answer): Promise<void> {
  const { ask, path, head } = answer;
  try {
    // The same as what, where nothing is here: whoever was told so would only ask again.
    if (head.status === 304 && ask.ifNoneMatch !== undefined)
      parts.book.settle(ask, { is: 'same', freshSeconds: head.freshSeconds });
    else if (path.part === 'set') await takeSet(parts, answer);
    else if (head.status === 200) await takeFile(parts, answer);
    else takeNothing(parts, answer);
  } catch (error) {
    parts.book.settle(ask, { is: 'trouble' });
    throw inWords(error);
  }
}

function takeNothing({ book, cache }: RelayParts, { ask, head }: Answer): void {
  if (head.status === 404 || head.status === 410) {
    cache.drop(ask.key);
    book.settle(ask, { is: 'none', status: head.status, isToCome: false });
  } else book.settle(ask, { is: 'trouble' });
}

async function takeFile(parts: RelayParts, answer: Answer): Promise<void> {
  const { ask, head, body, heard } = answer;
  const file = placeFor(parts, answer);
  const arrival = parts.arrivals.begin(ask.key, file);
  parts.book.settle(ask, { is: 'file', file });
  try {
    await pour(body, { spool: file.spool, heard, stallMs: parts.patience.stallMs });
    file.spool.finish();
    parts.cache.keep(ask.key, file, freshMs(head.freshSeconds, parts.patience.freshMs));
  } catch (error) {
    file.spool.break();
    throw error;
  } finally {
    arrival.end();
  }
}

function placeFor({ book, cache, fileBytes }: RelayParts, { ask, head }: Answer): HeldFile {
  if (!isHandedOn(head.mediaType))
    throw new Refusal('type-refused', 'Only pictures, videos and ZIP files are handed on.');
  if (head.length > fileBytes) {
    book.settle(ask, { is: 'too-large' });
    throw new Refusal('too-large', `This relay takes files of up to ${String(fileBytes)} bytes.`);
  }
  const spool = cache.begin({ announced: head.length, most: head.length });
  if (spool) return { facts: factsOf(head), spool };
  book.settle(ask, { is: 'full' });
  throw new Refusal('disk-full', 'There is no room in the cache; the relay needs a larger one.');
}

function factsOf({ mediaType, etag, lastModified, disposition }: AnswerHead): FileFacts {
  return {
    mediaType,
    etag: etag ?? `"${randomUUID()}"`,
    isDevices: etag !== undefined,
    ...(lastModified === undefined ? {} : { lastModified }),
    ...(disposition === undefined ? {} : { disposition }),
  };
}

function inWords(error: unknown): unknown {
  if (!(error instanceof SpoolError)) return error;
  if (error.fault === 'broken-off') return new Refusal('expired', 'Nobody waits for it any more.');
  if (error.fault === 'disk-full') return new Refusal('disk-full', 'The disk of the relay is full.');
  return new Refusal('length-mismatch', 'The body has not as many bytes as were announced.');
}
