import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Outcome } from '../asks/ask-book.ts';
import { sendFile } from '../http/send-file.ts';
import { visitorOf } from '../http/visitor-of.ts';
import type { RelayParts } from '../relay-parts.ts';
import { failurePicture, type FailureReason } from './failure-picture.ts';
import type { OldBooths } from './old-booths.ts';
import { oldKey, whenWhole } from './old-upload.ts';

interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** The file, or within 15 seconds a picture that says why not. Its length is told, so it has to be here whole. */
export async function sendOldDownload(
  { parts, booths }: { parts: RelayParts; booths: OldBooths },
  id: string | undefined,
  { request, reply }: Exchange,
): Promise<FastifyReply> {
  if (id === undefined) return sendFailure('wrong', { request, reply });
  const started = parts.now();
  const outcome = await find(parts, booths, { id, request, reply });
  if (outcome.is !== 'file') return sendFailure(reasonOf(outcome), { request, reply });
  const left = Math.max(0, parts.patience.awayMs - (parts.now() - started));
  const how = await whenWhole(outcome.file, left);
  if (how === 'whole' && !reply.raw.destroyed) return sendFile(request, reply, outcome.file);
  outcome.file.spool.release();
  return sendFailure('late', { request, reply });
}

async function find(
  { book, cache, arrivals, patience }: RelayParts,
  booths: OldBooths,
  { id, request, reply }: Exchange & { readonly id: string },
): Promise<Outcome> {
  const key = oldKey(id);
  const file = cache.find(key) ?? arrivals.find(key);
  if (file) {
    file.spool.acquire();
    return { is: 'file', file };
  }
  return book.want(
    {
      ...{ key, id, path: id, visitor: visitorOf(request.ip), line: booths },
      ...{ awayMs: patience.awayMs, answerMs: patience.awayMs },
    },
    (leave) => reply.raw.once('close', leave),
  );
}

function reasonOf({ is }: Outcome): FailureReason {
  if (is === 'away') return 'away';
  if (is === 'none') return 'missing';
  return is === 'late' ? 'late' : 'busy';
}

async function sendFailure(reason: FailureReason, { request, reply }: Exchange): Promise<FastifyReply> {
  const picture = await failurePicture(reason, request.headers['accept-language']);
  reply.code(500).type('image/jpeg').header('cache-control', 'no-store');
  if (request.method === 'HEAD') return reply.header('content-length', picture.length).send();
  return reply.send(picture);
}
