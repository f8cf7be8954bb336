import { DestinationError, type DestinationFault } from '@homeroll/core/ports/destination-error';
import type { HttpResponse } from './http-client.ts';

type Refused = Pick<HttpResponse, 'status' | 'headers'>;

/** What the statuses of HTTP and WebDAV mean to a store (RFC 9110, 4918, 6585). */
const refusals: Readonly<Record<number, readonly [DestinationFault, string]>> = {
  400: ['bad-request', 'the server did not understand the request'],
  401: ['refused-login', 'the user name or the password is not right'],
  402: ['forbidden', 'the account has to be paid for'],
  403: ['forbidden', 'this account may not do that there'],
  404: ['missing', 'it is not there'],
  405: ['protocol', 'the server takes no files at this address, or cannot keep them (is its disk full?)'],
  407: ['protocol', 'a proxy on the way asks for a login'],
  408: ['timeout', 'the server did not want to wait any longer'],
  409: ['conflict', 'something is in the way, or the folder is missing'],
  410: ['missing', 'it is not there any more'],
  412: ['conflict', 'something else is there already'],
  413: ['too-large', 'the server does not take files of this size'],
  414: ['bad-request', 'the path is too long for the server'],
  415: ['type-refused', 'the server does not take files of this kind'],
  423: ['unavailable', 'it is locked, somebody is working with it'],
  424: ['conflict', 'something that it depends on failed'],
  429: ['rate-limited', 'the server asks to be slower'],
  431: ['bad-request', 'the request is too long for the server'],
  500: ['server-error', 'the server failed'],
  501: ['protocol', 'the server does not know this kind of request'],
  502: ['unavailable', 'the server behind the proxy does not answer'],
  503: ['unavailable', 'the server is busy, or being looked after'],
  504: ['timeout', 'the server behind the proxy took too long'],
  507: ['disk-full', 'there is no room left'],
  509: ['rate-limited', 'the account has used up its traffic'],
  511: ['protocol', 'this network wants a login first (a page in the browser asks for it)'],
};

/**
 * An answer that is no consent, as an error. `detail`: what the server itself said, for people; `words` instead of
 * those that stand for the status.
 */
export function refusalOf(
  response: Refused,
  more: { readonly detail?: string | undefined; readonly words?: string | undefined } = {},
): DestinationError {
  const { status } = response;
  const [fault, standing] = refusals[status] ?? others(response);
  const words = more.words ?? standing;
  const quoted = more.detail === undefined ? '' : `: “${more.detail}”`;
  const retryAfter = retryAfterOf(response);
  return new DestinationError(fault, `${words}${quoted} (answer ${String(status)})`, {
    ...(retryAfter === undefined ? {} : { retryAfter }),
  });
}

function others({ status, headers }: Refused): readonly [DestinationFault, string] {
  if (status >= 500) return ['server-error', 'the server failed'];
  if (status >= 400) return ['bad-request', 'the server did not understand the request'];
  const elsewhere = status >= 300 ? headers['location'] : undefined;
  if (elsewhere !== undefined) return ['protocol', `the server sends us on to ${placeOf(elsewhere)}`];
  return ['protocol', notWhatWasAskedFor];
}

/** What a captive portal, or any web page, is called that answers in place of the server. */
export const notWhatWasAskedFor: string =
  'what answered is not such a server: the address may be another one, or this network wants a login first ' +
  '(a page in the browser asks for it)';

/** Without query and fragment, where login pages keep secrets. */
function placeOf(location: string): string {
  return location.replace(/[?#].*$/s, '');
}

/** Milliseconds. A date is compared with the server's own clock, ours may be wrong. */
function retryAfterOf({ headers }: Refused): number | undefined {
  const after = headers['retry-after'];
  if (after === undefined) return undefined;
  const pause = /^\d+$/.test(after)
    ? Number(after) * 1000
    : Date.parse(after) - Date.parse(headers['date'] ?? '');
  return pause > 0 ? pause : undefined;
}
