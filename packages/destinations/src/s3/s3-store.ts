import type { CancelSignal } from '@homeroll/core/ports/cancel-signal';
import { DestinationError } from '@homeroll/core/ports/destination-error';
import type { FileContent, FileStore, StoredFile } from '@homeroll/core/ports/file-store';
import { beginOf } from '../http/begin-of.ts';
import { leave } from '../leave.ts';
import type { HttpStream } from '../http/node-http-client.ts';
import { textIn } from '../http/parse-xml.ts';
import { notWhatWasAskedFor } from '../http/refusal.ts';
import { expectSameSize } from '../http/same-size.ts';
import { inTurn } from '../in-turn.ts';
import { abortUploads, sendInParts, usualSizes, type Begun, type PartSizes } from './multipart-upload.ts';
import { askS3, streamS3, type S3Bucket } from './s3-bucket.ts';
import { errorIn, s3Refusal } from './s3-refusal.ts';
import { signedBody } from './signed-body.ts';

/*
 * How S3 behaves, Amazon's and those of others: an object is there when it is whole, so it goes straight to its name;
 * folders do not exist. The size of one is asked for by reading its first byte: HEAD has no body that says why it was
 * refused, and Swift ends a HEAD that finds nothing with the end of a body, which breaks the connection. To an access
 * key that may not list the bucket, what is missing is forbidden. What an ETag is made of is left to the server (parts, encryption), so bytes are
 * proved by TLS or by a signed hash instead, and the size is asked for afterwards. Conditional puts are not known
 * everywhere. Every request carries the time: a clock that is 15 minutes off is refused.
 */

export interface S3Place {
  readonly name: string;
  readonly bucket: S3Bucket;
  /** What keys begin with, without a slash at the end; `''` for nothing. */
  readonly folder: string;
  /** `public-read`, where the server takes access lists. */
  readonly acl?: string | undefined;
  readonly sizes?: PartSizes;
}

/** Files in a bucket. */
export function s3Store({ name, bucket, folder, acl, sizes = usualSizes }: S3Place): FileStore {
  const turn = inTurn();
  const begun = new Map<string, Begun>();
  const keyOf = (path: string): string => (folder === '' ? path : `${folder}/${path}`);
  const put = async (key: string, content: FileContent, signal?: CancelSignal): Promise<void> => {
    const headers = {
      'content-type': content.mediaType,
      ...(acl === undefined ? {} : { 'x-amz-acl': acl }),
    };
    if (content.size > sizes.largestWhole) {
      await sendInParts({ bucket, key, content, headers, sizes, begun, signal });
    } else {
      if (begun.delete(key)) await abortUploads(bucket, key, { signal });
      const body = await signedBody(bucket, content, { signal });
      expectS3(await askS3(bucket, { method: 'PUT', key, headers, ...body, takes: [200], signal }));
    }
    expectSameSize(content, await statOf(bucket, key, signal));
  };
  return {
    name,
    put: (path, content, signal) => turn(path, () => put(keyOf(path), content, signal), signal),
    stat: (path, signal) => statOf(bucket, keyOf(path), signal),
    async *read(path, signal) {
      const headers = { 'accept-encoding': 'identity' };
      const request = { method: 'GET', key: keyOf(path), headers, takes: [200], signal } as const;
      const answer = await streamS3(bucket, request);
      if (!isOfS3(answer)) await leave(answer.body);
      expectS3(answer);
      yield* answer.body;
    },
    remove: (path, signal) => {
      const key = keyOf(path);
      const remove = async (): Promise<void> => {
        await askS3(bucket, { method: 'DELETE', key, takes: [204, 404], signal });
        begun.delete(key);
        await abortUploads(bucket, key, { signal });
      };
      return turn(path, remove, signal);
    },
    close: () => {
      bucket.http.close();
      return Promise.resolve();
    },
  };
}

async function statOf(
  bucket: S3Bucket,
  key: string,
  signal: CancelSignal | undefined,
): Promise<StoredFile | undefined> {
  const takes = [200, 206, 404, 416];
  const headers = { range: 'bytes=0-0' };
  const response = await streamS3(bucket, { method: 'GET', key, headers, takes, signal });
  const text = await beginOf(response.body);
  if (response.status === 206 || response.status === 200) expectS3(response);
  if (response.status !== 404) return { size: sizeIn(response) };
  const code = textIn(errorIn(text), 'Code') ?? 'NoSuchKey';
  if (code === 'NoSuchKey') return undefined;
  throw s3Refusal(bucket, { ...response, text });
}

function expectS3(answer: Pick<HttpStream, 'headers'>): void {
  if (!isOfS3(answer)) throw new DestinationError('protocol', notWhatWasAskedFor);
}

/** Where an object is put or read S3 tells its ETag; the page of a captive portal has none. */
function isOfS3({ headers }: Pick<HttpStream, 'headers'>): boolean {
  return headers['etag'] !== undefined;
}

/** Of the whole object: an answer to a range says of how much it is one, also that an empty object has none. */
function sizeIn({ status, headers }: Pick<HttpStream, 'status' | 'headers'>): number {
  const [, whole] = /\/(\d+)$/.exec(headers['content-range'] ?? '') ?? [];
  if (whole !== undefined) return Number(whole);
  if (status === 416) return 0;
  const length = status === 200 ? headers['content-length'] : undefined;
  if (length !== undefined) return Number(length);
  throw new DestinationError('protocol', 'the server does not say how large a file is');
}
