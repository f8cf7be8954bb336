import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FileContent } from '@homeroll/core/ports/file-store';
import { contentBody } from '@homeroll/destinations/http/content-body';

function contentIn(pieces: readonly Uint8Array[], size: number): FileContent {
  const bytes = Buffer.concat(pieces);
  const open = (offset: number): AsyncIterable<Uint8Array> => each(split(bytes, offset, pieces));
  return { size, mediaType: 'image/jpeg', version: 'one', open };
}

/** The bytes from there on, in pieces as long as those that were given. */
function split(bytes: Uint8Array, offset: number, like: readonly Uint8Array[]): Uint8Array[] {
  const parts: Uint8Array[] = [];
  let at = offset;
  for (const { length } of like) {
    parts.push(bytes.subarray(at, at + length));
    at += length;
  }
  return [...parts, bytes.subarray(at)];
}

// eslint-disable-next-line @typescript-eslint/require-await -- an async iterable by contract
async function* each(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* pieces;
}

async function taken(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array[]> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return all;
}

const files = fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 8 });

describe('a file as the body of requests', () => {
  it('is, in ranges of any size, the file, as often as it is asked for', async () => {
    await fc.assert(
      fc.asyncProperty(files, fc.integer({ min: 1, max: 60 }), async (pieces, step) => {
        const bytes = Buffer.concat(pieces);
        const content = contentIn(pieces, bytes.length);
        for (let turn = 0; turn < 2; turn += 1) {
          const ranges: Uint8Array[] = [];
          for (let from = 0; from < bytes.length; from += step) {
            const range = { from, size: Math.min(step, bytes.length - from) };
            const body = contentBody(content, undefined, range);
            expect(body.size).toBe(range.size);
            ranges.push(Buffer.concat(await taken(body.open())));
          }
          expect(Buffer.concat(ranges).equals(bytes)).toBe(true);
        }
      }),
    );
  });

  it('of another size than announced never comes to its end with as many bytes as were announced', async () => {
    const off = fc.integer({ min: -20, max: 20 }).filter((difference) => difference !== 0);
    await fc.assert(
      fc.asyncProperty(files, off, async (pieces, difference) => {
        const size = Math.max(Buffer.concat(pieces).length + difference, 0);
        fc.pre(size !== Buffer.concat(pieces).length);
        let left = 0;
        const sending = (async () => {
          for await (const piece of contentBody(contentIn(pieces, size)).open()) left += piece.length;
        })();
        await expect(sending).rejects.toMatchObject({ fault: 'hash-mismatch' });
        expect(size === 0 || left < size).toBe(true);
      }),
    );
  });
});
