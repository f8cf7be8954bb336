import { timingSafeEqual } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { z } from 'zod';
import { mediaTypeByName } from '@homeroll/core/photo/media-types';
import {
  boothPageRoutes,
  boothSecretHeader,
  boothSettingsChangeSchema,
  type BoothSettingsMistakes,
} from '@homeroll/protocol/booth-page';
import { SettingsError } from '../../settings/settings-file.ts';
import type { BoothHost } from '../booth-host.ts';
import { formOf } from '../settings/settings-form.ts';
import { MistakenSettings } from '../settings/mistaken-settings.ts';
import { isUnreadable } from './is-unreadable.ts';
import { stateStream } from './state-stream.ts';

export interface DisplayParts {
  readonly host: BoothHost;
  /** Folder of the built page. */
  readonly pages: string;
  /** Opens the settings; printed at the start. */
  readonly secret: string;
}

const keyParams = z.object({ key: z.string().max(100) });

/**
 * The page on the booth's own screen and what it asks for. Listens on this machine alone: here all pictures are to be
 * seen. The settings need the secret besides, because guests stand before the screen.
 */
export async function displayApp(parts: DisplayParts): Promise<FastifyInstance> {
  const app = fastify({
    bodyLimit: 1024 * 1024,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 200 },
  });
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers({ ...pageHeaders });
    // A page from elsewhere could ask this machine too: its browser tells for whom it asks.
    const host = request.headers.host ?? '';
    const isHere = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(host);
    if (isHere && isOwn(request)) done();
    else
      void reply.code(403).send({ words: 'This page is for the booth’s own screen: open it by localhost.' });
  });
  await app.register(import('@fastify/static'), {
    root: parts.pages,
    index: 'booth.html',
    cacheControl: false,
    setHeaders: (response, path) => {
      const isKept = path.includes('/assets/');
      response.header('cache-control', isKept ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  app.setErrorHandler((error, request, reply) => {
    // The picture that was to come had a type of its own.
    reply.type('application/json; charset=utf-8');
    if (isUnreadable(error)) return reply.code(404).send({ words: 'This picture cannot be read here.' });
    if (error instanceof MistakenSettings)
      return reply.code(422).send({ mistakes: error.mistakes } satisfies BoothSettingsMistakes);
    if (error instanceof SettingsError) return reply.code(409).send({ words: error.message });
    // What else is thrown here is a mistake of ours, and must not end the party.
    process.emitWarning(error instanceof Error ? error : String(error), {
      detail: request.routeOptions.url ?? '',
    });
    return reply.code(500).send({ words: 'The booth’s program made a mistake; its terminal says more.' });
  });
  pictureRoutes(app, parts);
  settingsRoutes(app, parts);
  return app;
}

const pageHeaders = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

function isOwn({ headers, method }: FastifyRequest): boolean {
  const site = headers['sec-fetch-site'];
  return method === 'GET' ? site !== 'cross-site' : site === undefined || site === 'same-origin';
}

function pictureRoutes(app: FastifyInstance, { host }: DisplayParts): void {
  app.get(boothPageRoutes.state, (request, reply) => {
    const isStream = request.headers.accept?.includes('text/event-stream') === true;
    return isStream ? stateStream(host, request, reply) : reply.send(host.state);
  });
  app.get(boothPageRoutes.pictures, (request) => {
    const { before = '' } = request.query as { before?: string };
    return host.booth.picturesBefore(before);
  });
  for (const size of ['thumb', 'view'] as const) {
    app.get(`/api/booth/pictures/:key/${size}`, (request, reply) =>
      sendPicture(host, request, { reply, size }),
    );
  }
  app.post(boothPageRoutes.retry, (_request, reply) => {
    host.booth.retry();
    return reply.code(204).send();
  });
}

async function sendPicture(
  host: BoothHost,
  request: FastifyRequest,
  { reply, size }: { readonly reply: FastifyReply; readonly size: 'thumb' | 'view' },
): Promise<FastifyReply> {
  const { data: asked } = keyParams.safeParse(request.params);
  const file = asked && host.booth.findShown(asked.key);
  if (file === undefined) return reply.code(404).send({ words: 'There is no such picture any more.' });
  const { root } = host.booth.layout;
  const wanted = { root, size: size === 'thumb' ? 'thumb' : 'preview' } as const;
  const small = size === 'view' && moves(file.path) ? undefined : await host.pictures.path(file, wanted);
  const path = small ?? join(root, file.path);
  return reply
    .header('cache-control', 'private, max-age=31536000, immutable')
    .header('content-security-policy', "sandbox; default-src 'none'")
    .type(small === undefined ? mediaTypeByName(path) : 'image/webp')
    .sendFile(basename(path), dirname(path), { contentType: false, cacheControl: false });
}

/** Videos, and pictures that may move: a smaller one would stand still. */
function moves(path: string): boolean {
  return /^(video\/|image\/(gif|webp|avif)$)/.test(mediaTypeByName(path));
}

function settingsRoutes(app: FastifyInstance, { host, secret }: DisplayParts): void {
  const mayChange = (request: FastifyRequest, reply: FastifyReply): boolean => {
    if (isSecret(request.headers[boothSecretHeader], secret)) return true;
    void reply.code(401).send({ words: 'Open the settings with the link that homeroll booth printed.' });
    return false;
  };
  app.get(boothPageRoutes.settings, (request, reply) =>
    mayChange(request, reply) ? reply.send(formOf(host.draft())) : reply,
  );
  app.put(boothPageRoutes.settings, (request, reply) => {
    if (!mayChange(request, reply)) return reply;
    const change = boothSettingsChangeSchema.safeParse(request.body);
    if (!change.success) return reply.code(400).send({ words: 'These are no settings of a booth.' });
    host.change(change.data);
    return reply.code(204).send();
  });
  app.post(boothPageRoutes.try, async (request, reply) => {
    if (!mayChange(request, reply)) return reply;
    const draft = z.record(z.string(), z.unknown()).safeParse(request.body);
    if (!draft.success) return reply.code(400).send({ words: 'This is no destination.' });
    return reply.send(await host.tryDestination(draft.data));
  });
}

function isSecret(given: string | readonly string[] | undefined, secret: string): boolean {
  const [one, other] = [Buffer.from(String(given ?? '')), Buffer.from(secret)];
  return one.length === other.length && timingSafeEqual(one, other);
}
