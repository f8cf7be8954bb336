import { DestinationError, type DestinationFault } from '@homeroll/core/ports/destination-error';
import type { CancelSignal } from '@homeroll/core/ports/cancel-signal';
import { parseProblem, type Problem, type ProblemCode } from '@homeroll/protocol/problem';
import { requestHeader } from '@homeroll/protocol/routes';
import type { HttpBody, HttpClient, HttpRequest, HttpResponse } from '../http/http-client.ts';
import { textBody } from '../http/text-body.ts';

/** One account at one server. In a browser that is logged in there is no token: the session cookie speaks. */
export interface ServerConnection {
  /** `https://photos.example.org` or with a folder, `https://example.org/photos`; no slash at the end. */
  readonly address: string;
  readonly token?: string;
  readonly http: HttpClient;
}

export interface ServerRequest {
  readonly method: HttpRequest['method'];
  /** From `routes`. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: HttpBody;
  readonly signal?: CancelSignal | undefined;
  readonly progress?: (bytes: number) => void;
}

/** Asks the server; every answer but 2xx (and a 304 that was asked for) is a `DestinationError`. */
export async function askServer(connection: ServerConnection, request: ServerRequest): Promise<HttpResponse> {
  const { method, path, headers, body, signal, progress } = request;
  const response = await connection.http({
    method,
    url: connection.address + path,
    headers: {
      [requestHeader]: '1',
      ...(connection.token === undefined ? {} : { authorization: `Bearer ${connection.token}` }),
      ...headers,
    },
    ...(body === undefined ? {} : { body }),
    ...(signal === undefined ? {} : { signal }),
    ...(progress === undefined ? {} : { progress }),
  });
  const isUnchanged = response.status === 304 && headers?.['if-none-match'] !== undefined;
  if (isUnchanged || (response.status >= 200 && response.status < 300)) return response;
  throw refusalOf(response);
}

type JsonRequest = Omit<ServerRequest, 'body'> & { readonly json?: unknown };

/** The same with JSON both ways; an answer that `parse` throws on comes from something else than our server. */
export async function askServerJson<T>(
  connection: ServerConnection,
  request: JsonRequest,
  parse: (answer: unknown) => T,
): Promise<T> {
  return parseAnswer(await tellServer(connection, request), parse);
}

/** Sends JSON; whatever the answer holds is not of interest. */
export function tellServer(connection: ServerConnection, request: JsonRequest): Promise<HttpResponse> {
  const { json, ...rest } = request;
  return askServer(connection, {
    ...rest,
    ...(json === undefined ? {} : { body: textBody(JSON.stringify(json)) }),
    headers: { accept: 'application/json', 'content-type': 'application/json', ...request.headers },
  });
}

/** Throws a `DestinationError` of fault `protocol` for anything but the JSON that is expected. */
export function parseAnswer<T>(response: HttpResponse, parse: (answer: unknown) => T): T {
  try {
    return parse(JSON.parse(response.text));
  } catch (cause) {
    throw new DestinationError('protocol', 'the answer was not the one of a Homeroll server', { cause });
  }
}

/** What each refusal of the wire means to the engine. */
const faultOf: Readonly<Record<ProblemCode, DestinationFault>> = {
  'bad-request': 'bad-request',
  'not-signed-in': 'refused-login',
  'login-refused': 'refused-login',
  forbidden: 'forbidden',
  'not-found': 'missing',
  conflict: 'conflict',
  'offset-mismatch': 'conflict',
  expired: 'missing',
  'length-required': 'bad-request',
  'precondition-failed': 'conflict',
  'too-large': 'too-large',
  'type-refused': 'type-refused',
  'hash-mismatch': 'hash-mismatch',
  'length-mismatch': 'hash-mismatch',
  'rate-limited': 'rate-limited',
  'checksum-mismatch': 'hash-mismatch',
  'server-error': 'server-error',
  unavailable: 'unavailable',
  'disk-full': 'disk-full',
};

/** What a proxy on the way says by status alone. */
const faultOfStatus: Readonly<Record<number, DestinationFault>> = {
  408: 'timeout',
  413: 'too-large',
  429: 'rate-limited',
  500: 'server-error',
  502: 'unavailable',
  503: 'unavailable',
  504: 'timeout',
};

function refusalOf(response: HttpResponse): DestinationError {
  const problem = problemIn(response);
  const fault = problem === undefined ? faultOfStatus[response.status] : faultOf[problem.code];
  const words = problem === undefined ? `the server answered ${String(response.status)}` : wordsOf(problem);
  const seconds = Number(response.headers['retry-after']);
  return new DestinationError(fault ?? 'protocol', words, {
    ...(Number.isFinite(seconds) && seconds > 0 ? { retryAfter: seconds * 1000 } : {}),
  });
}

function wordsOf({ title, detail }: Problem): string {
  return detail === undefined ? title : `${title}: ${detail}`;
}

function problemIn({ headers, text }: HttpResponse): Problem | undefined {
  if (!(headers['content-type'] ?? '').includes('json')) return undefined;
  try {
    return parseProblem(JSON.parse(text));
  } catch {
    return undefined;
  }
}
