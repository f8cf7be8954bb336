import type { FastifyReply, FastifyRequest } from 'fastify';
import type { BoothHost } from '../booth-host.ts';

/** Milliseconds between two states at least: progress comes with every piece. */
const pace = 250;
/** Milliseconds after which a line says that the connection lives. */
const beat = 15_000;

/** The booth's state, and each new one, as server-sent events. */
export function stateStream(host: BoothHost, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  reply.hijack();
  const { raw } = reply;
  const headers = Object.entries(reply.getHeaders()).map(([name, value]) => [name, String(value)] as const);
  raw.writeHead(200, {
    ...Object.fromEntries(headers),
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
  });
  let last = '';
  let timer: NodeJS.Timeout | undefined;
  const send = (): void => {
    timer = undefined;
    const state = JSON.stringify(host.state);
    if (state === last) return;
    last = state;
    raw.write(`event: state\ndata: ${state}\n\n`);
  };
  const soon = (): void => {
    timer ??= setTimeout(send, pace);
  };
  const unwatch = host.watch(soon);
  const beating = setInterval(() => raw.write(': still here\n\n'), beat);
  request.raw.on('close', () => {
    unwatch();
    clearInterval(beating);
    clearTimeout(timer);
  });
  send();
  return reply;
}
