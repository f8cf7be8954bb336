import type { Agent, ClientRequest, IncomingMessage } from 'node:http';
import { DestinationError } from '@homeroll/core/ports/destination-error';
import { connectionFault } from '../connection-faults.ts';
import type { HttpClient, HttpRequest, HttpResponse } from './http-client.ts';

export interface NodeHttpClientOptions {
  /** Connections kept open at most. */
  readonly connections: number;
  /** Milliseconds without a byte in either direction after which a request is given up. */
  readonly silence?: number;
  /** Off: any certificate is taken, as of a server at home that made its own. */
  readonly verifyCertificate?: boolean;
}

export interface NodeHttpClient {
  /**
   * A request with the header `expect: 100-continue` sends its body only when the other side is willing, or does not
   * know that header.
   */
  readonly send: HttpClient;
  readonly stream: (request: HttpRequest) => Promise<HttpStream>;
  /** Closes the connections that are kept. */
  close(): void;
}

/** An answer whose body comes as it is read. */
export interface HttpStream extends Omit<HttpResponse, 'text'> {
  /**
   * To be read to its end, or left, which closes the connection. Ends with a `DestinationError` where the connection
   * does before the body.
   */
  readonly body: AsyncIterable<Uint8Array>;
}

// An `import` of node:http reads all of its exports, WebSocket among them, and so loads a second HTTP client that
// nobody uses: 40 ms and 14 MB at the start of a program that is to be small and quick.
const plain = process.getBuiltinModule('node:http');

/** HTTP on Node's own agent, which costs half the processor time of `fetch` for small files. */
export function nodeHttpClient(options: NodeHttpClientOptions): NodeHttpClient {
  const { connections, silence = 120_000, verifyCertificate = true } = options;
  const settings = { keepAlive: true, maxSockets: connections, scheduling: 'lifo' } as const;
  const agents = new Map<string, Agent>();
  const once = <Answer>(request: HttpRequest, take: Take<Answer>): Promise<Answer> => {
    const module = moduleFor(request.url);
    const trust = module.name === 'https' ? { rejectUnauthorized: verifyCertificate } : {};
    const agent = agents.get(module.name) ?? new module.Agent({ ...settings, ...trust });
    agents.set(module.name, agent);
    return exchange(request, { request: module.request, agent, silence }, take);
  };
  const tried = async <Answer>(request: HttpRequest, take: Take<Answer>): Promise<Answer> => {
    try {
      return await once(request, take);
    } catch (error) {
      if (!(error instanceof StaleConnection)) throw error;
      return await once(request, take);
    }
  };
  const send: HttpClient = async (request) => {
    const answer = await tried(request, readAnswer);
    if (answer.status !== expectationFailed || !('expect' in request.headers)) return answer;
    const unasked = Object.entries(request.headers).filter(([name]) => name !== 'expect');
    return tried({ ...request, headers: Object.fromEntries(unasked) }, readAnswer);
  };
  return {
    send,
    stream: (request) => tried(request, openAnswer),
    close: () => agents.forEach((agent) => agent.destroy()),
  };
}

/** Who answers so wants to be sent the body unasked (RFC 9110, 15.5.18). */
const expectationFailed = 417;

interface Way {
  readonly request: typeof plain.request;
  readonly agent: Agent;
  readonly silence: number;
}

/** What is made of an answer whose head has come. */
type Take<Answer> = (response: IncomingMessage, request: ClientRequest) => Promise<Answer>;

function moduleFor(url: string): Pick<typeof plain, 'request' | 'Agent'> & { readonly name: string } {
  if (!url.startsWith('https:')) return { name: 'http', request: plain.request, Agent: plain.Agent };
  const secure = process.getBuiltinModule('node:https');
  return { name: 'https', request: secure.request, Agent: secure.Agent };
}

/** A kept connection that the server had closed in the meantime: nothing was taken, so the request is repeated. */
class StaleConnection extends DestinationError {}

