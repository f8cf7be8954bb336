import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { dirname, join } from 'node:path';
import { answerListing, lengthOf, receive, Refusal } from './dav-answer.ts';
import { expectRoomFor, type FilesPlace } from './nextcloud-files.ts';

/** An upload that is under way. */
interface Upload {
  /** The path of the file that it is to become. */
  readonly target: string;
  /** Bytes of each chunk that is whole, by its number. */
  readonly chunks: Map<number, number>;
}

export interface UploadsPlace {
  readonly files: FilesPlace;
  /** On the same disk as the files. */
  readonly folder: string;
  /** What comes before an upload's name in an address: `/remote.php/dav/uploads/anna`. */
  readonly base: string;
  readonly uploads: Map<string, Upload>;
  /** The proxy in front gives up waiting for the next assembly, which goes on behind it. */
  readonly tooSlow: () => boolean;
}

const [leastChunk, mostChunk, mostChunks] = [5 * 1024 * 1024, 5 * 1024 * 1024 * 1024, 10_000];

/**
 * Nextcloud's chunked upload, version 2 (developer manual, “Chunked file upload”). Stricter than the real one where
 * its manual leaves a choice that we do not use: chunks but the last are equally long.
 */
export async function answerUploads(
  place: UploadsPlace,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [name = '', chunk, ...more] = path.replace(/\/$/, '').split('/');
  if (more.length > 0) throw new Refusal(501, 'undocumented: a folder in an upload');
  const asked = `${String(request.method)} ${chunk === undefined ? 'upload' : chunk === '.file' ? 'file' : 'chunk'}`;
  if (asked === 'PROPFIND upload')
    return answerListing(response, listed(place, name, String(request.headers['depth'])));
  if (asked === 'MKCOL upload') return begin(place, name, request, response);
  const upload = place.uploads.get(name);
  if (upload === undefined) throw new Refusal(404, `File with name ${name} could not be located`);
  if (asked === 'DELETE upload') {
    place.uploads.delete(name);
    await rm(dataOf(place, name), { force: true });
    return void response.writeHead(204).end();
  }
  if (asked === 'PUT chunk') return putChunk(place, name, Number(chunk), { request, response, upload });
  if (asked === 'MOVE file') return assemble(place, name, { request, response, upload });
  throw new Refusal(501, `undocumented: ${asked} of an upload`);
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly upload: Upload;
}

async function begin(
  place: UploadsPlace,
  name: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (place.uploads.has(name)) throw new Refusal(405, 'The resource you tried to create already exists');
  const target = targetOf(place, request);
  await expectRoomFor(place.files, target);
  await mkdir(place.folder, { recursive: true });
  await writeFile(dataOf(place, name), '');
  place.uploads.set(name, { target, chunks: new Map() });
  response.writeHead(201).end();
}

async function putChunk(
  place: UploadsPlace,
  name: string,
  number: number,
  { request, response, upload }: Exchange,
): Promise<void> {
  expectTarget(place, request, upload);
  if (!(Number.isInteger(number) && number >= 1 && number <= mostChunks)) {
    throw new Refusal(400, 'Invalid chunk name, must be numeric between 1 and 10000');
  }
  const total = Number(request.headers['oc-total-length'] ?? 0);
  if (total > place.files.quota()) throw new Refusal(507, 'Insufficient space');
  const length = lengthOf(request);
  if (length > mostChunk) throw new Refusal(400, 'A chunk has at most 5 GB');
  const first = number === 1 ? length : (upload.chunks.get(1) ?? 0);
  if (length > first) throw new Refusal(400, 'here all chunks but the last are equally long');
  upload.chunks.delete(number);
  await receive(request, dataOf(place, name), { flags: 'r+', start: (number - 1) * first });
  upload.chunks.set(number, length);
  response.writeHead(201).end();
}

async function assemble(
  place: UploadsPlace,
  name: string,
  { request, response, upload }: Exchange,
): Promise<void> {
  expectTarget(place, request, upload);
  const sizes = Array.from({ length: upload.chunks.size }, (_, index) => upload.chunks.get(index + 1));
  const first = sizes[0] ?? 0;
  if (sizes.some((size, index) => index < sizes.length - 1 && size !== first)) {
    throw new Refusal(400, 'a chunk is missing or shorter than the others');
  }
  if (sizes.length > 1 && first < leastChunk) throw new Refusal(400, 'EntityTooSmall');
  const sum = sizes.reduce((total = 0, size = 0) => total + size, 0) ?? 0;
  const told = request.headers['oc-total-length'];
  if (told !== undefined && Number(told) !== sum) {
    throw new Refusal(400, `Chunks on server do not sum up to ${String(told)} but to ${sum} bytes`);
  }
  await expectRoomFor(place.files, upload.target);
  await rename(dataOf(place, name), join(place.files.root, upload.target));
  place.uploads.delete(name);
  if (place.tooSlow())
    response.writeHead(504, { 'content-type': 'text/html' }).end('<h1>Gateway Timeout</h1>');
  else response.writeHead(201).end();
}

function listed(
  { uploads, base }: UploadsPlace,
  name: string,
  depth: string,
): { href: string; size?: number }[] {
  if (name === '') {
    const all = depth === '1' ? [...uploads.keys()] : [];
    return [{ href: `${base}/` }, ...all.map((one) => ({ href: `${base}/${one}/` }))];
  }
  const upload = uploads.get(name);
  if (upload === undefined) throw new Refusal(404, `File with name ${name} could not be located`);
  const chunks = depth === '1' ? [...upload.chunks] : [];
  return [
    { href: `${base}/${name}/` },
    ...chunks.map(([number, size]) => ({ href: `${base}/${name}/${String(number).padStart(5, '0')}`, size })),
  ];
}

function expectTarget(place: UploadsPlace, request: IncomingMessage, { target }: Upload): void {
  if (targetOf(place, request) !== target) throw new Refusal(400, 'another Destination than at the begin');
}

/** “Every request needs a Destination”, a full address of a file of this account. */
function targetOf({ files }: UploadsPlace, { headers }: IncomingMessage): string {
  const destination = headers['destination'];
  const start = `http://${String(headers.host)}${files.base}/`;
  if (typeof destination !== 'string' || !destination.startsWith(start)) {
    throw new Refusal(400, 'Destination is missing or no address of a file');
  }
  return decodeURIComponent(destination.slice(start.length));
}

function dataOf({ folder }: UploadsPlace, name: string): string {
  return join(folder, dirname(name) === '.' ? name : 'odd');
}
