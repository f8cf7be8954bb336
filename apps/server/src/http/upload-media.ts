import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { mediaHashSchema } from '@homeroll/protocol/media-hash';
import { mediaReceiptSchema, type MediaReceipt } from '@homeroll/protocol/media-receipt';
import {
  forceHeader,
  isForced,
  metadataFromFields,
  metadataFromHeaders,
  type UploadMetadata,
} from '@homeroll/protocol/upload-metadata';
import { routes } from '@homeroll/protocol/routes';
import type { Identity } from '../accounts/identity.ts';
import { slotBytes } from '../library/aligned-memory.ts';
import type { WholeFile } from '../library/arrival.ts';
import { receiptFor } from '../library/group-commit.ts';
import { tooLarge } from '../library/ingest.ts';
import { Refusal } from '../refusal.ts';
import { authorize } from './authorize.ts';
import { refuseThrownAway } from './refuse-thrown-away.ts';
import { sendProblem } from './problem-reply.ts';
import type { ServerParts } from './server-parts.ts';

const putPath = /^\/api\/media\/([0-9a-f]{64})(?:\?|$)/;

/**
 * `PUT /api/media/<sha256>`, the door most photos come through: answered without the framework, whose routing
 * and reply cost about as much as a photo's row. False where the request is something else.
 */
export function takesUpload(parts: ServerParts, request: IncomingMessage, response: ServerResponse): boolean {
  const hash = request.method === 'PUT' ? putPath.exec(request.url ?? '')?.[1] : undefined;
  if (hash === undefined) return false;
  answerUpload(parts, { request, response, hash }).catch((error: unknown) => sendProblem(response, error));
  return true;
}

/** `POST /api/media` (raw or multipart) and the description of `PUT`. */
export function uploadRoutes(app: FastifyInstance, parts: ServerParts): void {
  // Bodies are files: they are handed through as they come, whatever type they claim.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
  void app.register(import('@fastify/multipart'), {
    limits: { fileSize: parts.fileBytes, files: 1, fields: 20 },
  });

  const answers = { 200: mediaReceiptSchema, 201: mediaReceiptSchema };
  app.put(
    '/api/media/:hash',
    {
      schema: {
        summary: 'Send a photo or video under its SHA-256; idempotent',
        tags: ['upload'],
        params: z.object({ hash: mediaHashSchema }),
        response: answers,
      },
    },
    async (request, reply) => {
      const { hash } = request.params as { hash: string };
      reply.hijack();
      await answerUpload(parts, { request: request.raw, response: reply.raw, hash });
    },
  );
  app.post(
    routes.media,
    {
      schema: {
        summary:
          'Send a photo or video without knowing its hash: raw body, or a multipart form with one file',
        tags: ['upload'],
        querystring: z.record(z.string(), z.string()),
        response: answers,
      },
    },
    (request, reply) => answerPost(parts, request, reply),
  );
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly hash: string;
}

async function answerUpload(parts: ServerParts, { request, response, hash }: Exchange): Promise<void> {
  const identity = await authorize(parts.identities, request, 'upload');
  const metadata = read(metadataFromHeaders(request.headers));
  const size = announcedSize(request, parts.fileBytes);
  const force = isForced(request.headers[forceHeader]);
  const isLarge = (size ?? Infinity) > slotBytes;
  const known = isLarge ? await parts.catalog.items.byHash(identity, hash) : undefined;
  if (isLarge && !known && !force) await refuseThrownAway(parts.catalog.items, identity, hash);
  if (known) {
    // Read and dropped; of a small file the commit finds out, and it costs less to take it than to ask twice.
    request.resume();
    sendReceipt(response, receiptFor(known, 'already-there'));
    return;
  }
  const receipt = await parts.ingest.accept({ sender: identity, metadata, hash, size, force }, request);
  sendReceipt(response, receipt);
}

async function answerPost(
  parts: ServerParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const identity = await authorize(parts.identities, request.raw, 'upload');
  const receipt = request.isMultipart()
    ? await acceptForm(parts, request, identity)
    : await acceptRaw(parts, request, identity);
  return reply.code(receipt.outcome === 'stored' ? 201 : 200).send(receipt);
}

function acceptRaw(parts: ServerParts, request: FastifyRequest, sender: Identity): Promise<MediaReceipt> {
  const metadata = { ...read(metadataFromHeaders(request.headers)), ...fromQuery(request.query) };
  const size = announcedSize(request.raw, parts.fileBytes);
  const { force } = request.query as Record<string, string>;
  const arrival = { sender, metadata, hash: undefined, size };
  return parts.ingest.accept(
    { ...arrival, force: isForced(request.headers[forceHeader] ?? force) },
    request.raw,
  );
}

/** The fields may stand before or after the file: it is placed when the form was read to its end. */
async function acceptForm(
  parts: ServerParts,
  request: FastifyRequest,
  sender: Identity,
): Promise<MediaReceipt> {
  const fields: Record<string, string> = {};
  let file: WholeFile | undefined;
  for await (const part of request.parts()) {
    if (part.type === 'field') fields[part.fieldname] = typeof part.value === 'string' ? part.value : '';
    else {
      fields['fileName'] ??= part.filename;
      const metadata = { fileName: part.filename };
      const arrival = { sender, metadata, hash: undefined, size: undefined, force: false };
      file = await parts.ingest.receive(arrival, part.file);
    }
  }
  if (!file) throw new Refusal('bad-request', 'The form holds no file.');
  const parsed = metadataFromFields(fields);
  if ('refused' in parsed) parts.ingest.drop(file);
  const force = isForced(request.headers[forceHeader] ?? fields['force']);
  return parts.ingest.place({ ...file, arrival: { ...file.arrival, force, metadata: read(parsed) } });
}

/** For callers that cannot set headers (iOS Shortcuts): the same fields as query parameters. */
function fromQuery(query: unknown): UploadMetadata | Record<string, never> {
  const fields = query as Record<string, string>;
  return Object.keys(fields).length === 0 ? {} : read(metadataFromFields(fields));
}

function read(parsed: ReturnType<typeof metadataFromFields>): UploadMetadata {
  if ('refused' in parsed) throw new Refusal('bad-request', parsed.refused);
  return parsed.metadata;
}

function announcedSize(request: IncomingMessage, most: number): number | undefined {
  const announced = request.headers['content-length'];
  if (announced === undefined) return undefined;
  const size = Number(announced);
  if (size > most) throw tooLarge(most);
  return size;
}

function sendReceipt(response: ServerResponse, receipt: MediaReceipt): void {
  const body = JSON.stringify(receipt);
  response.writeHead(receipt.outcome === 'stored' ? 201 : 200, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'x-content-type-options': 'nosniff',
  });
  response.end(body);
}
