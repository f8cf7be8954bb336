import { once } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import {
  createServer as createPlainServer,
  type AddressInfo,
  type Server as PlainServer,
  type Socket,
} from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { SourceError } from '@homeroll/core/ports/source';
import type { HttpBody } from '@homeroll/destinations/http/http-client';
import { nodeHttpClient, type NodeHttpClient } from '@homeroll/destinations/http/node-http-client';

// How a connection behaves when the other side misbehaves; the real server does not, so small ones of our own do.
let server: Server | PlainServer;
let client: NodeHttpClient;
let url = '';

afterEach(async () => {
  client.close();
  server.close();
  if ('closeAllConnections' in server) server.closeAllConnections();
  await once(server, 'close');
});

describe('the HTTP client', () => {
  it('sends a body of one piece or of many, and gives status, headers and text', async () => {
    await serve((request, response) => {
      const pieces: Buffer[] = [];
      request.on('data', (piece: Buffer) => pieces.push(piece));
      request.on('end', () => {
        response.writeHead(201, { 'X-Length': request.headers['content-length'] });
        response.end(Buffer.concat(pieces));
      });
    });
    for (const pieces of [['whole'], ['in ', 'several ', 'pieces']]) {
      const told: number[] = [];
      const body = bodyOf(pieces);
      const progress = (bytes: number): void => void told.push(bytes);
      const answer = await client.send({ method: 'PUT', url, headers: {}, body, progress });
      expect(answer).toMatchObject({
        status: 201,
        text: pieces.join(''),
        headers: { 'x-length': String(body.size) },
      });
      expect(told.at(-1)).toBe(body.size);
    }
  });

  it('takes an answer that comes before the whole body was sent', async () => {
    await serve((_request, response) => response.writeHead(507).end('full'));
    const body = { size: 50_000_000, open: () => endless(50) };
    expect(await client.send({ method: 'PUT', url, headers: {}, body })).toMatchObject({
      status: 507,
      text: 'full',
    });
  });

  it('hands on what the body throws', async () => {
    await serve((request) => request.resume());
    const broken = new SourceError('changed', 'it changed');
    const body = { size: 100, open: () => throwing(broken) };
    await expect(client.send({ method: 'PUT', url, headers: {}, body })).rejects.toBe(broken);
  });

  it('repeats a request on a kept connection that the server had closed', async () => {
    let requests = 0;
    const sockets: Socket[] = [];
    await servePlain((socket) => {
      sockets.push(socket);
      socket.on('error', () => undefined);
      socket.on('data', () => {
        requests += 1;
        // The second request on the first connection meets a closed door.
        if (requests === 2) socket.resetAndDestroy();
        else socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok');
      });
    });
    const send = (): Promise<{ text: string }> =>
      client.send({ method: 'PUT', url, headers: {}, body: bodyOf(['x']) });
    expect((await send()).text).toBe('ok');
    expect((await send()).text).toBe('ok');
    expect({ requests, connections: sockets.length }).toEqual({ requests: 3, connections: 2 });
  });

  it('repeats no request whose answer had begun on a kept connection', async () => {
    let requests = 0;
    await servePlain((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', () => {
        requests += 1;
        if (requests === 1) socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok');
        else socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf', () => socket.end());
      });
    });
    const send = (): Promise<unknown> =>
      client.send({ method: 'POST', url, headers: {}, body: bodyOf(['x']) });
    await send();
    await expect(send()).rejects.toMatchObject({ fault: 'unreachable' });
    expect(requests).toBe(2);
  });

  it.each([
    ['a connection that is cut before the answer', (socket: Socket) => void socket.resetAndDestroy()],
    [
      'an answer that breaks off',
      (socket: Socket) => void socket.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf'),
    ],
    ['an answer that is not HTTP', (socket: Socket) => void socket.end('SSH-2.0-OpenSSH_9.2\r\n')],
  ])('calls %s unreachable', async (_what, answer) => {
    await servePlain((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => answer(socket));
    });
    await expect(client.send({ method: 'GET', url, headers: {} })).rejects.toMatchObject({
      fault: 'unreachable',
    });
  });

  it('gives up a server that is silent', async () => {
    await serve(() => undefined, 50);
    await expect(client.send({ method: 'GET', url, headers: {} })).rejects.toMatchObject({
      fault: 'timeout',
    });
  });

  it('tells a port that speaks no TLS from one that is closed', async () => {
    await servePlain((socket) => socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')));
    const secure = url.replace('http:', 'https:');
    await expect(client.send({ method: 'GET', url: secure, headers: {} })).rejects.toMatchObject({
      fault: 'tls',
    });
  });

  it('asks first whether a body is wanted, and sends none to who refuses', async () => {
    await serve(() => undefined);
    let taken = 0;
    (server as Server).on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
      request.on('data', (piece: Buffer) => (taken += piece.length));
      if (request.headers.authorization === undefined) response.writeHead(401).end('no');
      else {
        response.writeContinue();
        request.on('end', () => response.end('yes'));
      }
    });
    const put = (headers: Record<string, string>): Promise<{ text: string }> =>
      client.send({
        method: 'PUT',
        url,
        headers: { expect: '100-continue', ...headers },
        body: bodyOf(['x']),
      });
    expect((await put({})).text).toBe('no');
    expect(taken).toBe(0);
    expect((await put({ authorization: 'any' })).text).toBe('yes');
    expect(taken).toBe(1);
  });

  it('sends the body in the end to who never says whether it wants it', async () => {
    await servePlain((socket) =>
      socket.on('data', (bytes) => {
        if (bytes.toString().endsWith('body'))
          socket.end('HTTP/1.1 201 Created\r\ncontent-length: 0\r\n\r\n');
      }),
    );
    const headers = { expect: '100-continue' };
    expect(await client.send({ method: 'PUT', url, headers, body: bodyOf(['body']) })).toMatchObject({
      status: 201,
    });
  });

  it('hangs up on an answer that has no end', async () => {
    const closed: Promise<unknown>[] = [];
    await serve((_request, response) => {
      closed.push(once(response, 'close'));
      const write = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(1_000_000)));
        if (!response.destroyed) response.once('drain', write);
      };
      write();
    });
    await expect(client.send({ method: 'GET', url, headers: {} })).rejects.toMatchObject({
      fault: 'protocol',
    });
    await Promise.all(closed);
    expect(closed).toHaveLength(1);
  });

  it('sends the body unasked to who refuses to be asked', async () => {
    await serve((request, response) => {
      request.resume().on('end', () => response.end('taken'));
    });
    (server as Server).on('checkContinue', (_request: IncomingMessage, response: ServerResponse) =>
      response.writeHead(417).end(),
    );
    const headers = { expect: '100-continue' };
    expect(await client.send({ method: 'PUT', url, headers, body: bodyOf(['body']) })).toMatchObject({
      status: 200,
      text: 'taken',
    });
  });

  it('stops when it is told to', async () => {
    const stop = new AbortController();
    await serve(() => stop.abort());
    await expect(client.send({ method: 'GET', url, headers: {}, signal: stop.signal })).rejects.toThrow();
    await expect(client.send({ method: 'GET', url, headers: {}, signal: stop.signal })).rejects.toThrow();
  });
});

