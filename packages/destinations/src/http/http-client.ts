import type { CancelSignal } from '@homeroll/core/ports/cancel-signal';

/**
 * What is needed of HTTP: Node and the browser each supply one.
 * Answers with every status; rejects with a `DestinationError` of fault `unreachable`, `timeout` or `tls`, or
 * with what the body's `open` threw, and with nothing else (a raised signal: with any error).
 * An answer that comes while the body is still going out is the answer. Redirects are not followed.
 */
export type HttpClient = (request: HttpRequest) => Promise<HttpResponse>;

export interface HttpRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'PROPFIND' | 'MKCOL' | 'MOVE';
  /** Absolute. */
  readonly url: string;
  /** Names in lower case; `content-length` comes from the body. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: HttpBody;
  readonly signal?: CancelSignal;
  /** Told now and then how many bytes of the body have left. */
  readonly progress?: (bytes: number) => void;
}

/** `open` may be called again where a request is repeated on another connection; it yields exactly `size` bytes. */
export interface HttpBody {
  readonly size: number;
  readonly open: () => AsyncIterable<Uint8Array>;
}

export interface HttpResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly text: string;
}
