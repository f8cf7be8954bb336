import { createHash } from 'node:crypto';
import type { CancelSignal } from '@homeroll/core/ports/cancel-signal';
import type { Clock } from '@homeroll/core/ports/clock';
import { DestinationError } from '@homeroll/core/ports/destination-error';
import type { FileContent } from '@homeroll/core/ports/file-store';
import { askDav, davAddress, type DavConnection } from '../dav/dav-connection.ts';
import { gone } from '../dav/dav-files.ts';
import { listDav, lookAt } from '../dav/look-at.ts';
import { contentBody } from '../http/content-body.ts';

/*
 * Nextcloud's chunked upload, version 2 (developer manual, “Chunked file upload”): a folder below `uploads/`, which
 * says in its `Destination` what is to become of it; chunks in it, called 1 to 10000, of 5 MB to 5 GB but for the
 * last; and a MOVE of `.file` in it, which puts them together, and may take longer than a proxy on the way waits. The
 * folder is deleted with it, or by itself after a day. All but the listing carries `Destination` and the length.
 */

const mebibyte = 1024 * 1024;
const mostChunks = 10_000;

/** Small enough for the proxies that take 100 MB at a time, and for little to be sent twice. */
const chunkBytes = 10 * mebibyte;

/** A larger file goes in chunks. */
export const largestWhole: number = chunkBytes;

export function chunkBytesFor(size: number): number {
  return Math.max(chunkBytes, Math.ceil(size / mostChunks / mebibyte) * mebibyte);
}

export interface ChunkedUpload {
  readonly connection: DavConnection;
  readonly clock: Clock;
  readonly userId: string;
  /** Below the connection's root. */
  readonly path: string;
  readonly content: FileContent;
  readonly signal: CancelSignal | undefined;
}

/** Sends a file, going on with what an upload of the same version left there. */
export async function sendInChunks(upload: ChunkedUpload): Promise<void> {
  const { connection, path, content, signal } = upload;
  if ((await lookAt(connection, path, signal))?.isFolder) {
    throw new DestinationError('conflict', `there is a folder called ${path}`);
  }
  const folder = folderFor(upload);
  const chunk = chunkBytesFor(content.size);
  const arrived = await beginOrGoOn(upload, folder);
  try {
    for (let number = arrived + 1; (number - 1) * chunk < content.size; number += 1) {
      await sendChunk(upload, folder, number);
    }
  } catch (error) {
    const isUnequal = error instanceof DestinationError && error.fault === 'hash-mismatch';
    if (isUnequal) await ask(upload, 'DELETE', { path: `${folder}/`, takes: gone });
    throw error;
  }
  await putTogether(upload, folder);
}

/** How many whole chunks are there already. Uploads of other versions of this file are thrown away. */
async function beginOrGoOn(upload: ChunkedUpload, folder: string): Promise<number> {
  const { connection, userId, path, content, signal } = upload;
  const all = (await listDav(connection, `uploads/${userId}`, signal)) ?? [];
  const ours = all.map(({ name }) => `uploads/${userId}/${name}`).filter((one) => isUploadOf(one, path));
  for (const other of ours.filter((one) => one !== folder)) {
    await ask(upload, 'DELETE', { path: `${other}/`, takes: gone });
  }
  if (!ours.includes(folder)) {
    await ask(upload, 'MKCOL', { path: folder, takes: [201] });
    return 0;
  }
  const there = new Map(
    ((await listDav(connection, folder, signal)) ?? []).map((entry) => [entry.name, entry]),
  );
  const chunk = chunkBytesFor(content.size);
  let whole = 0;
  while (there.get(nameOf(whole + 1))?.size === Math.min(chunk, content.size - whole * chunk)) whole += 1;
  return whole;
}

async function sendChunk(upload: ChunkedUpload, folder: string, number: number): Promise<void> {
  const { content, signal } = upload;
  const chunk = chunkBytesFor(content.size);
  const from = (number - 1) * chunk;
  const body = contentBody(content, signal, { from, size: Math.min(chunk, content.size - from) });
  const { status } = await ask(upload, 'PUT', {
    path: `${folder}/${nameOf(number)}`,
    body,
    takes: [200, 201, 204, 404],
  });
  if (status === 404) throw new DestinationError('conflict', 'the upload was thrown away by the server');
}

/** Milliseconds between two looks at whether the file is together, and how many looks. */
const pause = 5000;
const looks = 120;

async function putTogether(upload: ChunkedUpload, folder: string): Promise<void> {
  const { connection, clock, signal } = upload;
  try {
    await ask(upload, 'MOVE', { path: `${folder}/.file`, takes: [201, 204] });
  } catch (error) {
    if (!(error instanceof DestinationError) || error.fault !== 'timeout') throw error;
    // Nobody waited any longer; the server goes on and deletes the folder when it is done.
    for (let left = looks; left > 0 && !signal?.aborted; left -= 1) {
      if ((await lookAt(connection, folder, signal)) === undefined) return;
      await clock.wait(pause, signal);
    }
    throw error;
  }
}

type Asked = Pick<Parameters<typeof askDav>[1], 'path' | 'takes' | 'body'>;

function ask(
  { connection, path, content, signal }: ChunkedUpload,
  method: 'MKCOL' | 'PUT' | 'MOVE' | 'DELETE',
  asked: Asked,
): ReturnType<typeof askDav> {
  const headers = { destination: davAddress(connection, path), 'oc-total-length': String(content.size) };
  return askDav(connection, { ...asked, method, signal, ...(method === 'DELETE' ? {} : { headers }) });
}

/** The same for the same version of a file, so that another process finds it. */
function folderFor({ userId, path, content }: ChunkedUpload): string {
  const version = digits(`${content.version} ${content.size} ${chunkBytesFor(content.size)}`);
  return `uploads/${userId}/${prefixFor(path)}${version}`;
}

function isUploadOf(folder: string, path: string): boolean {
  return folder.slice(folder.lastIndexOf('/') + 1).startsWith(prefixFor(path));
}

function prefixFor(path: string): string {
  return `homeroll-${digits(path)}-`;
}

function digits(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

function nameOf(number: number): string {
  return String(number).padStart(5, '0');
}
