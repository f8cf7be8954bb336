import type { CancelSignal } from '@homeroll/core/ports/cancel-signal';
import { AwsV4Signer } from 'aws4fetch';
import { beginOf } from '../http/begin-of.ts';
import { askingFirst } from '../http/content-body.ts';
import { encodePart, encodePath } from '../http/encode-path.ts';
import type { HttpBody, HttpRequest, HttpResponse } from '../http/http-client.ts';
import type { HttpStream, NodeHttpClient } from '../http/node-http-client.ts';
import { s3Refusal } from './s3-refusal.ts';

/** One bucket, and the key pair that opens it. */
export interface S3Bucket {
  readonly http: NodeHttpClient;
  readonly bucket: string;
  /** `https://s3.example.org/bucket` or `https://bucket.s3.example.org`; no slash at the end. */
  readonly address: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface S3Request {
  readonly method: HttpRequest['method'];
  /** `''` for the bucket itself. */
  readonly key: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: HttpBody;
  /** Of the body, in hex. Without it the body is not part of what is signed. */
  readonly sha256?: string;
  readonly takes: readonly number[];
  readonly signal?: CancelSignal | undefined;
}

/** Asks the server; every status that the caller does not take is a `DestinationError`. */
export async function askS3(bucket: S3Bucket, request: S3Request): Promise<HttpResponse> {
  const response = await bucket.http.send(await signed(bucket, request));
  if (request.takes.includes(response.status)) return response;
  throw s3Refusal(bucket, response);
}

/** The same, for an answer that may be long. */
export async function streamS3(bucket: S3Bucket, request: S3Request): Promise<HttpStream> {
  const response = await bucket.http.stream(await signed(bucket, request));
  if (request.takes.includes(response.status)) return response;
  throw s3Refusal(bucket, { ...response, text: await beginOf(response.body) });
}

const sha256OfNothing = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** By AWS Signature Version 4. The library hashes no body itself: it would need all of it in memory. */
async function signed(bucket: S3Bucket, request: S3Request): Promise<HttpRequest> {
  const { method, body, sha256, signal } = request;
  const hash = body === undefined ? sha256OfNothing : (sha256 ?? 'UNSIGNED-PAYLOAD');
  const signer = new AwsV4Signer({
    method,
    url: addressOf(bucket, request),
    headers: { ...askingFirst(body), ...request.headers, 'x-amz-content-sha256': hash },
    service: 's3',
    region: bucket.region,
    accessKeyId: bucket.accessKeyId,
    secretAccessKey: bucket.secretAccessKey,
  });
  const { url, headers } = await signer.sign();
  return {
    method,
    url: url.href,
    headers: Object.fromEntries(headers.entries()),
    ...(body === undefined ? {} : { body }),
    ...(signal === undefined ? {} : { signal }),
  };
}

function addressOf({ address }: S3Bucket, { key, query }: S3Request): string {
  const asked = Object.entries(query ?? {}).map(
    ([name, value]) => `${encodePart(name)}=${encodePart(value)}`,
  );
  return `${address}/${encodePath(key)}${asked.length > 0 ? `?${asked.join('&')}` : ''}`;
}