function exchange<Answer>(asked: HttpRequest, way: Way, take: Take<Answer>): Promise<Answer> {
  const { url, method, headers, body, signal } = asked;
  const { request: open, agent, silence } = way;
  const length = body === undefined ? {} : { 'content-length': body.size };
  const request = open(url, { method, agent, timeout: silence, headers: { ...headers, ...length } });
  const stop = (): void => void request.destroy(new Error('stopped'));
  signal?.addEventListener('abort', stop);
  if (signal?.aborted) stop();
  request.once('close', () => signal?.removeEventListener('abort', stop));

  const answer = new Promise<Answer>((resolve, reject) => {
    let response: IncomingMessage | undefined;
    const fail = (error: unknown): void => {
      const failure = connectionError(error, request);
      // Who began to answer has taken the request.
      const isTaken = failure instanceof StaleConnection && response !== undefined;
      reject(isTaken ? new DestinationError('unreachable', failure.message, { cause: error }) : failure);
    };
    request.on('error', fail);
    const giveUp = (): void => {
      // Bytes that wait to be taken: it is not the other side that is silent. It may be once they are taken.
      if (response !== undefined && response.readableLength > 0) {
        request.socket?.setTimeout(silence, giveUp);
        return;
      }
      const words = `nothing was heard for ${String(silence / 1000)} s`;
      (response ?? request).destroy(new DestinationError('timeout', words));
    };
    request.on('timeout', giveUp);
    request.once('close', () => request.socket?.off('timeout', giveUp));
    request.on('response', (begun) => {
      response = begun;
      void take(begun, request).then(resolve, fail);
    });
    writeBody(request, asked).catch((error: unknown) => {
      // What the body threw is the reason, and comes out as it is.
      reject(error instanceof Error ? error : new Error('the body failed', { cause: error }));
      request.destroy();
    });
  });
  return answer.finally(() => {
    // Answered before the whole body was out: this connection is of no more use.
    if (!request.writableEnded) request.destroy();
  });
}

async function writeBody(request: ClientRequest, { body, progress }: HttpRequest): Promise<void> {
  if (body === undefined) {
    request.end();
    return;
  }
  let written = 0;
  const answer = { came: false };
  request.once('response', () => (answer.came = true));
  const isOver = (): boolean => request.destroyed || answer.came;
  if (request.hasHeader('expect')) await willing(request);
  if (isOver()) return;
  for await (const piece of body.open()) {
    // It may have ended while the piece was read; then nothing would ever drain, and the file stay open.
    if (isOver()) return;
    written += piece.length;
    // One piece is the whole: head and body leave in one go.
    if (written === piece.length && written === body.size) {
      request.end(piece);
      progress?.(written);
      return;
    }
    if (!request.write(piece)) await first(request, ['drain', 'close', 'response']);
    if (isOver()) return;
    progress?.(written);
  }
  request.end();
}

/** How long a server may think about whether it wants a body; some never say (RFC 9110, 10.1.1). Milliseconds. */
const longestThought = 1000;

async function willing(request: ClientRequest): Promise<void> {
  const timer = setTimeout(() => request.emit('continue'), longestThought);
  request.flushHeaders();
  await first(request, ['continue', 'close', 'response']);
  clearTimeout(timer);
}

/** Resolves when one of these happens; `drain`: more may be written, the others: nothing more will be. */
function first(request: ClientRequest, events: readonly string[]): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      for (const event of events) request.off(event, done);
      resolve();
    };
    for (const event of events) request.on(event, done);
  });
}

const longestAnswer = 32 * 1024 * 1024;

/** By events: an async iterator costs more than all the rest of a short answer. */
function readAnswer(response: IncomingMessage): Promise<HttpResponse> {
  const chunks: Buffer[] = [];
  let length = 0;
  return new Promise((resolve, reject) => {
    response.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.length;
      if (length > longestAnswer) response.destroy(new DestinationError('protocol', 'the answer had no end'));
    });
    response.on('error', reject);
    response.on('end', () => resolve({ ...headOf(response), text: Buffer.concat(chunks).toString('utf8') }));
  });
}

function openAnswer(response: IncomingMessage, request: ClientRequest): Promise<HttpStream> {
  return Promise.resolve({ ...headOf(response), body: pieces(response, request) });
}

async function* pieces(response: IncomingMessage, request: ClientRequest): AsyncGenerator<Uint8Array> {
  try {
    for await (const piece of response) yield piece as Uint8Array;
  } catch (error) {
    throw connectionError(error, request);
  }
}

function headOf({ statusCode = 0, headers }: IncomingMessage): Pick<HttpResponse, 'status' | 'headers'> {
  return { status: statusCode, headers: headers as Record<string, string | undefined> };
}

function connectionError(cause: unknown, request: ClientRequest): DestinationError {
  if (cause instanceof DestinationError) return cause;
  const code = codeOf(cause);
  if (request.reusedSocket && (code === 'ECONNRESET' || code === 'EPIPE')) {
    return new StaleConnection('unreachable', 'the connection was closed', { cause });
  }
  return (
    connectionFault(cause) ??
    new DestinationError('unreachable', `the connection failed (${code})`, { cause })
  );
}

function codeOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'code' in error) return String(error.code);
  return 'unknown';
}
