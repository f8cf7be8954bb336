import { DestinationError } from '@homeroll/core/ports/destination-error';
import type {
  HttpBody,
  HttpClient,
  HttpRequest,
  HttpResponse,
} from '@homeroll/destinations/http/http-client';

/** Milliseconds without a byte in either direction after which a request is given up. */
const silence = 120_000;

/**
 * HTTP by XMLHttpRequest, because `fetch` does not say how much of a body has left. A body is gathered into a
 * Blob first: no browser streams one over HTTP/1. The session cookie goes along.
 */
export const xhrHttpClient: HttpClient = async (request) => {
  const body = request.body && (await gathered(request.body));
  return exchange(request, body);
};

async function gathered({ open }: HttpBody): Promise<Blob> {
  const pieces: BlobPart[] = [];
  for await (const piece of open()) pieces.push(piece as Uint8Array<ArrayBuffer>);
  return new Blob(pieces);
}

function exchange(asked: HttpRequest, body: Blob | undefined): Promise<HttpResponse> {
  const { method, url, headers, signal, progress } = asked;
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest();
    const abort = (): void => xhr.abort();
    const patience = silenceTimer(() => {
      reject(new DestinationError('timeout', 'nothing moved for two minutes'));
      xhr.abort();
    });
    xhr.open(method, url);
    for (const [name, value] of Object.entries(headers)) xhr.setRequestHeader(name, value);
    xhr.upload.onprogress = ({ loaded }) => {
      patience.moved();
      progress?.(loaded);
    };
    xhr.onprogress = patience.moved;
    xhr.onload = () => resolve(responseOf(xhr));
    xhr.onerror = () => reject(new DestinationError('unreachable', 'the server could not be reached'));
    xhr.onabort = () => reject(new DestinationError('unreachable', 'stopped'));
    xhr.onloadend = () => {
      patience.end();
      signal?.removeEventListener('abort', abort);
    };
    signal?.addEventListener('abort', abort);
    xhr.send(body ?? null);
    if (signal?.aborted) xhr.abort();
  });
}

function responseOf(xhr: XMLHttpRequest): HttpResponse {
  const lines = xhr.getAllResponseHeaders().trim().split(/\r?\n/);
  const headers = lines.map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
  });
  return { status: xhr.status, headers: Object.fromEntries(headers), text: xhr.responseText };
}

function silenceTimer(onSilence: () => void): { readonly moved: () => void; readonly end: () => void } {
  let timer = setTimeout(onSilence, silence);
  const end = (): void => clearTimeout(timer);
  return {
    end,
    moved: () => {
      end();
      timer = setTimeout(onSilence, silence);
    },
  };
}
