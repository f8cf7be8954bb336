import { createReadStream, type Stats } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { answerListing, lengthOf, receive, Refusal, type Listed } from './dav-answer.ts';

export interface FilesPlace {
  /** On the disk. */
  readonly root: string;
  /** Where part files go; on the same disk. */
  readonly parts: string;
  /** What comes before the path in an address: `/remote.php/dav/files/anna`. */
  readonly base: string;
  /** Bytes that may be put. */
  readonly quota: () => number;
}

/** Nextcloud's files by WebDAV (developer manual, “Basic APIs”). */
export async function answerFiles(
  place: FilesPlace,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const disk = join(place.root, path);
  const found = await statOf(disk);
  switch (request.method) {
    case 'PROPFIND':
      return answerListing(response, await listed(place, path, found, String(request.headers['depth'])));
    case 'GET':
      return sendFile(disk, found, response);
    case 'PUT':
      await putFile(place, path, request);
      return void response.writeHead(found === undefined ? 201 : 204, { 'oc-etag': '"any"' }).end();
    case 'MKCOL':
      if (found !== undefined) throw new Refusal(405, 'The resource you tried to create already exists');
      await expectFolderFor(place, path);
      await mkdir(disk);
      return void response.writeHead(201).end();
    case 'DELETE':
      if (found === undefined) throw new Refusal(404, `File not found: ${path}`);
      await rm(disk, { recursive: true });
      return void response.writeHead(204).end();
    default:
      throw new Refusal(501, `undocumented: ${String(request.method)} of a file`);
  }
}

/** Files as a guest with a public link sees them. */
export async function answerGuest(
  place: FilesPlace,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'PROPFIND')
    throw new Refusal(403, 'Guests may only read');
  await answerFiles(place, path, request, response);
}

/** Rejects where a file cannot go there. */
export async function expectRoomFor(place: FilesPlace, path: string): Promise<void> {
  await expectFolderFor(place, path);
  if ((await statOf(join(place.root, path)))?.isDirectory()) {
    throw new Refusal(409, 'PUT is not allowed on non-files.');
  }
}

async function putFile(place: FilesPlace, path: string, request: IncomingMessage): Promise<void> {
  await expectRoomFor(place, path);
  if (lengthOf(request) > place.quota()) throw new Refusal(507, 'Insufficient space');
  const part = join(place.parts, `${process.hrtime.bigint()}.ocTransferId.part`);
  try {
    await receive(request, part);
    await rename(part, join(place.root, path));
  } finally {
    await rm(part, { force: true });
  }
}

async function expectFolderFor({ root }: FilesPlace, path: string): Promise<void> {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (Buffer.byteLength(name) > 250) throw new Refusal(400, 'Filename is too long');
  if (/\.(part|filepart)$/.test(name)) throw new Refusal(400, '“part” is a forbidden file type');
  const folder = await statOf(join(root, path, '..'));
  if (!folder?.isDirectory()) throw new Refusal(409, 'Parent node does not exist');
}

async function listed(
  { root, base }: FilesPlace,
  path: string,
  found: Stats | undefined,
  depth: string,
): Promise<readonly Listed[]> {
  if (found === undefined) throw new Refusal(404, `File with name ${path} could not be located`);
  if (depth !== '0' && depth !== '1') throw new Refusal(403, 'only a depth of 0 or 1');
  const one = (at: string, stats: Stats): Listed => {
    const href = `${base}${at === '' ? '' : `/${at.split('/').map(encodeURIComponent).join('/')}`}`;
    return stats.isDirectory() ? { href: `${href}/` } : { href, size: stats.size };
  };
  const names = depth === '1' && found.isDirectory() ? await readdir(join(root, path)) : [];
  const inside = names.map(async (name) => {
    const at = path === '' ? name : `${path}/${name}`;
    return one(at, await stat(join(root, at)));
  });
  return [one(path, found), ...(await Promise.all(inside))];
}

async function sendFile(disk: string, found: Stats | undefined, response: ServerResponse): Promise<void> {
  if (found === undefined) throw new Refusal(404, 'File could not be located');
  if (found.isDirectory())
    throw new Refusal(501, 'undocumented: GET of a folder without a type to pack it as');
  response.writeHead(200, { 'content-length': found.size, 'content-type': 'application/octet-stream' });
  const stream = createReadStream(disk).on('error', () => response.destroy());
  response.on('close', () => stream.destroy());
  stream.pipe(response);
  await new Promise((resolve) => response.once('close', resolve));
}

async function statOf(disk: string): Promise<Stats | undefined> {
  try {
    return await stat(disk);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'].includes((error as NodeJS.ErrnoException).code ?? ''))
      return undefined;
    throw error;
  }
}
