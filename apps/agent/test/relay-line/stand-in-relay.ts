import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { LineMessage, LineNews } from '@homeroll/protocol/relay-line';

export interface Uploaded {
  readonly ask: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Buffer;
  /** What it came on. */
  readonly connection: Socket;
}

/** The relay's end of the line, that does what the test says. */
export interface StandInRelay {
  readonly url: string;
  /** How the line is answered from now on. `gathers`: a proxy that keeps what should flow. */
  way: 'streams' | 'gathers' | 'refuses' | 'silent' | 'elsewhere';
  readonly streams: ServerResponse[];
  readonly polls: { readonly after: string | null; readonly answer: (news: LineNews) => void }[];
  readonly uploads: Uploaded[];
  /** Answered to uploads; 0: nothing. */
  status: number;
  send(message: LineMessage): void;
  close(): Promise<void>;
}

export async function standInRelay(): Promise<StandInRelay> {
  const server = createServer((request, response) => void answer(request, response).catch(() => undefined));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const relay: StandInRelay = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    way: 'streams',
    ...{ streams: [], polls: [], uploads: [], status: 204 },
    send: (message) => void relay.streams.at(-1)?.write(`${JSON.stringify(message)}\n`),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '', relay.url);
    if (request.method === 'PUT') await takeUpload(pathname, request, response);
    else if (relay.way === 'refuses') response.writeHead(401).end('{}');
    else if (relay.way === 'elsewhere')
      response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Hello</h1>');
    else if (searchParams.has('wait')) {
      const after = searchParams.get('after');
      relay.polls.push({
        after,
        answer: (news) => {
          if (response.headersSent) return;
          response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(news));
        },
      });
    } else if (relay.way !== 'gathers') {
      response.writeHead(200, { 'content-type': 'application/x-ndjson' });
      response.write('{"ping":0}\n');
      relay.streams.push(response);
    }
  }

  async function takeUpload(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (relay.status === 410) {
      response.writeHead(410, { connection: 'close' }).end();
      return;
    }
    const body = await buffer(request);
    const { headers, socket: connection } = request;
    relay.uploads.push({ ask: path.split('/').at(-1) ?? '', headers, body, connection });
    if (relay.status > 0) response.writeHead(relay.status).end();
  }
  return relay;
}
