import type { Agent, ClientRequest, IncomingMessage } from 'node:http';
import { DestinationError } from '@homeroll/core/ports/destination-error';
import type { HttpClient, HttpRequest, HttpResponse } from '@homeroll/destinations/own-server/http-client';

export interface NodeHttpClientOptions {
  /** Connections kept open at most. */
  readonly connections: number;
  /** Milliseconds without a byte in either direction after which a request is given up. */
  readonly silence?: number;
}

export interface NodeHttpClient {
  readonly send: HttpClient;
  /** Closes the connections that are kept. */
  close(): void;
}

// An `import` of node:http reads all of its exports, WebSocket among them, and so loads a second HTTP client that
// nobody uses: 40 ms and 14 MB at the start of a program that is to be small and quick.
const plain = process.getBuiltinModule('node:http');

/** HTTP on Node's own agent, which costs half the processor time of `fetch` for small files. */
export function nodeHttpClient({ connections, silence = 120_000 }: NodeHttpClientOptions): NodeHttpClient {
  const settings = { keepAlive: true, maxSockets: connections, scheduling: 'lifo' } as const;
  const agents = new Map<string, Agent>();
  const once = (request: HttpRequest): Promise<HttpResponse> => {
    const module = moduleFor(request.url);
    const agent = agents.get(module.name) ?? new module.Agent(settings);
    agents.set(module.name, agent);
    return exchange(request, { request: module.request, agent, silence });
  };
  return {
    send: async (request) => {
      try {
        return await once(request);
      } catch (error) {
        if (!(error instanceof StaleConnection)) throw error;
        return await once(request);
      }
    },
    close: () => agents.forEach((agent) => agent.destroy()),
  };
}

interface Way {
  readonly request: typeof plain.request;
  readonly agent: Agent;
  readonly silence: number;
}

function moduleFor(url: string): Pick<typeof plain, 'request' | 'Agent'> & { readonly name: string } {
  if (!url.startsWith('https:')) return { name: 'http', request: plain.request, Agent: plain.Agent };
  const secure = process.getBuiltinModule('node:https');
  return { name: 'https', request: secure.request, Agent: secure.Agent };
}

/** A kept connection that the server had closed in the meantime: nothing was taken, so the request is repeated. */
class StaleConnection extends DestinationError {}

function exchange(asked: HttpRequest, { request: open, agent, silence }: Way): Promise<HttpResponse> {
  const { url, method, headers, body, signal } = asked;
  const length = body === undefined ? {} : { 'content-length': body.size };
  const request = open(url, { method, agent, timeout: silence, headers: { ...headers, ...length } });
  const stop = (): void => void request.destroy(new Error('stopped'));
  signal?.addEventListener('abort', stop);
  if (signal?.aborted) stop();

  const answer = new Promise<HttpResponse>((resolve, reject) => {
    const fail = (error: unknown): void => reject(connectionError(error, request));
    request.on('error', fail);
    request.on('timeout', () => {
      request.destroy(new DestinationError('timeout', `nothing was heard for ${String(silence / 1000)} s`));
    });
    request.on('response', (response) => void readAnswer(response).then(resolve, fail));
    writeBody(request, asked).catch((error: unknown) => {
      // What the body threw is the reason, and comes out as it is.
      reject(error instanceof Error ? error : new Error('the body failed', { cause: error }));
      request.destroy();
    });
  });
  return answer.finally(() => {
    signal?.removeEventListener('abort', stop);
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
    if (!request.write(piece)) await drained(request);
    if (isOver()) return;
    progress?.(written);
  }
  request.end();
}

/** Resolves when more may be written, or nothing more will be. */
function drained(request: ClientRequest): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      for (const event of ['drain', 'close', 'response']) request.off(event, done);
      resolve();
    };
    for (const event of ['drain', 'close', 'response']) request.on(event, done);
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
      if (length > longestAnswer) reject(new DestinationError('protocol', 'the answer had no end'));
    });
    response.on('error', reject);
    response.on('end', () => {
      const headers = response.headers as Record<string, string | undefined>;
      resolve({ status: response.statusCode ?? 0, headers, text: Buffer.concat(chunks).toString('utf8') });
    });
  });
}

function connectionError(cause: unknown, request: ClientRequest): DestinationError {
  if (cause instanceof DestinationError) return cause;
  const code = codeOf(cause);
  if (request.reusedSocket && (code === 'ECONNRESET' || code === 'EPIPE')) {
    return new StaleConnection('unreachable', 'the connection was closed', { cause });
  }
  if (tlsCodes.test(code))
    return new DestinationError('tls', `the secure connection failed (${code})`, { cause });
  return new DestinationError('unreachable', wordsOf[code] ?? `the connection failed (${code})`, { cause });
}

const tlsCodes =
  /^(CERT_|ERR_TLS|ERR_SSL|EPROTO|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_(VERIFY|GET_ISSUER)|HOSTNAME)/;

const wordsOf: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing answers at this address',
  ENOTFOUND: 'there is no machine of this name',
  EAI_AGAIN: 'the name of the machine could not be looked up',
  ETIMEDOUT: 'the machine does not answer',
  EHOSTUNREACH: 'the machine cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
};

function codeOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'code' in error) return String(error.code);
  return 'unknown';
}
