import type { IncomingMessage } from 'node:http';
import { answerHeadOf } from '@homeroll/protocol/relay-answer';
import { parseGuestPath } from '@homeroll/protocol/relay-path';
import type { AnswerAsk, LineAnswer } from './answer.ts';
import { answerTo, KeptConnections } from './kept-connections.ts';

/** Of an answer whose length the local server does not tell, so much is held in memory to count it. */
const mostCounted = 8 * 1024 * 1024;

/**
 * Answers with what a web server on this machine has at the same path, streamed through. Only the pages for guests can
 * be reached in this way, whatever a relay asks for. `origin` is like `http://127.0.0.1:4480`.
 */
export function answerFromLocal(origin: string): AnswerAsk {
  const connections = new KeptConnections();
  return async ({ path, ifNoneMatch }, signal) => {
    const asked = parseGuestPath(path);
    if (!asked) return nothing(404);
    const headers = ifNoneMatch === undefined ? {} : { 'if-none-match': ifNoneMatch };
    const request = connections.request(origin + path, { method: 'GET', headers });
    request.end();
    const said = await answerTo(request, signal);
    // Why there is no set is told in its place.
    if (said.statusCode === 200 || asked.part === 'set') return streamed(said);
    said.resume();
    return nothing(said.statusCode ?? 503);
  };
}

function nothing(status: number): LineAnswer {
  return { head: { status, length: 0, mediaType: 'application/octet-stream' } };
}

async function streamed(said: IncomingMessage): Promise<LineAnswer> {
  const { statusCode = 503, headers } = said;
  const announced = headers['content-length'];
  const counted = announced === undefined ? await gathered(said) : undefined;
  const length = counted?.length ?? Number(announced);
  return {
    head: answerHeadOf(statusCode, length, headers),
    open: counted ? () => oneByOne(counted) : () => said,
  };
}

async function gathered(said: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of said as AsyncIterable<Buffer>) {
    pieces.push(piece);
    length += piece.length;
    if (length > mostCounted) throw new Error('the local server does not say how long its answer is');
  }
  return Buffer.concat(pieces);
}

async function* oneByOne(bytes: Buffer): AsyncGenerator<Buffer> {
  await Promise.resolve();
  yield bytes;
}
