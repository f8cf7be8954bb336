import { createWriteStream } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';

/** An error as SabreDAV words it. */
export class Refusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** One line of a listing. */
export interface Listed {
  /** Percent-encoded, from the root of the server; a folder's ends with a slash. */
  readonly href: string;
  /** Bytes; absent for a folder. */
  readonly size?: number;
}

export function answerRefusal(response: ServerResponse, { status, message }: Refusal): void {
  const login = status === 401 ? { 'www-authenticate': 'Basic realm="Nextcloud"' } : {};
  response.writeHead(status, { 'content-type': 'application/xml; charset=utf-8', ...login });
  response.end(
    `<?xml version="1.0" encoding="utf-8"?>\n<d:error xmlns:d="DAV:" xmlns:s="http://sabredav.org/ns">` +
      `<s:exception>Sabre\\DAV\\Exception</s:exception><s:message>${escaped(message)}</s:message></d:error>`,
  );
}

export function answerListing(response: ServerResponse, entries: readonly Listed[]): Promise<void> {
  response.writeHead(207, { 'content-type': 'application/xml; charset=utf-8' });
  response.end(
    `<?xml version="1.0"?><d:multistatus xmlns:d="DAV:" xmlns:oc="http://owncloud.org/ns">` +
      `${entries.map(listedXml).join('')}</d:multistatus>`,
  );
  return Promise.resolve();
}

function listedXml({ href, size }: Listed): string {
  const found =
    size === undefined
      ? '<d:resourcetype><d:collection/></d:resourcetype>'
      : `<d:getcontentlength>${size}</d:getcontentlength><d:resourcetype/>`;
  const missing =
    size === undefined
      ? '<d:propstat><d:prop><d:getcontentlength/></d:prop><d:status>HTTP/1.1 404 Not Found</d:status></d:propstat>'
      : '';
  return (
    `<d:response><d:href>${escaped(href)}</d:href><d:propstat><d:prop>${found}</d:prop>` +
    `<d:status>HTTP/1.1 200 OK</d:status></d:propstat>${missing}</d:response>`
  );
}

/** Writes a body of a known length; a broken one is refused. Answers its length. */
export async function receive(
  request: IncomingMessage,
  path: string,
  at: { readonly start?: number; readonly flags: 'w' | 'r+' } = { flags: 'w' },
): Promise<number> {
  const length = lengthOf(request);
  await pipeline(request, createWriteStream(path, { ...at, highWaterMark: 1024 * 1024 }));
  return length;
}

export function lengthOf(request: IncomingMessage): number {
  const length = request.headers['content-length'];
  if (length === undefined) throw new Refusal(411, 'The length has to be told before');
  return Number(length);
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
