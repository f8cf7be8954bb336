import type { CancelSignal } from '@homeroll/core/ports/cancel-signal';
import { askingFirst } from '../http/content-body.ts';
import { encodePath } from '../http/encode-path.ts';
import type { HttpBody, HttpRequest, HttpResponse } from '../http/http-client.ts';
import type { HttpStream, NodeHttpClient } from '../http/node-http-client.ts';
import { parseXml, textIn } from '../http/parse-xml.ts';
import { refusalOf } from '../http/refusal.ts';
import { beginOf } from '../http/begin-of.ts';

/** One account at one WebDAV server. */
export interface DavConnection {
  readonly http: NodeHttpClient;
  /** The address that paths are relative to; no slash at the end. */
  readonly root: string;
  /** Absent for a guest. */
  readonly login?: Login;
  /** What a refused login is called, where there is more to say than the usual. */
  readonly refusedLogin?: string;
}

export interface Login {
  readonly username: string;
  readonly password: string;
}

export interface DavRequest {
  readonly method: HttpRequest['method'];
  /** Below the root, in plain text; one with a slash at its end is a folder. */
  readonly path: string;
  /** The statuses that the caller knows what to do with. */
  readonly takes: readonly number[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: HttpBody;
  readonly signal?: CancelSignal | undefined;
}

/** Asks the server; every status that the caller does not take is a `DestinationError`. */
export async function askDav(connection: DavConnection, request: DavRequest): Promise<HttpResponse> {
  const response = await connection.http.send(httpRequest(connection, request));
  if (request.takes.includes(response.status)) return response;
  throw davRefusal(connection, response);
}

/** The same, for an answer that may be long. */
export async function streamDav(connection: DavConnection, request: DavRequest): Promise<HttpStream> {
  const response = await connection.http.stream(httpRequest(connection, request));
  if (request.takes.includes(response.status)) return response;
  throw davRefusal(connection, { ...response, text: await beginOf(response.body) });
}

/** The address of a path, each part of it percent-encoded. */
export function davAddress({ root }: Pick<DavConnection, 'root'>, path: string): string {
  return `${root}/${encodePath(path)}`;
}

export function basicLogin({ username, password }: Login): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

function httpRequest(connection: DavConnection, request: DavRequest): HttpRequest {
  const { method, path, headers, body, signal } = request;
  return {
    method,
    url: davAddress(connection, path),
    headers: {
      ...(connection.login === undefined ? {} : { authorization: basicLogin(connection.login) }),
      ...askingFirst(body),
      ...headers,
    },
    ...(body === undefined ? {} : { body }),
    ...(signal === undefined ? {} : { signal }),
  };
}

function davRefusal({ refusedLogin }: DavConnection, response: HttpResponse): Error {
  const words = response.status === 401 ? refusedLogin : undefined;
  return refusalOf(response, { words, detail: messageIn(response) });
}

/** What SabreDAV, and with it Nextcloud and ownCloud, says of an error. */
function messageIn({ headers, text }: HttpResponse): string | undefined {
  if (!/\bxml\b/.test(headers['content-type'] ?? '')) return undefined;
  try {
    return textIn(parseXml(text), 'message')?.trim().slice(0, 300) || undefined;
  } catch {
    return undefined;
  }
}
