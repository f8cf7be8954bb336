import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import {
  parseNoSet,
  parseSharedSet,
  type NoSet,
  type SharedItem,
  type SharedSet,
} from '@homeroll/protocol/shared-set';
import { parseGuestPath } from '@homeroll/protocol/relay-path';
import { Refusal } from '../refusal.ts';
import type { RelayParts } from '../relay-parts.ts';
import { freshMs, type Answer } from './answer.ts';
import type { Outcome } from './ask-book.ts';

const longestSet = 4 * 1024 * 1024;

/** What tells which files there are: read whole, and written anew from what was understood of it. */
export async function takeSet(parts: RelayParts, answer: Answer): Promise<void> {
  const { ask, path, head } = answer;
  const { book, cache } = parts;
  let said: unknown;
  try {
    said = JSON.parse(await textOf(answer.body, answer.heard));
  } catch (error) {
    // A device that says no may do so without words.
    if (head.status === 200) throw error instanceof Refusal ? error : notUnderstood();
  }
  const none = noneOf(head.status, parseNoSet(said));
  if (none !== undefined) {
    if (none.is === 'none') cache.dropAll(ask.key.slice(0, ask.key.length - 'set.json'.length));
    book.settle(ask, none);
    return;
  }
  const set = parseSharedSet(said);
  const relative = set && relativeTo(path.page, set);
  if (relative === undefined) throw notUnderstood();
  await keepSet(parts, answer, Buffer.from(JSON.stringify(relative)));
}

function notUnderstood(): Refusal {
  return new Refusal('bad-request', 'This is no set of pictures that this relay understands.');
}

async function keepSet({ book, cache, patience }: RelayParts, answer: Answer, json: Buffer): Promise<void> {
  const { ask, head } = answer;
  const spool = cache.begin({ announced: json.length, most: json.length });
  if (!spool) {
    book.settle(ask, { is: 'full' });
    throw new Refusal('disk-full', 'There is no room in the cache; the relay needs a larger one.');
  }
  const etag = `"${createHash('sha256').update(json).digest('base64url').slice(0, 22)}"`;
  const file = { facts: { mediaType: 'application/json', etag, isDevices: false }, spool };
  await spool.append(json);
  // Held until all who wait hold it.
  spool.acquire();
  spool.finish();
  cache.keep(ask.key, file, freshMs(head.freshSeconds, patience.freshSetMs));
  book.settle(ask, { is: 'file', file });
  spool.release();
}

function noneOf(status: number, none: NoSet | undefined): Outcome | undefined {
  if (status === 200 && none === undefined) return undefined;
  const isToCome = none?.reason === 'not-here-yet';
  if (isToCome || none?.reason === 'not-found') return { is: 'none', status: 404, isToCome };
  if (none?.reason === 'expired') return { is: 'none', status: 410, isToCome };
  return status === 404 || status === 410 ? { is: 'none', status, isToCome } : { is: 'trouble' };
}

/** Addresses of its own page only, told relative to that page; `undefined` where one leads elsewhere. */
function relativeTo(page: string, set: SharedSet): SharedSet | undefined {
  const within = (address: string): string | undefined => {
    const path = address.startsWith('/') ? address : `${page}/${address}`;
    return parseGuestPath(path)?.page === page ? path.slice(page.length + 1) : undefined;
  };
  const items = set.items.map((item): SharedItem | undefined => {
    const [file, view, thumb] = [within(item.file), within(item.view), within(item.thumb)];
    const { fileName, mediaType, size, width, height } = item;
    if (file === undefined || view === undefined || thumb === undefined) return undefined;
    return { fileName, mediaType, size, width, height, file, view, thumb };
  });
  const zip = set.zip === null ? null : within(set.zip);
  const whole = items.filter((item) => item !== undefined);
  if (zip === undefined || whole.length < items.length) return undefined;
  return { title: set.title, expiresAt: set.expiresAt, zip, items: whole };
}

async function textOf(body: Readable, heard: () => void): Promise<string> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    heard();
    pieces.push(piece);
    length += piece.length;
    if (length > longestSet) throw new Refusal('too-large', 'There are too many pictures in this set.');
  }
  return Buffer.concat(pieces).toString('utf8');
}
