import type { CancelSignal } from '@homeroll/core/ports/cancel-signal';
import { DestinationError } from '@homeroll/core/ports/destination-error';
import type { Receipt, Upload } from '@homeroll/core/ports/destination';
import { routes } from '@homeroll/protocol/routes';
import { forceHeader, metadataToFields } from '@homeroll/protocol/upload-metadata';
import { base64 } from './base64.ts';
import type { HttpResponse } from '../http/http-client.ts';
import { utf8Bytes } from '../http/text-body.ts';
import { receiptIn } from './receipt.ts';
import { askServer, type ServerConnection } from './server-connection.ts';

// tus 1.0 (tus.io/protocols/resumable-upload): POST makes an upload and names its address, HEAD says how far it
// got, PATCH goes on from there. Ours adds one thing: the last PATCH answers when the photo is committed, with
// the same receipt as a PUT. A handle is the path of that address below the server's, so that a server that is
// reached by another name, or thinks it is, still gets its own upload, and a token never goes elsewhere.

interface Options {
  readonly pieceBytes: number;
  readonly signal?: CancelSignal | undefined;
}

interface Place {
  readonly path: string;
  readonly offset: number;
}

/** Goes on where `upload.resume` stopped; after a break in mid-file it asks how far it got and continues. */
export async function sendResumable(
  connection: ServerConnection,
  upload: Upload,
  options: Options,
): Promise<Receipt> {
  let place = await findPlace(connection, upload, options);
  let brokeAt = -1;
  for (;;) {
    try {
      const response = await sendPiece(connection, upload, { ...options, place });
      const offset = place.offset + pieceSize(upload, place, options);
      if (offset >= upload.size) return receiptIn(response, upload.hash);
      place = { ...place, offset };
    } catch (error) {
      if (!mayGoOn(error, options)) throw error;
      const reached = await offsetOf(connection, place.path, options);
      // Breaking twice at one place is no luck any more: the patience of others takes over.
      if (reached === undefined || reached <= brokeAt) throw stillBusy(error);
      brokeAt = reached;
      place = { ...place, offset: reached };
    }
  }
}

function mayGoOn(error: unknown, { signal }: Options): boolean {
  if (signal?.aborted || !(error instanceof DestinationError)) return false;
  return error.fault === 'unreachable' || error.fault === 'timeout' || error.fault === 'conflict';
}

/** The piece that broke off is still being put away; in a moment the upload will take the next. */
function stillBusy(error: unknown): unknown {
  if (!(error instanceof DestinationError) || error.fault !== 'conflict') return error;
  return new DestinationError('unavailable', error.message, { cause: error, retryAfter: 1000 });
}

async function findPlace(connection: ServerConnection, upload: Upload, options: Options): Promise<Place> {
  if (upload.resume !== undefined) {
    const offset = await offsetOf(connection, upload.resume, options);
    if (offset !== undefined && offset <= upload.size) return { path: upload.resume, offset };
  }
  const path = await createUpload(connection, upload, options);
  await upload.remember(path);
  return { path, offset: 0 };
}

async function createUpload(
  connection: ServerConnection,
  { hash, size, details, force }: Upload,
  { signal }: Options,
): Promise<string> {
  const fields = { hash, ...metadataToFields(details) };
  const metadata = Object.entries(fields).map(([key, value]) => `${key} ${base64(utf8Bytes(value))}`);
  const response = await askServer(connection, {
    method: 'POST',
    path: routes.tus,
    headers: {
      ...tusVersion,
      'upload-length': String(size),
      'upload-metadata': metadata.join(','),
      ...(force ? { [forceHeader]: '1' } : {}),
    },
    signal,
  });
  const location = response.headers['location'] ?? '';
  const start = location.lastIndexOf(`${routes.tus}/`);
  if (start < 0) throw new DestinationError('protocol', 'the server did not say where the upload goes');
  return location.slice(start);
}

/** `undefined` where the server has forgotten the upload. */
async function offsetOf(
  connection: ServerConnection,
  path: string,
  { signal }: Options,
): Promise<number | undefined> {
  try {
    const { headers } = await askServer(connection, { method: 'HEAD', path, headers: tusVersion, signal });
    const offset = Number(headers['upload-offset'] ?? Number.NaN);
    return Number.isSafeInteger(offset) && offset >= 0 ? offset : undefined;
  } catch (error) {
    if (error instanceof DestinationError && forgotten.has(error.fault)) return undefined;
    throw error;
  }
}

/** A HEAD has no body to say why in: whatever the server says of the address, the upload starts afresh. */
const forgotten: ReadonlySet<string> = new Set([
  'missing',
  'protocol',
  'bad-request',
  'conflict',
  'forbidden',
]);

function sendPiece(
  connection: ServerConnection,
  upload: Upload,
  { place, signal, pieceBytes }: Options & { readonly place: Place },
): Promise<HttpResponse> {
  const size = pieceSize(upload, place, { pieceBytes });
  return askServer(connection, {
    method: 'PATCH',
    path: place.path,
    headers: {
      ...tusVersion,
      'content-type': 'application/offset+octet-stream',
      'upload-offset': String(place.offset),
    },
    body: { size, open: () => firstBytes(upload.open(place.offset), size) },
    signal,
    progress: (bytes) => upload.progress(place.offset + bytes),
  });
}

const tusVersion = { 'tus-resumable': '1.0.0' };

function pieceSize({ size }: Upload, { offset }: Place, { pieceBytes }: Options): number {
  return Math.min(pieceBytes, size - offset);
}

async function* firstBytes(pieces: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Uint8Array> {
  let left = size;
  if (left === 0) return;
  for await (const piece of pieces) {
    yield piece.length <= left ? piece : piece.subarray(0, left);
    left -= piece.length;
    if (left <= 0) return;
  }
}
