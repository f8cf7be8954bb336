import type { FastifyReply, FastifyRequest } from 'fastify';
import { byteRange, type ByteRange } from '../cache/byte-range.ts';
import type { HeldFile } from '../cache/file-cache.ts';
import { readSpool } from '../cache/read-spool.ts';
import type { Spool } from '../cache/spool.ts';

/**
 * A file that was acquired for this reader, as it comes. Sent as what it is and never as a page: nothing in it may
 * run. Where it breaks off, so does the connection, and the browser knows that it has not all.
 */
export function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  { facts, spool }: HeldFile,
): FastifyReply {
  const size = spool.size ?? 0;
  reply
    .header('etag', facts.etag)
    .header('accept-ranges', 'bytes')
    .header('content-security-policy', "sandbox; default-src 'none'; style-src 'unsafe-inline'")
    .header('cache-control', facts.mediaType === 'application/json' ? 'no-store' : 'private, no-cache')
    .type(facts.mediaType);
  if (facts.lastModified !== undefined) reply.header('last-modified', facts.lastModified);
  if (facts.disposition !== undefined) reply.header('content-disposition', facts.disposition);
  const range = mayBePart(request, facts) ? byteRange(request.headers.range, size) : 'whole';
  if (isKnown(request, facts.etag)) reply.code(304);
  else if (request.method === 'HEAD') reply.header('content-length', size);
  else if (range === 'none') reply.code(416).header('content-range', `bytes */${String(size)}`);
  else return sendBytes(reply, spool, range);
  spool.release();
  return reply.send();
}

function sendBytes(reply: FastifyReply, spool: Spool, range: ByteRange | 'whole'): FastifyReply {
  const size = spool.size ?? 0;
  const { from, end } = range === 'whole' ? { from: 0, end: size } : range;
  if (range !== 'whole')
    reply.code(206).header('content-range', `bytes ${String(from)}-${String(end - 1)}/${String(size)}`);
  return reply.header('content-length', end - from).send(readSpool(spool, { from, end }));
}

function isKnown({ headers }: FastifyRequest, etag: string): boolean {
  const known = headers['if-none-match'];
  if (known === undefined) return false;
  const tags: readonly string[] = known.match(/"[^"]*"/g) ?? [];
  // Weak or not makes no difference here.
  return known.trim() === '*' || tags.includes(etag.replace(/^W\//, ''));
}

/** Part of another version would spoil what the browser has. */
function mayBePart({ headers }: FastifyRequest, { etag, lastModified }: HeldFile['facts']): boolean {
  const only = headers['if-range'];
  if (only === undefined) return true;
  return only === lastModified || (only === etag && !etag.startsWith('W/'));
}
