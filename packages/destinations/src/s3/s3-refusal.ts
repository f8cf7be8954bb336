import { DestinationError, type DestinationFault } from '@homeroll/core/ports/destination-error';
import type { HttpResponse } from '../http/http-client.ts';
import { parseXml, textIn, type XmlElement } from '../http/parse-xml.ts';
import { refusalOf } from '../http/refusal.ts';

interface Asked {
  readonly bucket: string;
  readonly region: string;
}

type Words = string | ((asked: Asked, error: XmlElement, response: Refused) => string);
type Refused = Pick<HttpResponse, 'status' | 'headers'>;

const wrongKey = 'the access key or the secret key is not right';
const otherBytes = 'the bytes that arrived were not those that were sent';
const keyIsRefused: readonly [DestinationFault, string] = ['refused-login', wrongKey];

/** Codes of errors (Amazon S3 API Reference, “Error responses”) and what they mean to a store. */
const refusals: Readonly<Record<string, readonly [DestinationFault, Words]>> = {
  InvalidAccessKeyId: keyIsRefused,
  SignatureDoesNotMatch: keyIsRefused,
  InvalidToken: keyIsRefused,
  ExpiredToken: ['refused-login', 'the access key has expired'],
  AccessDenied: ['forbidden', ({ bucket }) => `this access key may not do that in the bucket “${bucket}”`],
  AllAccessDisabled: ['forbidden', 'the bucket is closed'],
  AccountProblem: ['forbidden', 'something is wrong with the account, the provider knows what'],
  NotSignedUp: ['forbidden', 'the account is not signed up for this service'],
  AccessControlListNotSupported: [
    'forbidden',
    'the bucket takes no access lists; leave the option acl empty',
  ],
  NoSuchBucket: ['protocol', ({ bucket }) => `there is no bucket “${bucket}”; make it, or correct its name`],
  InvalidBucketName: ['protocol', ({ bucket }) => `“${bucket}” is no name of a bucket`],
  PermanentRedirect: ['protocol', otherRegion],
  TemporaryRedirect: ['protocol', otherRegion],
  Redirect: ['protocol', otherRegion],
  AuthorizationHeaderMalformed: ['protocol', otherRegion],
  IllegalLocationConstraintException: ['protocol', otherRegion],
  RequestTimeTooSkewed: [
    'unavailable',
    'the clock of this machine differs from the server’s by more than 15 minutes; set it right',
  ],
  RequestExpired: ['unavailable', 'the clock of this machine is not right; set it'],
  NoSuchKey: ['missing', 'it is not there'],
  NoSuchUpload: ['conflict', 'the upload was thrown away by the server'],
  InvalidPart: ['conflict', 'a part of the upload is not there any more'],
  InvalidPartOrder: ['conflict', 'a part of the upload is not there any more'],
  OperationAborted: ['conflict', 'something else is being done with it'],
  BadDigest: ['hash-mismatch', otherBytes],
  InvalidDigest: ['hash-mismatch', otherBytes],
  XAmzContentSHA256Mismatch: ['hash-mismatch', otherBytes],
  IncompleteBody: ['hash-mismatch', otherBytes],
  EntityTooLarge: ['too-large', 'the server does not take files of this size'],
  KeyTooLongError: ['bad-request', 'the path is too long for the server'],
  QuotaExceeded: ['disk-full', 'there is no room left'],
  StorageQuotaExceeded: ['disk-full', 'there is no room left'],
  InsufficientStorage: ['disk-full', 'there is no room left'],
  XMinioStorageFull: ['disk-full', 'there is no room left'],
  RequestTimeout: ['timeout', 'the server did not want to wait any longer'],
  SlowDown: ['rate-limited', 'the server asks to be slower'],
  TooManyRequests: ['rate-limited', 'the server asks to be slower'],
  ServiceUnavailable: ['unavailable', 'the server is busy, or being looked after'],
  InternalError: ['server-error', 'the server failed'],
};

/** An answer that is no consent, as an error. What has no known code is judged by its status. */
export function s3Refusal(asked: Asked, response: HttpResponse): DestinationError {
  const error = errorIn(response.text);
  const code = textIn(error, 'Code') ?? '';
  const known = refusals[code];
  if (error === undefined || known === undefined) {
    const message = textIn(error, 'Message')?.slice(0, 300);
    const detail = [code, message].filter(Boolean).join(': ') || undefined;
    return refusalOf(response, { detail });
  }
  const [fault, words] = known;
  const { retryAfter } = refusalOf(response);
  const said = typeof words === 'string' ? words : words(asked, error, response);
  return new DestinationError(fault, `${said} (${code})`, retryAfter === undefined ? {} : { retryAfter });
}

/** The `Error` of an answer, which a finished multipart upload may carry with status 200 too. */
export function errorIn(text: string): XmlElement | undefined {
  if (!text.trimStart().startsWith('<')) return undefined;
  try {
    const root = parseXml(text);
    return root.name === 'Error' ? root : undefined;
  } catch {
    return undefined;
  }
}

function otherRegion({ bucket, region }: Asked, error: XmlElement, { headers }: Refused): string {
  const right = textIn(error, 'Region') ?? headers['x-amz-bucket-region'];
  const there = right === undefined || right === region ? '' : ` (${right})`;
  const endpoint = textIn(error, 'Endpoint');
  const elsewhere = endpoint === undefined ? '' : `; the server names the endpoint ${endpoint}`;
  return `the bucket “${bucket}” is in another region${there} than the one that is set (${region})${elsewhere}`;
}
