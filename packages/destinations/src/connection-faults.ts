import { DestinationError, type DestinationFault } from '@homeroll/core/ports/destination-error';

type Fault = readonly [DestinationFault, string];

const broke: Fault = ['unreachable', 'the connection broke'];
const noNetwork: Fault = ['unreachable', 'there is no network'];
const noWay: Fault = ['unreachable', 'there is no way to the machine. Is there a network?'];
const unvouched: Fault = ['tls', 'nobody known here vouches for its certificate'];

/** What sockets and TLS say (codes of libuv and OpenSSL), in words for people. */
const codes: Readonly<Record<string, Fault>> = {
  ECONNREFUSED: ['unreachable', 'nothing answers at this address. Check it, and that the server runs'],
  ENOTFOUND: ['unreachable', 'there is no machine of this name. Check it'],
  EAI_AGAIN: ['unreachable', 'the name of the machine cannot be looked up. Is there a network?'],
  ...{ EHOSTUNREACH: noWay, ENETUNREACH: noWay, ENETDOWN: noNetwork, EADDRNOTAVAIL: noNetwork },
  ...{ ECONNRESET: broke, ECONNABORTED: broke, EPIPE: broke, ERR_STREAM_PREMATURE_CLOSE: broke },
  ETIMEDOUT: ['timeout', 'it does not answer'],
  CERT_HAS_EXPIRED: ['tls', 'its certificate has expired. Renew it there'],
  CERT_NOT_YET_VALID: ['tls', 'its certificate is not valid yet. Check the clocks here and there'],
  DEPTH_ZERO_SELF_SIGNED_CERT: ['tls', 'nobody vouches for its certificate (it is self-made)'],
  ...{ SELF_SIGNED_CERT_IN_CHAIN: unvouched, UNABLE_TO_VERIFY_LEAF_SIGNATURE: unvouched },
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unvouched,
  ERR_TLS_CERT_ALTNAME_INVALID: [
    'tls',
    'its certificate is for another name. Use the one that it is made for',
  ],
  EPROTO: ['tls', 'it does not speak TLS as it should. Check the address and the port'],
};

/** The fault of a socket's error, by its code; `undefined` for what no socket says. */
export function connectionFault(error: unknown): DestinationError | undefined {
  if (!(error instanceof Error)) return undefined;
  const code = 'code' in error ? String(error.code) : '';
  const [fault, words] = codes[code] ?? unlisted(code) ?? [];
  if (fault === undefined || words === undefined) return undefined;
  return new DestinationError(fault, words, { cause: error });
}

function unlisted(code: string): Fault | undefined {
  if (code.startsWith('ERR_SSL_')) return codes['EPROTO'];
  return /^(CERT_|ERR_TLS|HOSTNAME)/.test(code)
    ? ['tls', `its certificate is not in order (${code})`]
    : undefined;
}
