import type { IncomingHttpHeaders } from 'node:http';
import { requestHeader } from '@homeroll/protocol/routes';
import type { Right } from '@homeroll/protocol/accounts';
import type { Identities, Identity } from '../accounts/identity.ts';
import { Refusal } from '../refusal.ts';

export const sessionCookie = 'homeroll_session';

interface Asked {
  readonly headers: IncomingHttpHeaders;
  readonly method?: string | undefined;
}

/**
 * The identity behind a request's bearer token or session cookie, proven to have the right, or one of several
 * (`null`: any account will do). A change by cookie must carry a header that no foreign page can send.
 */
export async function authorize(
  identities: Identities,
  asked: Asked,
  right: Right | readonly Right[] | null,
): Promise<Identity> {
  const { secret, byCookie } = secretOf(asked.headers);
  const identity = secret === undefined ? undefined : await identities.of(secret);
  if (!identity) {
    throw new Refusal(
      'not-signed-in',
      secret === undefined ? 'Sign in, or send a token.' : 'The token is not known here, or was taken back.',
    );
  }
  if (byCookie && changes(asked.method) && asked.headers[requestHeader] === undefined) {
    throw new Refusal('forbidden', `A change with the session cookie needs the header ${requestHeader}.`);
  }
  const rights: readonly Right[] = right === null ? [] : [right].flat();
  if (rights.length > 0 && !rights.some((one) => identity.rights.has(one))) {
    throw new Refusal(
      'forbidden',
      `This needs the right to ${rights.join(' or ')}, which this ${identity.via === 'device' ? 'token' : 'account'} has not.`,
    );
  }
  return identity;
}

function secretOf(headers: IncomingHttpHeaders): { secret: string | undefined; byCookie: boolean } {
  const bearer = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
  if (bearer !== undefined) return { secret: bearer, byCookie: false };
  const cookies = (headers.cookie ?? '').split(';').map((pair) => pair.trim().split('='));
  return { secret: cookies.find(([name]) => name === sessionCookie)?.[1], byCookie: true };
}

function changes(method: string | undefined): boolean {
  return method !== undefined && !['GET', 'HEAD', 'OPTIONS'].includes(method);
}
