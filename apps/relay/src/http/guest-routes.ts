import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isGuestPage, parseGuestPath } from '@homeroll/protocol/relay-path';
import { askForSet, type NoSet } from '@homeroll/protocol/shared-set';
import type { Outcome } from '../asks/ask-book.ts';
import { Refusal } from '../refusal.ts';
import type { RelayParts } from '../relay-parts.ts';
import { findFile } from './find-file.ts';
import { sendFile } from './send-file.ts';
import { visitorOf } from './visitor-of.ts';

/** What guests get: the relay's own page, and below it what the device has. Nothing else of a device is reachable. */
export function guestRoutes(app: FastifyInstance, parts: RelayParts): void {
  const method = ['GET', 'HEAD'];
  app.route({ method, url: '/', handler: (_request, reply) => sendPage(parts, reply, undefined) });
  app.route<{ Params: { line: string; '*': string } }>({
    method,
    url: '/l/:line/*',
    handler: async (request, reply) => {
      const { line, '*': rest } = request.params;
      if (!/^[\w-]{12}$/.test(line)) return noPage(parts, reply);
      if (isGuestPage(`/${rest}`)) return sendPage(parts, reply, askForSet);
      const asked = parseGuestPath(`/${rest}`);
      if (!asked) return noPage(parts, reply);
      const outcome = await findFile(parts, {
        ...{ lineId: line, path: `/${rest}`, part: asked.part, visitor: visitorOf(request.ip) },
        left: (leave) => reply.raw.once('close', leave),
      });
      return sendOutcome(outcome, request, reply);
    },
  });
}

function sendOutcome(outcome: Outcome, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (outcome.is === 'file') {
    // Who left in this very moment reads nothing.
    if (!reply.raw.destroyed) return sendFile(request, reply, outcome.file);
    outcome.file.spool.release();
    return reply.hijack();
  }
  if (outcome.is === 'none') {
    const reason = outcome.isToCome ? 'not-here-yet' : outcome.status === 410 ? 'expired' : 'not-found';
    return sendReason(reply, { reason }, outcome.isToCome ? 503 : outcome.status);
  }
  if (outcome.is === 'away') return sendReason(reply, { reason: 'away' }, 503);
  if (outcome.is === 'late') return sendReason(reply, { reason: 'not-here-yet' }, 503);
  if (outcome.is === 'flood')
    throw new Refusal(
      'rate-limited',
      'Too many are waiting from this address or at this booth. Try again soon.',
    );
  if (outcome.is === 'too-large')
    throw new Refusal('too-large', 'The file is larger than this relay hands on.');
  if (outcome.is === 'full')
    throw new Refusal('disk-full', 'The relay has no room at the moment. Try again soon.');
  throw new Refusal('unavailable', 'The booth gave no answer that is understood. Try again soon.');
}

const retrySeconds = 3;

function sendReason(reply: FastifyReply, none: NoSet, status: number): FastifyReply {
  if (status === 503) reply.header('retry-after', retrySeconds);
  return reply.code(status).header('cache-control', 'no-store').send(none);
}

function noPage(parts: RelayParts, reply: FastifyReply): FastifyReply {
  return sendPage(parts, reply.code(404), { reason: 'not-found' });
}

/** Never a page that came from a device. It brings its own content policy, except for what a page cannot say. */
function sendPage({ portal }: RelayParts, reply: FastifyReply, data: unknown): FastifyReply {
  if (portal === undefined)
    throw new Refusal('unavailable', 'The page for guests was not built. Run `npm run build` in the relay.');
  return reply
    .header('content-security-policy', "frame-ancestors 'none'")
    .header('x-frame-options', 'DENY')
    .header('cache-control', 'no-store')
    .type('text/html; charset=utf-8')
    .send(data === undefined ? portal : withData(portal, data));
}

function withData(page: string, data: unknown): string {
  const script = `<script type="application/json" id="shared-set">${JSON.stringify(data)}</script>`;
  return page.replace('</head>', () => `${script}</head>`);
}
