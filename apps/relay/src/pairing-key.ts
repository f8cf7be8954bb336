import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { lineSecretSchema } from '@homeroll/protocol/relay-line';

export interface PairingKey {
  readonly key: string;
  readonly path: string;
}

/** The file of the key holds none. */
export class NoKeyError extends Error {
  override readonly name = 'NoKeyError';
}

/** The relay's key from its file; made at the first start, of 256 bits, for its owner's eyes only. */
export async function pairingKey(folder: string): Promise<PairingKey> {
  const path = join(folder, 'relay.key');
  await mkdir(folder, { recursive: true });
  try {
    const file = await open(path, 'wx', 0o600);
    await file.writeFile(`${randomBytes(32).toString('base64url')}\n`);
    await file.sync();
    await file.close();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const key = (await readFile(path, 'utf8')).trim();
  if (lineSecretSchema.safeParse(key).success) return { key, path };
  throw new NoKeyError(
    `${path} holds no key. Delete it, and a new one is made; devices must then be paired again.`,
  );
}

/** Takes the same time whatever is given. */
export function isKey(key: string, given: string | undefined): boolean {
  return timingSafeEqual(digest(key), digest(given ?? ''));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
