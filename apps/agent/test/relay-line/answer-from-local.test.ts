import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LineAnswer } from '@homeroll/agent/relay-line/answer';
import { answerFromLocal } from '@homeroll/agent/relay-line/answer-from-local';

const picture = randomBytes(300_000);
const seen: string[] = [];
let server: Server;
let origin = '';
let cut = 0;
beforeAll(async () => {
  server = createServer((request, response) => {
    seen.push(request.url ?? '');
    response.on('close', () => (cut += response.writableFinished ? 0 : 1));
    if (request.headers['if-none-match'] === '"1"') response.writeHead(304).end();
    else if (request.url === '/s/big/1/file')
      response.writeHead(200, { 'content-length': 1e9 }).write(picture);
    else if (request.url?.endsWith('/file')) {
      const headers = {
        'content-type': 'image/jpeg',
        'content-length': picture.length,
        etag: '"1"',
        'cache-control': 'max-age=9999',
      };
      response.writeHead(200, headers).end(picture);
    } else if (request.url?.endsWith('all.zip')) {
      response.writeHead(200, {
        'content-type': 'application/zip',
        'content-disposition': "attachment; filename*=UTF-8''a.zip",
      });
      response.write(picture);
      response.end(picture);
    } else response.writeHead(404, { 'content-type': 'application/json' }).end('{"reason":"not-here-yet"}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

async function bytesOf({ open }: LineAnswer): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  if (open) for await (const piece of open()) pieces.push(piece);
  return Buffer.concat(pieces);
}

const ask = (path: string, ifNoneMatch?: string): Promise<LineAnswer> =>
  answerFromLocal(origin)(
    { id: 'a', path, ...(ifNoneMatch === undefined ? {} : { ifNoneMatch }) },
    new AbortController().signal,
  );

describe('B30 answers from the server on this machine', () => {
  it('a file goes through as it is, with its length and tag; how long it is fresh is up to the relay', async () => {
    const answer = await ask('/b/box/key/1/file');
    expect(answer.head).toEqual({
      status: 200,
      length: picture.length,
      mediaType: 'image/jpeg',
      etag: '"1"',
    });
    expect((await bytesOf(answer)).equals(picture)).toBe(true);
  });

  it('what is still the same is not sent', async () => {
    expect((await ask('/b/box/key/1/file', '"1"')).head).toMatchObject({ status: 304, length: 0 });
  });

  it('an answer without a length is counted', async () => {
    const answer = await ask('/s/token/all.zip');
    expect(answer.head).toMatchObject({
      status: 200,
      length: 2 * picture.length,
      disposition: "attachment; filename*=UTF-8''a.zip",
    });
    expect((await bytesOf(answer)).length).toBe(2 * picture.length);
  });

  it('why there is no set is told on', async () => {
    const answer = await ask('/b/box/key/set.json');
    expect([answer.head.status, (await bytesOf(answer)).toString()]).toEqual([
      404,
      '{"reason":"not-here-yet"}',
    ]);
    expect((await ask('/b/box/key/1/thumb')).head).toMatchObject({ status: 404, length: 0 });
  });

  it('a relay reaches the pages for guests and nothing else of this machine', async () => {
    seen.length = 0;
    for (const path of [
      '/',
      '/api/info',
      '/b/box',
      '/b/box/key',
      '/b/../api/1/file',
      '/b/box/key/1/../../../api',
      '//elsewhere/1/file',
      '/s/t/1/file?x=1',
      'http://elsewhere/s/t/1/file',
    ])
      expect((await ask(path)).head).toMatchObject({ status: 404, length: 0 });
    expect(seen).toEqual([]);
  });

  it('nobody waits any more: reading ends', async () => {
    const controller = new AbortController();
    const before = cut;
    const answer = await answerFromLocal(origin)({ id: 'a', path: '/s/big/1/file' }, controller.signal);
    controller.abort();
    await expect(bytesOf(answer)).rejects.toThrow();
    await expect.poll(() => cut).toBe(before + 1);
  });
});
