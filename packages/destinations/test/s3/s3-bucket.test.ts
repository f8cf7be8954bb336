import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseStorePath } from '@homeroll/core/ports/file-store';
import type { HttpRequest } from '@homeroll/destinations/http/http-client';
import { askS3, type S3Bucket } from '@homeroll/destinations/s3/s3-bucket';

/** The signature that a server would make of a request as it arrived (Signature Version 4, by the book). */
function signatureOf({ method, url, headers }: HttpRequest, secret: string): string {
  const { host, pathname, search } = new URL(url);
  const authorization = headers['authorization'] ?? '';
  const [, scope = '', names = ''] =
    /Credential=[^/]+\/([^,]+), SignedHeaders=([^,]+)/.exec(authorization) ?? [];
  const [day = '', region = '', service = '', end = ''] = scope.split('/');
  const signed = names
    .split(';')
    .map((name) => `${name}:${name === 'host' ? host : String(headers[name])}\n`);
  const query = search.slice(1).split('&').sort().join('&');
  const canonical = [method, pathname, query, signed.join(''), names, headers['x-amz-content-sha256']].join(
    '\n',
  );
  const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
  const text = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, hash(canonical)].join('\n');
  const sign = (key: string | Buffer, part: string): Buffer =>
    createHmac('sha256', key).update(part).digest();
  const key = [region, service, end].reduce(sign, sign(`AWS4${secret}`, day));
  return sign(key, text).toString('hex');
}

const keys = fc
  .string({ minLength: 1, maxLength: 40, unit: 'grapheme' })
  .filter((key) => parseStorePath(key) !== undefined);

it('the signature is the one of the request that leaves, whatever the key is called', async () => {
  const sent: HttpRequest[] = [];
  const bucket: S3Bucket = {
    http: {
      send: (request) => {
        sent.push(request);
        return Promise.resolve({ status: 200, headers: {}, text: '' });
      },
      stream: () => Promise.reject(new Error('not asked for')),
      close: () => undefined,
    },
    ...{ bucket: 'booth', address: 'https://s3.example.org/booth', region: 'eu-west-1' },
    ...{ accessKeyId: 'AKIA', secretAccessKey: 'very secret' },
  };
  await fc.assert(
    fc.asyncProperty(keys, keys, async (key, prefix) => {
      const query = { prefix, uploads: '' };
      await askS3(bucket, {
        method: 'PUT',
        key,
        query,
        headers: { 'x-amz-acl': 'public-read' },
        takes: [200],
      });
      const request = sent.pop();
      if (request === undefined) throw new Error('nothing was sent');
      const { authorization = '' } = request.headers;
      expect(/Signature=(.*)$/.exec(authorization)?.[1]).toBe(signatureOf(request, 'very secret'));
      expect(authorization).toContain('x-amz-acl');
      expect(JSON.stringify(request)).not.toContain('very secret');
    }),
  );
});
