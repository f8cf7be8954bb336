import { mediaKind } from './media-kind.ts';

/** What goes on meanwhile, to be said in words. */
export type Progress =
  | { readonly state: 'loading'; readonly fraction: number | null }
  | { readonly state: 'waiting'; readonly seconds: number; readonly isLate: boolean }
  | { readonly state: 'offline'; readonly seconds: number; readonly isLate: boolean };

export interface Look {
  readonly tell: (progress: Progress) => void;
  /** Resolves after so many seconds, or sooner when there is reason to look again. */
  readonly pause: (seconds: number) => Promise<void>;
  /** Ask for the headers only: a video is played from its address. */
  readonly headersOnly?: boolean;
}

/** Seconds between two looks; the last one goes on for ever. */
const pauses = [2, 3, 5, 8, 13, 20];
/** After so many looks (about two minutes) it is said that it takes long. */
const lateAfter = 9;

/**
 * The file as soon as it is there; `undefined` when the server says that it is gone for good (410). Not found, not
 * allowed yet (S3 says so of what is missing), a server that is away, and a page in place of a picture all mean: wait.
 */
export async function fetchWhenThere(address: string, look: Look): Promise<Blob | undefined> {
  for (let count = 0; ; count += 1) {
    const answer = await attempt(address, look);
    if (answer instanceof Blob) return answer;
    if (answer === 'gone') return undefined;
    const seconds = pauses[Math.min(count, pauses.length - 1)] ?? 20;
    look.tell({ state: answer, seconds, isLate: count >= lateAfter });
    await look.pause(seconds);
  }
}

async function attempt(address: string, look: Look): Promise<Blob | 'gone' | 'waiting' | 'offline'> {
  try {
    const answer = await ask(address, look.headersOnly === true);
    if (answer.status === 410) return 'gone';
    const type = answer.headers.get('content-type') ?? '';
    if (!answer.ok || mediaKind(type, address) === undefined) {
      await answer.body?.cancel();
      return 'waiting';
    }
    return look.headersOnly === true ? new Blob() : await read(answer, look.tell);
  } catch {
    return 'offline';
  }
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
