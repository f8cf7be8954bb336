import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

/** SHA-256 of a file, hexadecimal. */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  const oneMebibyte = 1024 * 1024;
  await pipeline(createReadStream(path, { highWaterMark: oneMebibyte }), hash);
  return hash.digest('hex');
}