describe('an answer that comes as it is read', () => {
  it('comes whole, and as fast as it is taken', async () => {
    let left = 0;
    await serve((_request, response) => {
      const write = (): void => {
        for (let isTaken = true; isTaken && left < 200; left += 1)
          isTaken = response.write(Buffer.alloc(100_000));
        if (left < 200) response.once('drain', write);
        else response.end();
      };
      write();
    });
    const { status, body } = await client.stream({ method: 'GET', url, headers: {} });
    let length = 0;
    let ahead = 0;
    for await (const piece of body) {
      ahead ||= left;
      length += piece.length;
    }
    expect({ status, length, isHeld: ahead < 200 }).toEqual({
      status: 200,
      length: 20_000_000,
      isHeld: true,
    });
  });

  it.each([
    ['is cut off', 9, (response: ServerResponse) => void response.destroy(), 'unreachable'],
    ['falls silent', 9, () => undefined, 'timeout'],
  ])('ends with an error where it %s', async (_what, length, end, fault) => {
    await serve((_request, response) => {
      response.writeHead(200, { 'content-length': length });
      response.write('half', () => end(response));
    }, 50);
    const { body } = await client.stream({ method: 'GET', url, headers: {} });
    await expect(all(body)).rejects.toMatchObject({ fault });
  });

  it('ends with an error where it falls silent after it was taken slowly', async () => {
    let isQuiet: Promise<unknown> = Promise.resolve();
    await serve((_request, response) => {
      isQuiet = new Promise<unknown>((resolve) => response.setTimeout(200, () => resolve(undefined)));
      response.writeHead(200, { 'content-length': 9_000_000 });
      response.write(Buffer.alloc(1_000_000));
    }, 50);
    const { body } = await client.stream({ method: 'GET', url, headers: {} });
    const pieces = body[Symbol.asyncIterator]();
    await pieces.next();
    await isQuiet;
    const rest = { [Symbol.asyncIterator]: () => pieces };
    await expect(all(rest)).rejects.toMatchObject({ fault: 'timeout' });
  });

  it('can be left in the middle, and stopped', async () => {
    const closed: Promise<unknown>[] = [];
    await serve((_request, response) => {
      closed.push(once(response, 'close'));
      response.write(Buffer.alloc(1000));
    });
    const stop = new AbortController();
    const left = await client.stream({ method: 'GET', url, headers: {} });
    for await (const piece of left.body) if (piece.length > 0) break;
    const stopped = await client.stream({ method: 'GET', url, headers: {}, signal: stop.signal });
    stop.abort();
    await expect(all(stopped.body)).rejects.toThrow();
    await Promise.all(closed);
    expect(closed).toHaveLength(2);
  });
});

async function all(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of body) pieces.push(piece);
  return Buffer.concat(pieces);
}

async function serve(listener: RequestListener, silence = 10_000): Promise<void> {
  await listen(createServer(listener), silence);
}

async function servePlain(listener: (socket: Socket) => void): Promise<void> {
  await listen(createPlainServer(listener), 10_000);
}

async function listen(started: Server | PlainServer, silence: number): Promise<void> {
  server = started.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`;
  client = nodeHttpClient({ connections: 2, silence });
}

function bodyOf(pieces: readonly string[]): HttpBody {
  return { size: pieces.join('').length, open: () => each(pieces.map((piece) => Buffer.from(piece))) };
}

function endless(pieces: number): AsyncIterable<Uint8Array> {
  return each(Array.from({ length: pieces }, () => Buffer.alloc(1_000_000)));
}

// eslint-disable-next-line @typescript-eslint/require-await -- an async iterable by contract
async function* each(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* pieces;
}

// eslint-disable-next-line @typescript-eslint/require-await -- an async iterable by contract
async function* throwing(error: Error): AsyncGenerator<Uint8Array> {
  yield Buffer.alloc(10);
  throw error;
}
