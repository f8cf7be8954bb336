import type { CancelSignal } from '@homeroll/core/ports/cancel-signal';
import type { FileContent } from '@homeroll/core/ports/file-store';
import { exactBytes } from '../exact-bytes.ts';
import type { HttpBody } from './http-client.ts';

/** Where a piece of a file begins, and how long it is; bytes. */
export interface Range {
  readonly from: number;
  readonly size: number;
}

/**
 * A file, or a piece of it, as the body of a request. The last piece is held back until the source has ended: a
 * server that has got as many bytes as were announced takes the file for whole, though its source may go on.
 */
export function contentBody(
  content: FileContent,
  signal?: CancelSignal,
  { from, size }: Range = { from: 0, size: content.size },
): HttpBody {
  const isLast = from + size === content.size;
  const open = (): AsyncGenerator<Uint8Array> => {
    const bytes = exactBytes(content, from, signal);
    return isLast ? heldBack(bytes) : cut(bytes, size);
  };
  return { size, open };
}

/** Bytes from which on it is quicker to be refused first than to send it all in vain. */
const worthAsking = 1024 * 1024;

/** The header that lets a server refuse before the body is sent. */
export function askingFirst(body: HttpBody | undefined): Readonly<Record<string, string>> {
  return body !== undefined && body.size >= worthAsking ? { expect: '100-continue' } : {};
}

async function* heldBack(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let held: Uint8Array | undefined;
  for await (const piece of pieces) {
    if (held !== undefined) yield held;
    held = piece;
  }
  if (held !== undefined) yield held;
}

async function* cut(pieces: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Uint8Array> {
  let left = size;
  for await (const piece of pieces) {
    const fits = piece.subarray(0, left);
    left -= fits.length;
    yield fits;
    if (left === 0) return;
  }
}
