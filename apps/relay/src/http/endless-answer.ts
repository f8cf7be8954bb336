import type { FastifyReply } from 'fastify';
import { everyAnswer } from './every-answer.ts';

/** An answer of JSON lines that is open. */
export interface EndlessAnswer {
  /** Never throws. */
  readonly send: (line: object) => void;
  /** Nothing may be sent any more. */
  readonly end: () => void;
}

interface Pinging {
  readonly mediaType: string;
  readonly pingMs: number;
  readonly ping: () => object;
}

/** Who reads so slowly does not read at all. */
const mostUnread = 1024 * 1024;

/**
 * Begins an answer that is never long silent, and takes the reply over. `attach` tells whoever sends that it is open,
 * and answers how to tell him that it is not: before it is ended, for what is sent later would be an error, and when
 * the connection is gone.
 */
export function endlessAnswer(
  reply: FastifyReply,
  { mediaType, pingMs, ping }: Pinging,
  attach: (answer: EndlessAnswer) => () => void,
): void {
  const { raw } = reply.hijack();
  raw.writeHead(200, {
    ...everyAnswer,
    'content-type': mediaType,
    'cache-control': 'no-store, no-transform',
  });
  const send = (line: object): void => {
    if (raw.writableLength > mostUnread) raw.destroy();
    else raw.write(`${JSON.stringify(line)}\n`);
  };
  send(ping());
  const pings = setInterval(() => send(ping()), pingMs);
  const stop = (): void => {
    clearInterval(pings);
    detach();
  };
  const end = (): void => {
    stop();
    raw.end();
  };
  const detach = attach({ send, end });
  raw.once('close', stop);
}
