import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { parseContentHash } from '@homeroll/core/photo/content-hash';
import { receiptHeader, type MediaReceipt } from '@homeroll/protocol/media-receipt';
import { routes } from '@homeroll/protocol/routes';
import {
  forceHeader,
  isForced,
  metadataFromFields,
  type UploadMetadata,
} from '@homeroll/protocol/upload-metadata';
import type { Piece } from '../library/resumable-uploads.ts';
import { Refusal } from '../refusal.ts';
import { authorize } from './authorize.ts';
import { refuseThrownAway } from './refuse-thrown-away.ts';
import type { ServerParts } from './server-parts.ts';

/** tus 1.0.0 (https://tus.io/protocols/resumable-upload): creation, creation-with-upload, checksum, termination, expiration. */
export function tusRoutes(app: FastifyInstance, parts: ServerParts): void {
  // Bodies are handed through as they come.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
  app.addHook('onRequest', speakTus);
  app.options(routes.tus, { schema: { summary: 'What this tus server can do', tags } }, (_request, reply) =>
    reply
      .header('tus-version', '1.0.0')
      .header('tus-extension', 'creation,creation-with-upload,checksum,termination,expiration')
      .header('tus-checksum-algorithm', 'sha256,sha1')
      .header('tus-max-size', String(parts.fileBytes))
      .code(204)
      .send(),
  );
  app.post(
    routes.tus,
    { schema: { summary: 'Begin an upload, perhaps with its first piece', tags } },
    (request, reply) => create(parts, request, reply),
  );
  uploadRoutes(app, parts);
}

const tags = ['resumable upload (tus 1.0.0)'];

/** One upload: how far it is, its next piece, its end. */
function uploadRoutes(app: FastifyInstance, parts: ServerParts): void {
  const params = z.object({ id: z.uuid() });
  const url = `${routes.tus}/:id`;
  const shown = { swagger: { exposeHeadRoute: true } };
  app.head(
    url,
    { config: shown, schema: { summary: 'How far is it?', tags, params } },
    async (request, reply) => {
      const sender = await authorize(parts.identities, request.raw, 'upload');
      const { upload, offset } = await parts.resumable.find(sender, uploadId(request));
      return reply
        .header('upload-offset', String(offset))
        .header('upload-length', String(upload.size))
        .header('upload-expires', new Date(upload.expiresAt).toUTCString())
        .code(200)
        .send();
    },
  );
  app.patch(url, { schema: { summary: 'The next piece', tags, params } }, async (request, reply) => {
    const sender = await authorize(parts.identities, request.raw, 'upload');
    requirePieceType(request);
    const offset = wholeNumber(request.headers['upload-offset'], 'Upload-Offset');
    const done = await parts.resumable.append(sender, uploadId(request), piece(request, offset));
    return answerPiece(reply, done).code(204).send();
  });
  app.delete(url, { schema: { summary: 'Give it up', tags, params } }, async (request, reply) => {
    const sender = await authorize(parts.identities, request.raw, 'upload');
    await parts.resumable.remove(sender, uploadId(request));
    return reply.code(204).send();
  });
}

function speakTus(request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void): void {
  reply.header('tus-resumable', '1.0.0').header('cache-control', 'no-store');
  if (request.method === 'OPTIONS' || request.headers['tus-resumable'] === '1.0.0') {
    done();
    return;
  }
  reply.header('tus-version', '1.0.0');
  done(new Refusal('precondition-failed', 'This door speaks tus 1.0.0; send Tus-Resumable: 1.0.0.'));
}

async function create(
  parts: ServerParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const sender = await authorize(parts.identities, request.raw, 'upload');
  const { metadata, hash, force } = announced(request.headers);
  const size = wholeNumber(request.headers['upload-length'], 'Upload-Length');
  if (size === 0) throw new Refusal('bad-request', 'The file is empty.');
  if (hash !== undefined && !force) await refuseThrownAway(parts.catalog.items, sender, hash);
  const upload = await parts.resumable.create({ sender, metadata, hash, size, force });
  reply
    .header('location', `${routes.tus}/${upload.id}`)
    .header('upload-expires', new Date(upload.expiresAt).toUTCString());
  if (request.headers['content-type'] !== pieceType) return reply.code(201).send();
  const done = await parts.resumable.append(sender, upload.id, piece(request, 0));
  return answerPiece(reply, done).code(201).send();
}

function answerPiece(reply: FastifyReply, done: { offset: number; receipt?: MediaReceipt }): FastifyReply {
  reply.header('upload-offset', String(done.offset));
  if (done.receipt) reply.header(receiptHeader, encodeURIComponent(JSON.stringify(done.receipt)));
  return reply;
}

const pieceType = 'application/offset+octet-stream';

function requirePieceType(request: FastifyRequest): void {
  if (request.headers['content-type'] === pieceType) return;
  throw new Refusal('type-refused', `A piece has the type ${pieceType}.`);
}

function piece(request: FastifyRequest, offset: number): Piece {
  const announcedSize = request.headers['content-length'];
  const size = announcedSize === undefined ? undefined : Number(announcedSize);
  return { body: request.raw, offset, size, checksum: checksum(request.headers['upload-checksum']) };
}

function checksum(header: string | string[] | undefined): Piece['checksum'] {
  if (typeof header !== 'string') return undefined;
  const [algorithm, digest] = header.split(' ');
  if ((algorithm !== 'sha256' && algorithm !== 'sha1') || digest === undefined) {
    throw new Refusal('bad-request', 'Upload-Checksum is "sha256 <base64>" or "sha1 <base64>".');
  }
  return { algorithm, digest };
}

/** `Upload-Metadata`: pairs of a key and a base64 text, joined by commas; tus clients call the name `filename`. */
function announced(headers: IncomingHttpHeaders): {
  metadata: UploadMetadata;
  hash: string | undefined;
  force: boolean;
} {
  const header = headers['upload-metadata'];
  const fields: Record<string, string> = {};
  for (const pair of (typeof header === 'string' ? header : '').split(',')) {
    const [key, value] = pair.trim().split(' ');
    if (key) fields[key] = Buffer.from(value ?? '', 'base64').toString('utf8');
  }
  const { hash, force, filename, fileName = filename, ...others } = fields;
  if (hash !== undefined && parseContentHash(hash) === undefined) {
    throw new Refusal(
      'bad-request',
      'hash in Upload-Metadata is not a SHA-256 in 64 lower-case hexadecimal digits.',
    );
  }
  const parsed = metadataFromFields({ ...others, ...(fileName === undefined ? {} : { fileName }) });
  if ('refused' in parsed) throw new Refusal('bad-request', parsed.refused);
  return { metadata: parsed.metadata, hash, force: isForced(headers[forceHeader] ?? force) };
}

function wholeNumber(header: string | string[] | undefined, name: string): number {
  if (typeof header === 'string' && /^\d{1,15}$/.test(header)) return Number(header);
  throw new Refusal(
    name === 'Upload-Length' ? 'length-required' : 'bad-request',
    `${name} must be a whole number of bytes.`,
  );
}

function uploadId(request: FastifyRequest): string {
  return (request.params as { id: string }).id;
}
