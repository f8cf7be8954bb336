import { createHash } from 'node:crypto';
import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import { connectionFault } from '@homeroll/destinations/connection-faults';
import { lineBase, lineHeaders, lineIdOf, lineVersion } from '@homeroll/protocol/relay-line';
import { KeptConnections } from './kept-connections.ts';
import { LineError } from './line-state.ts';

export interface RelayAddress {
  /** `https://relay.example.org`, without a slash at the end. */
  readonly url: string;
  /** What the relay printed at its start. */
  readonly key: string;
  /** This device's own, `lineSecretSchema`: whoever has it has its addresses. */
  readonly secret: string;
}

/** What visitors are given, with the device's own path behind it; known without asking the relay. */
export function guestBase({ url, secret }: Pick<RelayAddress, 'url' | 'secret'>): string {
  return url + lineBase(lineIdOf(createHash('sha256').update(secret).digest('base64url')));
}

/** Requests of a device to its relay, on kept connections. */
export class LineHttp {
  readonly #connections = new KeptConnections();
  readonly #relay: RelayAddress;

  constructor(relay: RelayAddress) {
    this.#relay = relay;
  }

  /** With what the relay needs to know of us. Not sent yet. */
  toRelay(path: string, options: RequestOptions): ClientRequest {
    const { url, key, secret } = this.#relay;
    const headers = {
      authorization: `Bearer ${key}`,
      [lineHeaders.secret]: secret,
      [lineHeaders.version]: String(lineVersion),
      ...(options.headers as Record<string, string>),
    };
    return this.#connections.request(url + path, { ...options, headers });
  }

  /** What was open beside a line that failed may be as dead, although nothing says so. */
  closeIdle(): void {
    this.#connections.closeIdle();
  }

  close(): void {
    this.#connections.close();
  }
}

/** The body as text; an error past 1 MB. */
export async function textOf(answer: IncomingMessage): Promise<string> {
  const most = 1024 * 1024;
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of answer as AsyncIterable<Buffer>) {
    pieces.push(piece);
    length += piece.length;
    if (length > most) throw new LineError('no-relay', 'The answer has no end: this is no Homeroll relay.');
  }
  return Buffer.concat(pieces).toString('utf8');
}

/** Why an answer is none of a line, in words; `undefined` where it is one. */
export function troubleOf(
  { statusCode = 0, headers }: IncomingMessage,
  mediaType: string,
): LineError | undefined {
  if (statusCode === 401)
    return new LineError(
      'key-refused',
      'The relay does not know this key. Type in the one that it printed at its start.',
    );
  if (statusCode === 400)
    return new LineError(
      'version',
      'The relay does not understand us. Bring both to the same version of Homeroll.',
    );
  if (statusCode >= 300 && statusCode < 400)
    return new LineError(
      'no-relay',
      `The relay has moved to ${headers.location ?? 'elsewhere'}; type in that address.`,
    );
  if (statusCode === 429 || statusCode >= 500)
    return new LineError('busy', `The relay cannot answer now (${String(statusCode)}).`);
  const isOne = statusCode === 200 && headers['content-type']?.split(';')[0] === mediaType;
  return isOne ? undefined : new LineError('no-relay', 'At this address there is no Homeroll relay.');
}

/** The same for a connection that failed. */
export function connectionTrouble(cause: unknown): LineError {
  if (cause instanceof LineError) return cause;
  const words = connectionFault(cause)?.message;
  return new LineError(
    'unreachable',
    `The relay cannot be reached${words === undefined ? '' : `: ${words}`}.`,
    {
      cause,
    },
  );
}
