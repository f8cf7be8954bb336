import { statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import { z } from 'zod';
import { mediaTypeByName } from '@homeroll/core/photo/media-types';
import type { BoothFile } from '@homeroll/core/publish/publishing';
import type { NoSet, SharedSet } from '@homeroll/protocol/shared-set';
import type { Booth } from '../booth.ts';
import { originalOf } from '../original-of.ts';
import type { SmallPictures } from '../small-pictures.ts';
import { isUnreadable } from './is-unreadable.ts';

export interface GuestParts {
  readonly boothId: string;
  /** The booth as it is now; settings may have put another one in its place. */
  readonly booth: () => Booth;
  /** The built portal. */
  readonly portal: string;
  readonly pictures: SmallPictures;
  /** Finished pictures, or the shots that they were made of. */
  readonly version: 'processed' | 'original';
}

/** What is waited for is no error to the browser, whose page is shown; programs that ask see that it is not there. */
const statusOf = { 'not-found': 404, 'not-here-yet': 404, expired: 410, away: 503 } as const;

const params = z.object({ booth: z.string().max(100), key: z.string().max(100) });

/**
 * What guests get from this machine, in the same network or through a relay: the page of a picture whose key they
 * have, and the picture. Nothing else of the booth is to be seen here.
 */
export async function guestApp(parts: GuestParts): Promise<FastifyInstance> {
  const app = fastify({ forceCloseConnections: true, routerOptions: { maxParamLength: 200 } });
  await app.register(import('@fastify/static'), { root: '/', serve: false });
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('x-content-type-options', 'nosniff').header('referrer-policy', 'no-referrer');
  });
  app.setErrorHandler((error, _request, reply) => {
    if (!isUnreadable(error)) throw error;
    return reply
      .code(404)
      .type('application/json')
      .send({ reason: 'not-here-yet' } satisfies NoSet);
  });
  app.get('/', (_request, reply) => page(reply).send(parts.portal));
  app.get('/b/:booth/:key', (request, reply) => {
    const found = setOf(parts, request.params);
    return page(reply)
      .code('reason' in found && found.reason !== 'not-here-yet' ? statusOf[found.reason] : 200)
      .send(withData(parts.portal, found));
  });
  app.get('/b/:booth/:key/set.json', (request, reply) => {
    const found = setOf(parts, request.params);
    return reply
      .header('cache-control', 'no-store')
      .code('reason' in found ? statusOf[found.reason] : 200)
      .send(found);
  });
  app.get('/b/:booth/:key/1/file', (request, reply) => sendFile(parts, request.params, reply));
  for (const size of ['thumb', 'preview'] as const) {
    app.get(`/b/:booth/:key/1/${size}`, async (request, reply) => {
      const file = fileOf(parts, request.params);
      const small = file && (await smallOf(parts, file, size));
      if (small === undefined) return sendFile(parts, request.params, reply);
      return guarded(reply)
        .type('image/webp')
        .sendFile(basename(small), dirname(small), { contentType: false });
    });
  }
  return app;
}

function sendFile(parts: GuestParts, asked: unknown, reply: FastifyReply): FastifyReply {
  const file = fileOf(parts, asked);
  if (file === undefined) {
    const none = setOf(parts, asked);
    return 'reason' in none ? reply.code(statusOf[none.reason]).send(none) : reply.code(404).send();
  }
  const path = pathOf(parts, file);
  const name = encodeURIComponent(basename(path));
  return guarded(reply)
    .header('content-disposition', `attachment; filename*=UTF-8''${name}`)
    .type(mediaTypeByName(path))
    .sendFile(basename(path), dirname(path), { contentType: false });
}

function pathOf({ booth, version }: GuestParts, { path }: BoothFile): string {
  const { root } = booth().layout;
  return join(root, version === 'original' ? originalOf(root, path) : path);
}

/** Of finished pictures alone: a shot shows itself. */
async function smallOf(
  { booth, pictures, version }: GuestParts,
  file: BoothFile,
  size: 'thumb' | 'preview',
): Promise<string | undefined> {
  if (version === 'original') return undefined;
  return pictures.path(file, { root: booth().layout.root, size });
}

/** Sent as what it is and never as a page: nothing in it may run. */
function guarded(reply: FastifyReply): FastifyReply {
  return reply
    .header('content-security-policy', "sandbox; default-src 'none'")
    .header('cache-control', 'no-cache');
}

function fileOf({ boothId, booth }: GuestParts, asked: unknown): BoothFile | undefined {
  const parsed = params.safeParse(asked);
  return parsed.success && parsed.data.booth === boothId ? booth().find(parsed.data.key) : undefined;
}

/** A key that this booth made is waited for; any other is none. */
function setOf(parts: GuestParts, asked: unknown): SharedSet | NoSet {
  const file = fileOf(parts, asked);
  if (file !== undefined) return { title: null, expiresAt: null, zip: null, items: [itemOf(parts, file)] };
  const parsed = params.safeParse(asked);
  const isOurs =
    parsed.success && parsed.data.booth === parts.boothId && parts.booth().isKey(parsed.data.key);
  if (!isOurs) return { reason: 'not-found' };
  return { reason: parts.booth().wasDeleted(parsed.data.key) ? 'expired' : 'not-here-yet' };
}

function itemOf(parts: GuestParts, known: BoothFile): SharedSet['items'][number] {
  const path = pathOf(parts, known);
  const fileName = basename(path);
  const { size } =
    parts.version === 'processed' ? known : (statSync(path, { throwIfNoEntry: false }) ?? known);
  const [file, view, thumb] = ['1/file', '1/file', '1/thumb'] as const;
  return {
    fileName,
    mediaType: mediaTypeByName(fileName),
    size,
    width: null,
    height: null,
    file,
    view,
    thumb,
  };
}

function withData(portal: string, data: SharedSet | NoSet): string {
  const json = JSON.stringify(data).replaceAll('<', '\\u003c');
  const script = `<script type="application/json" id="shared-set">${json}</script></head>`;
  return portal.replace('</head>', () => script);
}

/** The page brings its own content policy, except for what a page cannot say. */
function page(reply: FastifyReply): FastifyReply {
  return reply
    .type('text/html; charset=utf-8')
    .header('content-security-policy', "frame-ancestors 'none'")
    .header('cache-control', 'no-store');
}
