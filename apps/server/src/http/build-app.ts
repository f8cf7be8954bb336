import { createServer, type RequestListener, type Server } from 'node:http';
import fastify, { LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import { jsonSchemaTransform, serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { hashesPerCheck } from '@homeroll/protocol/upload-check';
import { routes } from '@homeroll/protocol/routes';
import { protocolVersion, serverInfoSchema } from '@homeroll/protocol/server-info';
import { accountRoutes } from './account-routes.ts';
import { boothPages } from './booth-pages.ts';
import { boothRoutes } from './booth-routes.ts';
import { eventRoutes } from './event-routes.ts';
import { mediaRoutes } from './media-routes.ts';
import { answerProblems } from './problem-reply.ts';
import type { ServerParts } from './server-parts.ts';
import { sharePages } from './share-pages.ts';
import { shareRoutes } from './share-routes.ts';
import { tagRoutes } from './tag-routes.ts';
import { tusRoutes } from './tus-routes.ts';
import { trashRoutes } from './trash-routes.ts';
import { takesUpload, uploadRoutes } from './upload-media.ts';
import { webPages } from './web-pages.ts';
import { zoneRoutes } from './zone-routes.ts';

const bodyBytes = 1024 * 1024;
const requestsPerMinute = 6000;
/** A connection on which nothing moves for so long is closed; a slow upload that moves may take for ever. */
const silenceMs = 120_000;

/** The web server, ready to listen: every route, with its limits and its description. */
export async function buildApp(parts: ServerParts, logger: FastifyBaseLogger): Promise<FastifyInstance> {
  const app = fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: bodyBytes,
    requestTimeout: 0,
    trustProxy: parts.trustedProxies.length > 0 && [...parts.trustedProxies],
    routerOptions: { maxParamLength: 200 },
    serverFactory: (handler) => serverWithUploads(parts, handler),
    schemaController: { compilersFactory: { buildValidator: notAsked, buildSerializer: notAsked } },
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  answerProblems(app);
  await app.register(import('@fastify/helmet'), {
    contentSecurityPolicy: contentPolicy,
    hsts: false,
    crossOriginOpenerPolicy: { policy: 'same-origin' },
  });
  await app.register(import('@fastify/cookie'));
  await app.register(import('@fastify/rate-limit'), { max: requestsPerMinute, timeWindow: '1 minute' });
  await app.register(import('@fastify/static'), { root: parts.data.derived, serve: false });
  await app.register(import('@fastify/swagger'), {
    openapi: { info: { title: 'Homeroll', version: parts.version, description: 'See docs/protocol.md.' } },
    transform: jsonSchemaTransform,
  });
  accountRoutes(app, parts);
  mediaRoutes(app, parts);
  trashRoutes(app, parts);
  shareRoutes(app, parts);
  sharePages(app, parts);
  boothRoutes(app, parts);
  boothPages(app, parts);
  eventRoutes(app, parts);
  tagRoutes(app, parts);
  zoneRoutes(app, parts);
  infoRoutes(app, parts);
  await app.register((scope, _options, done) => {
    uploadRoutes(scope, parts);
    done();
  });
  await app.register((scope, _options, done) => {
    tusRoutes(scope, parts);
    done();
  });
  await app.register(async (scope) => webPages(scope, parts));
  return app;
}

/** In place of fastify's own compilers, which it would load, 240 modules, and never ask either. */
function notAsked(): never {
  throw new Error('the compilers of schemas are set when the application is built');
}

/** One more listener on another address for the same application. */
export function serverWithUploads(parts: ServerParts, handler: RequestListener): Server {
  const server = createServer({ requestTimeout: 0, headersTimeout: 30_000 }, (request, response) => {
    if (!takesUpload(parts, request, response)) handler(request, response);
  });
  server.timeout = silenceMs;
  server.maxConnections = 5000;
  return server;
}

function infoRoutes(app: FastifyInstance, parts: ServerParts): void {
  app.get(
    routes.info,
    {
      schema: {
        summary: 'Is this our server, and does it speak our version?',
        tags: ['server'],
        response: { 200: serverInfoSchema },
      },
    },
    async () => ({
      product: 'homeroll' as const,
      version: parts.version,
      protocol: protocolVersion,
      needsSetup: !(await parts.catalog.accounts.hasAdministrator()),
      limits: { fileBytes: parts.fileBytes, hashesPerCheck },
    }),
  );
  app.get(routes.openapi, { schema: { hide: true, response: { 200: z.unknown() } } }, () => app.swagger());
}

/** Nothing from elsewhere, nothing inline. WebAssembly hashes files in a worker. */
const contentPolicy = {
  useDefaults: false,
  directives: {
    'default-src': ["'none'"],
    'script-src': ["'self'", "'wasm-unsafe-eval'"],
    'style-src': ["'self'"],
    'img-src': ["'self'", 'blob:', 'data:'],
    'media-src': ["'self'", 'blob:'],
    'connect-src': ["'self'"],
    'worker-src': ["'self'"],
    'manifest-src': ["'self'"],
    'form-action': ["'self'"],
    'base-uri': ["'none'"],
    'frame-ancestors': ["'none'"],
  },
};
