import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  lineMediaType,
  lineRoutes,
  longestWaitSeconds,
  type LineMessage,
  type LineNews,
} from '@homeroll/protocol/relay-line';
import type { Line } from '../asks/line.ts';
import { Refusal } from '../refusal.ts';
import type { RelayParts } from '../relay-parts.ts';
import { deviceOf } from './device-of.ts';
import { endlessAnswer } from './endless-answer.ts';

const querySchema = z.object({
  wait: z.coerce.number().int().min(0).max(longestWaitSeconds).optional(),
  after: z.string().max(100).optional(),
});

const keepAliveMs = 15_000;

/** `GET /line`: what visitors want, told to the device as it comes. */
export function lineRoute(app: FastifyInstance, parts: RelayParts): void {
  app.get(lineRoutes.line, async (request, reply) => {
    const { id, line } = deviceOf(parts, request.headers);
    const query = querySchema.safeParse(request.query).data;
    if (!query) throw new Refusal('bad-request', 'What follows the question mark is not understood.');
    if (query.wait !== undefined) return waitForNews({ line, ...query, wait: query.wait }, reply);
    request.log.info({ line: id }, 'a line is open');
    openStream({ line, pingMs: parts.patience.pingMs }, request, reply);
    return reply;
  });
}

async function waitForNews(
  { line, wait, after }: { line: Line; wait: number; after?: string | undefined },
  reply: FastifyReply,
): Promise<LineNews> {
  const controller = new AbortController();
  const stop = (): void => controller.abort();
  const timer = setTimeout(stop, wait * 1000);
  reply.raw.once('close', stop);
  try {
    const news = await line.news(after, controller.signal);
    reply.header('cache-control', 'no-store');
    return news;
  } finally {
    clearTimeout(timer);
    reply.raw.off('close', stop);
  }
}

function openStream(
  { line, pingMs }: { line: Line; pingMs: number },
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  request.raw.socket.setKeepAlive(true, keepAliveMs);
  let pings = 0;
  const ping = (): LineMessage => ({ ping: pings++ });
  endlessAnswer(reply, { mediaType: lineMediaType, pingMs, ping }, (stream) => line.attach(stream));
}
