import { parseNoSet } from '@homeroll/protocol/shared-set';
import { mediaKind } from './media-kind.ts';
import { untilThere, type Look, type Missing } from './until-there.ts';

interface FileLook extends Look {
  /** Ask for the headers only: a video is played from its address. */
  readonly headersOnly?: boolean;
}

/**
 * The file as soon as it is there; `undefined` when the server says that it is gone for good (410). Not found, not
 * allowed yet (S3 says so of what is missing), a server that is away, and a page in place of a picture all mean: wait.
 */
export async function fetchWhenThere(address: string, look: FileLook): Promise<Blob | undefined> {
  const { file } = await untilThere(() => attempt(address, look), look);
  return file;
}

async function attempt(address: string, look: FileLook): Promise<{ file: Blob | undefined } | Missing> {
  try {
    const answer = await ask(address, look.headersOnly === true);
    if (answer.status === 410) return { file: undefined };
    const type = answer.headers.get('content-type') ?? '';
    if (!answer.ok || mediaKind(type, address) === undefined) return await missing(answer);
    return { file: look.headersOnly === true ? new Blob() : await read(answer, look.tell) };
  } catch {
    return 'offline';
  }
}

/** A relay tells why it has nothing; the words of all others are of no use here. */
async function missing(answer: Response): Promise<Missing> {
  if (answer.headers.get('content-type')?.startsWith('application/json') === true) {
    const said: unknown = await answer.json().catch(() => undefined);
    return parseNoSet(said)?.reason === 'away' ? 'away' : 'waiting';
  }
  await answer.body?.cancel();
  return 'waiting';
}

/** Some web spaces know no HEAD; one byte will do then. */
async function ask(address: string, headersOnly: boolean): Promise<Response> {
  const options = { cache: 'no-cache', redirect: 'follow', referrerPolicy: 'no-referrer' } as const;
  if (!headersOnly) return fetch(address, options);
  const head = await fetch(address, { ...options, method: 'HEAD' });
  if (head.status !== 405 && head.status !== 501) return head;
  const first = await fetch(address, { ...options, headers: { range: 'bytes=0-0' } });
  await first.body?.cancel();
  return first;
}

/** Throws when the connection ends before the file does. */
async function read(answer: Response, tell: Look['tell']): Promise<Blob> {
  const isPacked = answer.headers.get('content-encoding') !== null;
  const total = isPacked ? 0 : Number(answer.headers.get('content-length') ?? 0);
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let received = 0;
  const reader = answer.body?.getReader();
  for (let next = await reader?.read(); next && !next.done; next = await reader?.read()) {
    parts.push(next.value);
    received += next.value.length;
    tell({ state: 'loading', fraction: total > 0 ? received / total : null });
  }
  if (total > 0 && received !== total) throw new Error('the file ended early');
  return new Blob(parts, { type: answer.headers.get('content-type') ?? '' });
}
