import type { ContentHash } from '@homeroll/core/photo/content-hash';
import type { CancelSignal } from '@homeroll/core/ports/cancel-signal';
import type { CheckAnswer, Destination, Receipt, Upload } from '@homeroll/core/ports/destination';
import type { Right } from '@homeroll/protocol/accounts';
import { routes } from '@homeroll/protocol/routes';
import { uploadCheckAnswerSchema, type UploadCheck } from '@homeroll/protocol/upload-check';
import { forceHeader, metadataToHeaders } from '@homeroll/protocol/upload-metadata';
import { askServer, askServerJson, type ServerConnection } from './server-connection.ts';
import { sendResumable } from './tus-upload.ts';
import { receiptIn } from './receipt.ts';

export interface OwnServerOptions {
  /** For people: `anna on photos.example.org`. */
  readonly name: string;
  /** What the account may there, as `lookAtServer` found; without the right to delete there is no `remove`. */
  readonly rights?: readonly Right[];
  /** Files of so many bytes and more go piece by piece and can go on after a break. */
  readonly resumableFrom?: number;
  /** Bytes of one piece. */
  readonly pieceBytes?: number;
}

const mebibyte = 1024 * 1024;

/**
 * Our own server: one question for thousands of hashes, one `PUT` per photo, tus 1.0 for large files.
 * Free of `node:` and of the DOM, so that the agent and the browser share it.
 */
export function ownServerDestination(connection: ServerConnection, options: OwnServerOptions): Destination {
  const { name, rights = [], resumableFrom = 16 * mebibyte, pieceBytes = 64 * mebibyte } = options;
  const mayRemove = rights.includes('delete') || rights.includes('delete-any');
  return {
    name,
    check: (hashes, signal) => checkHashes(connection, hashes, signal),
    send: (upload, signal) =>
      upload.size < resumableFrom
        ? sendWhole(connection, upload, signal)
        : sendResumable(connection, upload, { pieceBytes, signal }),
    ...(mayRemove ? { remove: (hash, signal) => throwAway(connection, hash, signal) } : {}),
  };
}

async function checkHashes(
  connection: ServerConnection,
  hashes: readonly ContentHash[],
  signal?: CancelSignal,
): Promise<readonly CheckAnswer[]> {
  if (hashes.length === 0) return [];
  const question: UploadCheck = { hashes };
  const request = { method: 'POST', path: routes.check, json: question, signal } as const;
  const answer = await askServerJson(connection, request, (json) => uploadCheckAnswerSchema.parse(json));
  const ours = new Set(answer.ours);
  const wasSynced = new Set(answer.wasSynced);
  const idAt = new Map(answer.exists.map((place, index) => [place, answer.ids?.[index]]));
  return hashes.map((_, place) => {
    const id = idAt.get(place);
    return {
      exists: idAt.has(place),
      ours: ours.has(place),
      wasSynced: wasSynced.has(place),
      ...(id === undefined ? {} : { remoteId: String(id) }),
    };
  });
}

async function throwAway(
  connection: ServerConnection,
  hash: ContentHash,
  signal?: CancelSignal,
): Promise<void> {
  await askServer(connection, { method: 'DELETE', path: routes.mediaByHash(hash), signal });
}

async function sendWhole(
  connection: ServerConnection,
  upload: Upload,
  signal?: CancelSignal,
): Promise<Receipt> {
  const { hash, size, details, force, open, progress } = upload;
  const response = await askServer(connection, {
    method: 'PUT',
    path: routes.mediaByHash(hash),
    headers: {
      'content-type': 'application/octet-stream',
      ...metadataToHeaders(details),
      ...(force ? { [forceHeader]: '1' } : {}),
    },
    body: { size, open: () => open(0) },
    signal,
    progress,
  });
  return receiptIn(response, hash);
}
