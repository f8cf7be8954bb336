import { createHash } from 'node:crypto';
import type { CancelSignal } from '@homeroll/core/ports/cancel-signal';
import { DestinationError } from '@homeroll/core/ports/destination-error';
import type { FileContent } from '@homeroll/core/ports/file-store';
import { contentBody, type Range } from '../http/content-body.ts';
import type { HttpResponse } from '../http/http-client.ts';
import { childrenOf, parseXml, textIn } from '../http/parse-xml.ts';
import { textBody } from '../http/text-body.ts';
import { silent } from '../silent.ts';
import { askS3, type S3Bucket, type S3Request } from './s3-bucket.ts';
import { errorIn, s3Refusal } from './s3-refusal.ts';
import { sha256Of, signedBody } from './signed-body.ts';

/*
 * A large file goes up in parts (Amazon S3, “Uploading and copying objects using multipart upload”). A part is there
 * when it was answered, the object only when all are declared complete. Nobody can note down at the server which
 * version of a file an upload is of: metadata given at the beginning is told to nobody before the end. So an upload
 * that this process began is gone on with by its memory; one that is found at the server only as far as the MD5 of
 * its parts (their ETag) is the one of our bytes, which costs reading them again, but no sending.
 */

const mebibyte = 1024 * 1024;
const mostParts = 10_000;

export interface PartSizes {
  /** A larger file goes in parts; bytes. */
  readonly largestWhole: number;
  /** At least 5 MiB, which S3 asks for. */
  readonly part: number;
}

export const usualSizes: PartSizes = { largestWhole: 64 * mebibyte, part: 16 * mebibyte };

export interface MultipartUpload {
  readonly bucket: S3Bucket;
  readonly key: string;
  readonly content: FileContent;
  /** For the object: its type, who may read it. */
  readonly headers: Readonly<Record<string, string>>;
  readonly sizes: PartSizes;
  /** What this process knows of uploads that broke off, by key. */
  readonly begun: Map<string, Begun>;
  readonly signal: CancelSignal | undefined;
}

/** An upload that is not complete yet. */
export interface Begun {
  readonly uploadId: string;
  readonly version: string;
}

interface Part {
  readonly number: number;
  readonly etag: string;
  readonly size: number;
}

export async function sendInParts(upload: MultipartUpload): Promise<void> {
  const { content, begun, key } = upload;
  const { uploadId, parts } = await beginOrGoOn(upload);
  begun.set(key, { uploadId, version: versionOf(upload) });
  try {
    for (let number = parts.length + 1; rangeOf(upload, number).size > 0; number += 1) {
      parts.push(await sendPart(upload, uploadId, number));
    }
    await complete(upload, uploadId, parts);
  } catch (error) {
    const isUnequal = error instanceof DestinationError && error.fault === 'hash-mismatch';
    const isLost = error instanceof DestinationError && error.fault === 'conflict';
    if (isUnequal) await ask(upload, 'DELETE', { query: { uploadId }, takes: gone });
    if (isUnequal || isLost) begun.delete(key);
    throw error;
  }
  begun.delete(key);
  content.progress?.(content.size);
}

const gone = [200, 204, 404];

/** Throws away what uploads to this key left that nobody will go on with, except one of them. */
export async function abortUploads(
  bucket: S3Bucket,
  key: string,
  { except, signal }: { readonly except?: string | undefined; readonly signal: CancelSignal | undefined },
): Promise<void> {
  for (const uploadId of await uploadsOf(bucket, key, signal)) {
    if (uploadId === except) continue;
    await askS3(bucket, { method: 'DELETE', key, query: { uploadId }, takes: gone, signal });
  }
}

async function beginOrGoOn(upload: MultipartUpload): Promise<{ uploadId: string; parts: Part[] }> {
  const { bucket, key, begun, signal } = upload;
  const found = await uploadsOf(bucket, key, signal);
  const known = begun.get(key);
  const isOurs = known?.version === versionOf(upload);
  const candidate = isOurs ? known.uploadId : found.at(-1);
  const parts = candidate === undefined ? [] : await wholeParts(upload, candidate, isOurs);
  const goesOn = parts.length > 0 ? candidate : undefined;
  await abortUploads(bucket, key, { except: goesOn, signal });
  if (goesOn !== undefined) return { uploadId: goesOn, parts };
  const response = await ask(upload, 'POST', {
    query: { uploads: '' },
    headers: upload.headers,
    takes: [200],
  });
  const uploadId = textIn(parseXml(response.text), 'UploadId');
  if (uploadId === undefined) throw new DestinationError('protocol', 'the server began no multipart upload');
  return { uploadId, parts: [] };
}

