import { hostname } from 'node:os';
import { DestinationError } from '@homeroll/core/ports/destination-error';
import { reasonWords } from '@homeroll/core/sync/reason-words';
import { lookAtServer, type ServerAccount } from '@homeroll/destinations/own-server/look-at-server';
import type { ServerConnection } from '@homeroll/destinations/own-server/server-connection';
import type { Right } from '@homeroll/protocol/accounts';
import { nodeHttpClient } from '@homeroll/destinations/http/node-http-client';

export interface Connected {
  readonly connection: ServerConnection;
  readonly account: ServerAccount;
  /** For people: `anna on photos.example.org`. */
  readonly name: string;
  readonly device: string;
  close(): void;
}

interface Options {
  readonly serverUrl: string;
  readonly token: string;
  readonly needs: readonly Right[];
  readonly connections: number;
}

/** Something the user has to put right before anything can be sent, in words. */
export class UsageTrouble extends Error {
  override readonly name = 'UsageTrouble';
}

/** Throws `UsageTrouble` that says which of address, server, certificate, token and rights is the trouble. */
export async function connect({ serverUrl, token, needs, connections }: Options): Promise<Connected> {
  const address = addressFrom(serverUrl);
  if (!/^[\x21-\x7e]+$/.test(token)) throw new UsageTrouble('The token is empty or no token.');
  const http = nodeHttpClient({ connections });
  const connection = { address, token, http: http.send };
  try {
    const account = await lookAtServer(connection, needs);
    const name = `${account.user} on ${new URL(address).host}`;
    return { connection, account, name, device: hostname(), close: () => http.close() };
  } catch (error) {
    http.close();
    if (!(error instanceof DestinationError)) throw error;
    throw new UsageTrouble(troubleWords(error, address), { cause: error });
  }
}

/** One way to write an address: without a slash, a query or anything behind it at the end. */
function addressFrom(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new UsageTrouble(`“${text}” is no server address; write it like https://photos.example.org`);
  }
  if (url.username !== '' || url.password !== '') {
    throw new UsageTrouble(
      'The server address must not hold a name or a password; the token stands for both.',
    );
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

/** What keeps the server at this address from being used, and what to do, for people. */
export function troubleWords({ fault, message }: DestinationError, address: string): string {
  switch (fault) {
    case 'unreachable':
    case 'timeout':
      return `The server at ${address} could not be reached: ${message}.`;
    case 'tls':
      return `The certificate of ${address} is not trusted: ${message}.`;
    case 'refused-login':
      return `The server at ${address} refused the token. Make a new one there and use it.`;
    case 'forbidden':
      return `The server at ${address} knows the token, but ${message}.`;
    case 'protocol':
    case 'missing':
      return `What answers at ${address} is not a Homeroll server of this version: ${message}.`;
    case 'rate-limited':
    case 'unavailable':
    case 'disk-full':
    case 'server-error':
    case 'hash-mismatch':
    case 'conflict':
    case 'too-large':
    case 'type-refused':
    case 'bad-request':
      return `The server at ${address} cannot be used now: ${reasonWords[fault]} (${message}).`;
  }
}
