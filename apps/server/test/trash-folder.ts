import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { expect } from 'vitest';
import type { TrashAnswer } from '@homeroll/protocol/trash';
import type { MediaReceipt } from '@homeroll/protocol/media-receipt';
import { metadataToHeaders, type UploadMetadata } from '@homeroll/protocol/upload-metadata';
import { openCatalogOf } from '@homeroll/server/open-catalog-of';
import { openDataFolder } from '@homeroll/server/library/data-folder';
import { verifyLibrary, type LibraryReport } from '@homeroll/server/library/verify';
import { madePhoto, type MadePhoto } from './made-photo.ts';
import type { TestServer } from './running-server.ts';

export type SentPhoto = MadePhoto & MediaReceipt;

export async function sendPhoto(
  server: TestServer,
  metadata: UploadMetadata,
  token: string = server.token,
): Promise<SentPhoto> {
  const photo = await madePhoto();
  const headers = { ...metadataToHeaders(metadata), authorization: `Bearer ${token}` };
  const answer = await server.put(photo.bytes, { hash: photo.hash, headers });
  if (answer.status !== 201) throw new Error(await answer.text());
  return { ...photo, ...((await answer.json()) as MediaReceipt) };
}

export interface Answered<Body> {
  readonly status: number;
  readonly body: Body;
}

/** A JSON request with a token; the status, and the body where there is one. */
export async function ask(
  server: TestServer,
  [method, path, body]: readonly [method: string, path: string, body?: unknown],
  token: string = server.token,
): Promise<Answered<unknown>> {
  const answer = await server.request(path, {
    method,
    headers: { authorization: `Bearer ${token}`, ...(body === undefined ? {} : json) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, body: (text === '' ? undefined : JSON.parse(text)) as unknown };
}

const json = { 'content-type': 'application/json' };

export async function throwAway(server: TestServer, ...ids: readonly number[]): Promise<TrashAnswer> {
  return ((await ask(server, ['POST', '/api/trash', { ids }])) as Answered<TrashAnswer>).body;
}

export async function restore(server: TestServer, ...ids: readonly number[]): Promise<TrashAnswer> {
  return ((await ask(server, ['POST', '/api/trash/restore', { ids }])) as Answered<TrashAnswer>).body;
}

export async function purge(server: TestServer, ...ids: readonly number[]): Promise<TrashAnswer> {
  return ((await ask(server, ['DELETE', '/api/trash', { ids }])) as Answered<TrashAnswer>).body;
}

/** What the account is told of one hash. */
export async function checked(
  server: TestServer,
  hash: string,
  token?: string,
): Promise<{ exists: boolean; wasSynced: boolean }> {
  type Answer = { exists: number[]; wasSynced: number[] };
  const { body } = (await ask(
    server,
    ['POST', '/api/uploads/check', { hashes: [hash] }],
    token,
  )) as Answered<Answer>;
  return { exists: body.exists.length > 0, wasSynced: body.wasSynced.length > 0 };
}

/** Paths of all files below a folder of the data folder, sorted, with `/`. */
export async function filesIn(dataFolder: string, folder: 'library' | 'trash'): Promise<readonly string[]> {
  const root = join(dataFolder, folder);
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .toSorted();
}

/** Hashes of the photos below a folder of the data folder, sorted, each as often as it lies there. */
export async function hashesIn(dataFolder: string, folder: 'library' | 'trash'): Promise<readonly string[]> {
  const paths = (await filesIn(dataFolder, folder)).filter((path) => !path.endsWith('.xmp'));
  const files = paths.map((path) => readFile(join(dataFolder, folder, path)));
  return (await Promise.all(files))
    .map((bytes) => createHash('sha256').update(bytes).digest('hex'))
    .toSorted();
}

/** Nothing is missing, changed or unknown; a temporary name may go a moment after the answer that it was kept for. */
export function expectClean(dataFolder: string): Promise<void> {
  const found = { missing: [], changed: [], unknown: [], halfWritten: [] };
  return expect.poll(() => report(dataFolder)).toMatchObject(found);
}

/** What `homeroll verify` says of a data folder. */
export async function report(dataFolder: string): Promise<LibraryReport> {
  const data = await openDataFolder(dataFolder);
  const catalog = await openCatalogOf(dataFolder, undefined);
  try {
    const stop = new AbortController().signal;
    return await verifyLibrary({ data, catalog, stop, progress: () => undefined });
  } finally {
    await catalog.close();
  }
}
