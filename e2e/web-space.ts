import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface WebFile {
  readonly type: string;
  readonly bytes: Buffer;
}

export interface WebSpace {
  readonly origin: string;
  /** Path (decoded) → file; what is not in it is answered 404. */
  readonly files: Map<string, WebFile>;
  /** Method and address of each request, in order. */
  readonly requests: string[];
  close(): Promise<void>;
}

/** The simplest static web space: files, types, ranges, nothing else. */
export async function webSpace(): Promise<WebSpace> {
  const files = new Map<string, WebFile>();
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method ?? ''} ${request.url ?? ''}`);
    const file = files.get(decodeURIComponent(new URL(request.url ?? '/', 'http://any').pathname));
    if (file) send(file, request, response);
    else response.writeHead(404, { 'content-type': 'text/html' }).end('<h1>Not found</h1>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    files,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function send({ type, bytes }: WebFile, request: IncomingMessage, response: ServerResponse): void {
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
  const start = Number(range?.[1] ?? 0);
  const end = range?.[2] ? Number(range[2]) + 1 : bytes.length;
  const part = bytes.subarray(start, end);
  response.writeHead(range ? 206 : 200, {
    'content-type': type,
    'content-length': part.length,
    'accept-ranges': 'bytes',
    ...(range ? { 'content-range': `bytes ${start}-${end - 1}/${bytes.length}` } : {}),
  });
  response.end(request.method === 'HEAD' ? undefined : part);
}
