import { describe, expect, it } from 'vitest';
import { parseStorePath, type FileStore, type StorePath } from '@homeroll/core/ports/file-store';
import { readAll, soon } from '@homeroll/destinations/conformance/files/tidily';
import type { HttpClient } from '@homeroll/destinations/http/http-client';
import { boothFileStore } from '@homeroll/destinations/own-server/booth-file-store';

const path = parseStorePath('party/one.jpg') as StorePath;
const found = JSON.stringify({ id: 1, hash: 'a'.repeat(64), size: 9 });
const bytes = new Uint8Array(9);

function storeAt(http: HttpClient, body: AsyncIterable<Uint8Array>): FileStore {
  return boothFileStore(
    { address: 'http://server.invalid', http },
    {
      ...{ name: 'a booth', booth: { id: 'a', name: 'Booth', secret: 'secret' } },
      hasher: { start: () => expect.unreachable() },
      stream: () => Promise.resolve({ status: 200, body }),
    },
  );
}

async function* silent(): AsyncGenerator<Uint8Array> {
  yield bytes.subarray(0, 4);
  await new Promise(() => undefined);
}

describe('a booth at a server of ours that falls silent', () => {
  it('is left by who is told to stop before it knows the booth', async () => {
    const stop = new AbortController();
    const http: HttpClient = () => {
      stop.abort();
      return new Promise(() => undefined);
    };
    const store = storeAt(http, silent());
    await expect(soon(store.stat(path, stop.signal))).rejects.toThrow('stopped');
  });

  it('is left by who is told to stop in the middle of a picture', async () => {
    const stop = new AbortController();
    const store = storeAt(() => Promise.resolve({ status: 200, headers: {}, text: found }), silent());
    const reading = (async () => {
      for await (const piece of store.read(path, stop.signal))
        if (piece.length > 0) setImmediate(() => stop.abort());
    })();
    await expect(soon(reading)).rejects.toThrow('stopped');
  });

  it('is not believed when a picture ends early', async () => {
    const half = (async function* () {
      yield await Promise.resolve(bytes.subarray(0, 4));
    })();
    const store = storeAt(() => Promise.resolve({ status: 200, headers: {}, text: found }), half);
    await expect(readAll(store, path)).rejects.toMatchObject({ fault: 'hash-mismatch' });
  });
});
