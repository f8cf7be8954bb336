import type { CancelSignal } from '@homeroll/core/ports/cancel-signal';
import { DestinationError } from '@homeroll/core/ports/destination-error';
import type { HttpResponse } from '../http/http-client.ts';
import { childrenOf, findIn, parseXml, textIn, type XmlElement } from '../http/parse-xml.ts';
import { notWhatWasAskedFor } from '../http/refusal.ts';
import { textBody } from '../http/text-body.ts';
import { askDav, type DavConnection } from './dav-connection.ts';

/** What lies at a path. */
export interface DavEntry {
  /** The last part of its path. */
  readonly name: string;
  readonly isFolder: boolean;
  /** Bytes; 0 for a folder. */
  readonly size: number;
}

/**
 * What is at this path. By PROPFIND: HEAD takes folders for files and gives the size of what would be sent, which a
 * server that packs pages does not know. Only where a server has no PROPFIND (nginx without its extension), HEAD is
 * what there is.
 */
export async function lookAt(
  connection: DavConnection,
  path: string,
  signal?: CancelSignal,
): Promise<DavEntry | undefined> {
  const found = await propfind(connection, path, { depth: '0', takes: [405, 501], signal });
  return found === 'unable' ? headOf(connection, path, signal) : found?.[0];
}

/** What is in this folder; `undefined` where there is none. */
export async function listDav(
  connection: DavConnection,
  folder: string,
  signal?: CancelSignal,
): Promise<readonly DavEntry[] | undefined> {
  const found = await propfind(connection, `${folder}/`, { depth: '1', takes: [], signal });
  // The first one is the folder itself.
  return found === 'unable' ? undefined : found?.slice(1);
}

interface Looking {
  readonly depth: '0' | '1';
  readonly takes: readonly number[];
  readonly signal: CancelSignal | undefined;
}

async function propfind(
  connection: DavConnection,
  path: string,
  { depth, takes, signal }: Looking,
): Promise<readonly DavEntry[] | 'unable' | undefined> {
  const ask = (answers: readonly number[]): Promise<HttpResponse> =>
    askDav(connection, {
      method: 'PROPFIND',
      path,
      headers: { depth, 'content-type': 'application/xml; charset=utf-8' },
      body: textBody(wanted),
      takes: [207, ...nothingThere, ...takes, ...answers],
      signal,
    });
  const first = await ask([belowFile]);
  if (first.status === belowFile && (await isBelowFile(connection, path, signal))) return undefined;
  const { status, text } = first.status === belowFile ? await ask([]) : first;
  if (nothingThere.includes(status)) return undefined;
  return status === 207 ? entriesIn(text) : 'unable';
}

/** What Apache says of `file.jpg/below.jpg`. */
const belowFile = 400;

async function isBelowFile(
  connection: DavConnection,
  path: string,
  signal: CancelSignal | undefined,
): Promise<boolean> {
  const above = path.replace(/\/?[^/]+\/?$/, '');
  return above !== '' && (await lookAt(connection, above, signal))?.isFolder !== true;
}

const nothingThere = [404, 410];

const wanted =
  '<?xml version="1.0" encoding="utf-8"?>' +
  '<d:propfind xmlns:d="DAV:"><d:prop><d:resourcetype/><d:getcontentlength/></d:prop></d:propfind>';

/** The entries of a multistatus (RFC 4918, 14.16), in its order. */
export function entriesIn(text: string): readonly DavEntry[] {
  const root = parseXml(text);
  if (root.name !== 'multistatus') throw new DestinationError('protocol', notWhatWasAskedFor);
  return childrenOf(root, 'response').map(entryOf);
}

function entryOf(response: XmlElement): DavEntry {
  const found = childrenOf(response, 'propstat').filter(isFound);
  const first = (name: string): XmlElement | undefined =>
    found.map((propstat) => findIn(propstat, 'prop', name)).find((property) => property !== undefined);
  const isFolder = findIn(first('resourcetype'), 'collection') !== undefined;
  const size = isFolder ? 0 : sizeIn(first('getcontentlength')?.text.trim());
  return { name: nameIn(textIn(response, 'href') ?? ''), isFolder, size };
}

function isFound(propstat: XmlElement): boolean {
  return /\s2\d\d\s/.test(`${textIn(propstat, 'status') ?? ''} `);
}

function nameIn(href: string): string {
  const last = href.trim().replace(/\/+$/, '').split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}

async function headOf(
  connection: DavConnection,
  path: string,
  signal: CancelSignal | undefined,
): Promise<DavEntry | undefined> {
  const takes = [200, 301, 302, ...nothingThere];
  const { status, headers } = await askDav(connection, { method: 'HEAD', path, takes, signal });
  if (nothingThere.includes(status)) return undefined;
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (status === 200) return { name, isFolder: false, size: sizeIn(headers['content-length']) };
  // Folders are sent on to the same address with a slash; a captive portal sends on to its own.
  const { pathname } = new URL(headers['location'] ?? '', connection.root);
  if (pathname.endsWith('/') && nameIn(pathname) === name) return { name, isFolder: true, size: 0 };
  throw new DestinationError('protocol', notWhatWasAskedFor);
}

function sizeIn(length: string | undefined): number {
  if (length !== undefined && /^\d+$/.test(length)) return Number(length);
  throw new DestinationError('protocol', 'the server does not say how large a file is');
}
