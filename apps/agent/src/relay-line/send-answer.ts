import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Clock } from '@homeroll/core/ports/clock';
import { answerHeaders } from '@homeroll/protocol/relay-answer';
import { lineRoutes } from '@homeroll/protocol/relay-line';
import type { LineAnswer } from './answer.ts';
import { answerTo } from './kept-connections.ts';
import type { LineHttp } from './line-http.ts';

interface Sending {
  readonly ask: string;
  readonly answer: LineAnswer;
  readonly signal: AbortSignal;
}

/** The relay gives up a sender sooner; who hears nothing of that has lost the connection. */
const stillMs = 60_000;

/**
 * Sends one answer up to the relay, only as fast as it is taken. Fulfilled with the relay's status: 204 taken whole,
 * 410 nobody waits any more. Fails where the connection does, or nothing moves on it any more, or the body has another
 * length than it said.
 */
export async function sendAnswer(
  { http, clock }: { http: LineHttp; clock: Clock },
  { ask, answer, signal }: Sending,
): Promise<number> {
  const { head, open } = answer;
  const headers = { ...answerHeaders(head), 'content-length': String(head.length) };
  const request = http.toRelay(lineRoutes.answer(ask), { method: 'PUT', headers });
  const answered = answerTo(request, signal);
  // The first to fail says why; the other one fails because of it.
  answered.catch(() => undefined);
  const over = new AbortController();
  void endWhenStill(request, clock, over.signal);
  try {
    if (open === undefined) request.end();
    // What is to be sent may stand still as well: who has the relay's word needs no more of it.
    else await Promise.race([write(request, open(), head.length), answered]);
    const said = await answered;
    await drained(said);
    return said.statusCode ?? 0;
  } finally {
    over.abort();
    // Answered before all was sent, or broken off here: this connection is of no more use.
    if (!request.writableFinished) request.destroy();
  }
}

async function endWhenStill(request: ClientRequest, clock: Clock, signal: AbortSignal): Promise<void> {
  let known: number | undefined;
  for (let sent = 0; sent !== known && !signal.aborted; sent = request.socket?.bytesWritten ?? 0) {
    known = sent;
    await clock.wait(stillMs, signal);
  }
  if (!signal.aborted) request.destroy(new Error('the relay takes nothing any more'));
}

/** Ends early where the relay has answered already. */
async function write(request: ClientRequest, body: AsyncIterable<Uint8Array>, length: number): Promise<void> {
  let written = 0;
  const answer = { came: false };
  request.once('response', () => (answer.came = true));
  const isOver = (): boolean => answer.came || request.destroyed;
  for await (const piece of body) {
    written += piece.length;
    if (written > length) throw new Error('the answer is longer than it said');
    if (!request.write(piece)) await moreWanted(request);
    if (isOver()) return;
  }
  if (written < length) throw new Error('the answer is shorter than it said');
  request.end();
}

/** Resolves when more may be written, or nothing more will be. */
function moreWanted(request: ClientRequest): Promise<void> {
  return new Promise((resolve) => {
    const events = ['drain', 'close', 'response'];
    const done = (): void => {
      for (const event of events) request.off(event, done);
      resolve();
    };
    for (const event of events) request.on(event, done);
    if (request.destroyed) done();
  });
}

function drained(said: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    said
      .on('close', resolve)
      .on('end', resolve)
      .on('error', () => resolve());
    said.resume();
  });
}