/** The parts from the first on that are there as they should be. */
async function wholeParts(upload: MultipartUpload, uploadId: string, isOurs: boolean): Promise<Part[]> {
  const there = new Map((await partsOf(upload, uploadId)).map((part) => [part.number, part]));
  const whole: Part[] = [];
  for (let part = there.get(1); part !== undefined; part = there.get(whole.length + 1)) {
    const range = rangeOf(upload, part.number);
    if (range.size === 0 || part.size !== range.size) break;
    if (!isOurs && (await md5Of(upload, range)) !== part.etag.replaceAll('"', '')) break;
    whole.push(part);
  }
  return whole;
}

async function sendPart(upload: MultipartUpload, uploadId: string, number: number): Promise<Part> {
  const { bucket, content, signal } = upload;
  const range = rangeOf(upload, number);
  const { headers } = await ask(upload, 'PUT', {
    query: { partNumber: String(number), uploadId },
    ...(await signedBody(bucket, content, { range, signal })),
    takes: [200],
  });
  const { etag } = headers;
  if (etag === undefined) throw new DestinationError('protocol', 'the server did not confirm a part');
  return { number, etag, size: range.size };
}

async function complete(upload: MultipartUpload, uploadId: string, parts: readonly Part[]): Promise<void> {
  const listed = parts.map(
    ({ number, etag }) => `<Part><PartNumber>${number}</PartNumber><ETag>${escaped(etag)}</ETag></Part>`,
  );
  const body = textBody(
    `<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${listed.join('')}</CompleteMultipartUpload>`,
  );
  const headers = { 'content-type': 'application/xml' };
  const sha256 = await sha256Of(body);
  const response = await ask(upload, 'POST', { query: { uploadId }, headers, body, sha256, takes: [200] });
  // The server says 200 when it starts, and learns later whether it works.
  if (errorIn(response.text) !== undefined) throw s3Refusal(upload.bucket, response);
}

async function uploadsOf(
  bucket: S3Bucket,
  key: string,
  signal: CancelSignal | undefined,
): Promise<readonly string[]> {
  const query = { uploads: '', prefix: key, 'encoding-type': 'url' };
  const takes = [200, 400, 403, 405, 501];
  const { status, text } = await askS3(bucket, { method: 'GET', key: '', query, takes, signal });
  // An access key that may not look, or a server that has no such list: nothing can be gone on with.
  if (status !== 200) return [];
  const root = parseXml(text);
  const isEncoded = textIn(root, 'EncodingType') === 'url';
  // Longer keys that begin alike come after it, so the first page is enough.
  return childrenOf(root, 'Upload')
    .filter((one) => plainKey(textIn(one, 'Key') ?? '', isEncoded) === key)
    .flatMap((one) => textIn(one, 'UploadId') ?? []);
}

/** `undefined` for what no server encodes in such a way: then it is no key of ours. */
function plainKey(key: string, isEncoded: boolean): string | undefined {
  if (!isEncoded) return key;
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}

async function partsOf(upload: MultipartUpload, uploadId: string): Promise<readonly Part[]> {
  const parts: Part[] = [];
  for (let marker: string | undefined = '0'; marker !== undefined;) {
    const query = { uploadId, 'part-number-marker': marker };
    const { status, text }: HttpResponse = await ask(upload, 'GET', { query, takes: [200, 403, 404] });
    if (status !== 200) return [];
    const root = parseXml(text);
    for (const part of childrenOf(root, 'Part')) {
      const [number, size] = [Number(textIn(part, 'PartNumber')), Number(textIn(part, 'Size'))];
      parts.push({ number, size, etag: textIn(part, 'ETag') ?? '' });
    }
    const next: string | undefined = textIn(root, 'NextPartNumberMarker');
    marker = textIn(root, 'IsTruncated') === 'true' && next !== marker ? next : undefined;
  }
  return parts;
}

function ask(
  { bucket, key, signal }: MultipartUpload,
  method: 'GET' | 'PUT' | 'POST' | 'DELETE',
  asked: Omit<S3Request, 'method' | 'key' | 'signal'>,
): Promise<HttpResponse> {
  return askS3(bucket, { ...asked, method, key, signal });
}

async function md5Of({ content, signal }: MultipartUpload, range: Range): Promise<string> {
  const hash = createHash('md5');
  for await (const piece of contentBody(silent(content), signal, range).open()) hash.update(piece);
  return hash.digest('hex');
}

/** Size 0 behind the last one. */
function rangeOf({ content, sizes }: MultipartUpload, number: number): Range {
  const part = Math.max(sizes.part, Math.ceil(content.size / mostParts / mebibyte) * mebibyte);
  const from = Math.min((number - 1) * part, content.size);
  return { from, size: Math.min(part, content.size - from) };
}

function versionOf({ content }: MultipartUpload): string {
  return `${content.version} ${content.size}`;
}

function escaped(text: string): string {
  return text.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
