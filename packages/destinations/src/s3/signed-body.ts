import { createHash } from 'node:crypto';
import type { CancelSignal } from '@homeroll/core/ports/cancel-signal';
import type { FileContent } from '@homeroll/core/ports/file-store';
import { contentBody, type Range } from '../http/content-body.ts';
import type { HttpBody } from '../http/http-client.ts';
import { silent } from '../silent.ts';
import type { S3Bucket, S3Request } from './s3-bucket.ts';

/**
 * A file, or a piece of it, as S3 takes it. Over TLS its bytes are not part of what is signed: nobody can change them
 * on the way, and hashing would mean to read everything twice. Over plain HTTP they are, so that a server refuses what
 * was changed.
 */
export async function signedBody(
  { address }: Pick<S3Bucket, 'address'>,
  content: FileContent,
  { range, signal }: { readonly range?: Range; readonly signal: CancelSignal | undefined },
): Promise<Pick<S3Request, 'body' | 'sha256'>> {
  const body = contentBody(content, signal, range);
  if (address.startsWith('https:')) return { body };
  return { body, sha256: await sha256Of(contentBody(silent(content), signal, range)) };
}

/** In hex. */
export async function sha256Of(body: HttpBody): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of body.open()) hash.update(piece);
  return hash.digest('hex');
}
