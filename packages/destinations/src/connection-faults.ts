import { DestinationError, type DestinationFault } from '@homeroll/core/ports/destination-error';

type Fault = readonly [DestinationFault, string];

const codes: Readonly<Record<string, Fault>> = {
  ECONNREFUSED: ['unreachable', 'nobody answers at this port. Check host and port, and that the server runs'],
  ENOTFOUND: ['unreachable', 'there is no such host. Check its name'],
  EAI_AGAIN: ['unreachable', 'the name of the host cannot be looked up. Is there a network?'],
  EHOSTUNREACH: ['unreachable', 'there is no way to the host. Is there a network?'],
  ENETUNREACH: ['unreachable', 'there is no way to the host. Is there a network?'],
  ENETDOWN: ['unreachable', 'there is no network'],
  EADDRNOTAVAIL: ['unreachable', 'there is no network'],
  ECONNRESET: ['unreachable', 'the connection broke'],
  ECONNABORTED: ['unreachable', 'the connection broke'],
  EPIPE: ['unreachable', 'the connection broke'],
  ERR_STREAM_PREMATURE_CLOSE: ['unreachable', 'the connection broke'],
  ETIMEDOUT: ['timeout', 'it does not answer'],
  CERT_HAS_EXPIRED: ['tls', 'its certificate has expired. Renew it there'],
  CERT_NOT_YET_VALID: ['tls', 'its certificate is not valid yet. Check the clocks here and there'],
  DEPTH_ZERO_SELF_SIGNED_CERT: ['tls', 'nobody vouches for its certificate (it is self-made)'],
  SELF_SIGNED_CERT_IN_CHAIN: ['tls', 'nobody known here vouches for its certificate'],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: ['tls', 'nobody known here vouches for its certificate'],
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: ['tls', 'nobody known here vouches for its certificate'],
  ERR_TLS_CERT_ALTNAME_INVALID: [
    'tls',
    'its certificate is for another host. Use the name that it is made for',
  ],
  EPROTO: ['tls', 'it does not speak TLS as it should. Check `secure` and the port'],
};

/** The fault of a socket's error, by its code; `undefined` for what no socket says. */
export function connectionFault(error: unknown): DestinationError | undefined {
  if (!(error instanceof Error)) return undefined;
  const code = 'code' in error ? String(error.code) : '';
  const [fault, words] = codes[code] ?? (code.startsWith('ERR_SSL_') ? codes['EPROTO'] : undefined) ?? [];
  if (fault === undefined || words === undefined) return undefined;
  return new DestinationError(fault, words, { cause: error });
}
