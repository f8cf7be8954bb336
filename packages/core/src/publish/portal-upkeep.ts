import type { CancelSignal } from '../ports/cancel-signal.ts';
import type { FileStore, StorePath } from '../ports/file-store.ts';
import { coverPath, portalPath } from './published-link.ts';

/** The portal as it was built. */
export interface PortalPage {
  readonly html: Uint8Array;
  /** As the page itself says it. */
  readonly version: string;
}

/** What was found and done: it is ours and of this version now, or it is somebody's own page and was left alone. */
export type Upkeep = 'current' | 'put' | 'not-ours';

/** More than any portal of ours has; of a larger page only the begin is looked at. */
const headBytes = 4096;

/**
 * Puts the portal where it is missing, or not newer and another one. The version stands inside the page: neither size
 * nor time of a file says it. A page that is not a portal of ours is never written over. An empty page covers the
 * folder of the media.
 */
export async function keepPortal(store: FileStore, page: PortalPage, signal?: CancelSignal): Promise<Upkeep> {
  // Looked for each time: what was begun before a crash is to be finished.
  if ((await store.stat(coverPath, signal)) === undefined) {
    await put(store, { path: coverPath, bytes: cover, version: '1' }, signal);
  }
  const there = await headOf(store, portalPath, signal);
  if (there !== undefined && there !== '') {
    const version = portalVersion(there);
    if (version === undefined) return 'not-ours';
    if (version === page.version || isNewer(version, page.version)) return 'current';
  }
  await put(store, { path: portalPath, bytes: page.html, version: page.version }, signal);
  return 'put';
}

/** The version that a portal says of itself; `undefined` for any other page. */
export function portalVersion(html: string): string | undefined {
  return /<meta name="homeroll-portal" content="([\w.+-]{1,40})"/.exec(html)?.[1];
}

interface Page {
  readonly path: StorePath;
  readonly bytes: Uint8Array;
  readonly version: string;
}

async function put(store: FileStore, { path, bytes, version }: Page, signal?: CancelSignal): Promise<void> {
  const open = (offset: number): AsyncIterable<Uint8Array> => once(bytes.subarray(offset));
  await store.put(path, { size: bytes.length, mediaType: 'text/html', version, open }, signal);
}

// eslint-disable-next-line @typescript-eslint/require-await -- an async iterable by contract
async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  if (bytes.length > 0) yield bytes;
}

/** The begin of a file as text, sign for sign; `undefined` where there is none. */
async function headOf(store: FileStore, path: StorePath, signal?: CancelSignal): Promise<string | undefined> {
  if ((await store.stat(path, signal)) === undefined) return undefined;
  let head = '';
  for await (const piece of store.read(path, signal)) {
    for (const byte of piece.subarray(0, headBytes - head.length)) head += String.fromCharCode(byte);
    if (head.length >= headBytes) break;
  }
  return head;
}

/** By the numbers; what stands behind a plus tells builds apart and orders nothing. */
function isNewer(version: string, than: string): boolean {
  const [one, other] = [numbersOf(version), numbersOf(than)];
  const places = Array.from({ length: Math.max(one.length, other.length) }, (_, place) => place);
  const difference = places.map((place) => (one[place] ?? 0) - (other[place] ?? 0)).find((by) => by !== 0);
  return difference !== undefined && difference > 0;
}

function numbersOf(version: string): readonly number[] {
  return (version.split('+')[0] ?? '').split(/[.-]/).map((part) => Number.parseInt(part, 10) || 0);
}

const coverText =
  '<!doctype html><meta charset="utf-8"><meta name="robots" content="noindex"><title>Homeroll</title>\n';
const cover = Uint8Array.from(coverText, (sign) => sign.charCodeAt(0));
