import { describe, expect, it } from 'vitest';
import { s3Refusal } from '@homeroll/destinations/s3/s3-refusal';

const asked = { bucket: 'booth', region: 'us-east-1' };

function refusal(status: number, text: string, headers = {}): unknown {
  return s3Refusal(asked, { status, headers, text });
}

function error(code: string, more = ''): string {
  return `<?xml version="1.0"?>\n<Error><Code>${code}</Code><Message>Said &amp; done</Message>${more}</Error>`;
}

describe('what S3 says, to a store', () => {
  it.each([
    [403, 'SignatureDoesNotMatch', 'refused-login', /secret key/],
    [403, 'InvalidAccessKeyId', 'refused-login', /access key/],
    [403, 'AccessDenied', 'forbidden', /“booth”/],
    [404, 'NoSuchBucket', 'protocol', /no bucket “booth”/],
    [404, 'NoSuchKey', 'missing', /not there/],
    [403, 'RequestTimeTooSkewed', 'unavailable', /clock of this machine.*15 minutes/],
    [503, 'SlowDown', 'rate-limited', /slower/],
    [400, 'EntityTooLarge', 'too-large', /size/],
    [400, 'XAmzContentSHA256Mismatch', 'hash-mismatch', /bytes that arrived/],
    [400, 'AccessControlListNotSupported', 'forbidden', /leave the option acl empty/],
    [507, 'XMinioStorageFull', 'disk-full', /no room/],
    // Not known: by the status, with what was said.
    [418, 'Teapot', 'bad-request', /“Teapot: Said & done”/],
    [500, 'Teapot', 'server-error', /“Teapot: Said & done”/],
  ])('%i %s is %s', (status, code, fault, words) => {
    expect(refusal(status, error(code))).toMatchObject({
      fault,
      message: expect.stringMatching(words) as string,
    });
  });

  it.each([
    ['in the answer', 400, error('AuthorizationHeaderMalformed', '<Region>eu-west-1</Region>'), {}],
    ['in a header', 301, error('PermanentRedirect'), { 'x-amz-bucket-region': 'eu-west-1' }],
  ])('names the right region, told %s', (_where, status, text, headers) => {
    expect(refusal(status, text, headers)).toMatchObject({
      fault: 'protocol',
      message: expect.stringMatching(/another region \(eu-west-1\).*us-east-1/) as string,
    });
  });

  it.each(['', 'no XML', '<html><body>Log in</body></html>', '<Error><Code>'])(
    '“%s” is judged by its status',
    (text) => {
      expect(refusal(503, text)).toMatchObject({ fault: 'unavailable' });
      expect(refusal(200, text)).toMatchObject({ fault: 'protocol' });
    },
  );
});
