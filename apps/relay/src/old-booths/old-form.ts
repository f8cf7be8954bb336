import { Busboy, type BusboyConfig, type BusboyHeaders, type BusboyInstance } from '@fastify/busboy';
import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { Refusal } from '../refusal.ts';

/** What an old booth posts; `file` is still coming. */
export interface OldForm {
  readonly fields: ReadonlyMap<string, string>;
  readonly file: Readable | undefined;
}

/**
 * A form, url-encoded or multipart, up to its end or to the beginning of its first file, whichever comes first: the
 * key must be known before a byte of the file is taken. That far it is waited for `patienceMs` milliseconds: a stranger
 * could send a byte now and then, and never come to the key.
 */
export function readOldForm(
  request: IncomingMessage,
  { fileBytes, patienceMs }: { fileBytes: number; patienceMs: number },
): Promise<OldForm> {
  return new Promise((resolve, reject) => {
    const fields = new Map<string, string>();
    const settle = (file: Readable | undefined): void => {
      clearTimeout(late);
      resolve({ fields, file });
    };
    const refuse = (): void => {
      clearTimeout(late);
      reject(new Refusal('bad-request', 'This is no form.'));
    };
    const late = setTimeout(refuse, patienceMs);
    const limits = { fileSize: fileBytes, files: 1, fields: 20, fieldSize: 10_000, headerPairs: 50 };
    const form = busboyFor(request, limits);
    if (!form) {
      refuse();
      return;
    }
    let broken: (() => void) | undefined;
    form.on('field', (name, value) => fields.set(name, value));
    form.on('file', (name, file) => {
      if (name !== 'upload_file') {
        file.resume();
        return;
      }
      // Longer than is taken, or cut off: it must not pass for a whole file.
      const cut = (): void => void file.destroy();
      file.on('limit', cut).on('error', cut);
      broken = cut;
      settle(file);
    });
    form.on('finish', () => settle(undefined));
    form.on('error', () => {
      broken?.();
      refuse();
    });
    request.once('close', () => {
      if (!request.complete) broken?.();
      refuse();
    });
    request.pipe(form);
  });
}

function busboyFor({ headers }: IncomingMessage, limits: BusboyConfig['limits']): BusboyInstance | undefined {
  try {
    return new Busboy({ headers: headers as BusboyHeaders, limits });
  } catch {
    return undefined;
  }
}
