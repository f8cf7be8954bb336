import type { FastifyInstance } from 'fastify';
import { parseAnswerHead } from '@homeroll/protocol/relay-answer';
import { lineRoutes } from '@homeroll/protocol/relay-line';
import { parseGuestPath } from '@homeroll/protocol/relay-path';
import { takeAnswer } from '../asks/take-answer.ts';
import { Refusal } from '../refusal.ts';
import type { RelayParts } from '../relay-parts.ts';
import { deviceOf } from './device-of.ts';

/** `PUT /line/answers/<ask>`: 204 once it is here whole; 410 where nobody waits for it (any more). */
export function answerRoute(app: FastifyInstance, parts: RelayParts): void {
  app.put<{ Params: { ask: string } }>(lineRoutes.answer(':ask'), async (request, reply) => {
    const { line } = deviceOf(parts, request.headers);
    line.heard();
    const ask = parts.book.find(request.params.ask, line);
    const path = ask && parseGuestPath(ask.path);
    if (!ask || !path) throw new Refusal('expired', 'Nobody waits for it any more.');
    const head = parseAnswerHead(request.headers);
    if (!head) throw new Refusal('bad-request', 'The status or the length of the answer is missing.');
    await takeAnswer(parts, { ask, path, head, body: request.raw, heard: () => line.heard() });
    return reply.code(204).send();
  });
}
