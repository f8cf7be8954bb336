import fastify, { LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import { problemStatus } from '@homeroll/protocol/problem';
import { oldBoothRoutes } from '../old-booths/old-booth-routes.ts';
import { problemOf, Refusal } from '../refusal.ts';
import type { RelayParts } from '../relay-parts.ts';
import { answerRoute } from './answer-route.ts';
import { everyAnswer } from './every-answer.ts';
import { guestRoutes } from './guest-routes.ts';
import { lineRoute } from './line-route.ts';
import { visitorOf } from './visitor-of.ts';

/** Guests of one party share one address, and each page asks for many small pictures. */
const requestsPerMinute = 12_000;
/** A connection on which nothing moves for so long is closed. */
const silenceMs = 120_000;

/** How near the limit is concerns nobody who keeps to it. */
const noLimitHeaders = {
  'x-ratelimit-limit': false,
  'x-ratelimit-remaining': false,
  'x-ratelimit-reset': false,
  'retry-after': false,
};

/** The web server, ready to listen. */
export async function buildApp(parts: RelayParts, logger: FastifyBaseLogger): Promise<FastifyInstance> {
  const app = fastify({
    loggerInstance: logger,
    // Addresses are keys here: none goes into a log.
    logController: new LogController({ disableRequestLogging: true }),
    requestTimeout: 0,
    exposeHeadRoutes: false,
    trustProxy: parts.trustedProxies.length > 0 && [...parts.trustedProxies],
    routerOptions: { maxParamLength: 300 },
    http: { headersTimeout: 30_000, requestTimeout: 0 },
  });
  app.server.timeout = silenceMs;
  app.server.maxConnections = 20_000;
  plainHeaders(app);
  answerProblems(app);
  // Bodies are files: they are handed through as they come, whatever type they claim.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
  await app.register(import('@fastify/rate-limit'), {
    max: requestsPerMinute,
    timeWindow: '1 minute',
    keyGenerator: ({ ip }) => visitorOf(ip),
    addHeaders: noLimitHeaders,
    addHeadersOnExceeding: noLimitHeaders,
  });
  lineRoute(app, parts);
  answerRoute(app, parts);
  guestRoutes(app, parts);
  if (parts.oldBooths) oldBoothRoutes(app, parts, parts.oldBooths);
  return app;
}

function plainHeaders(app: FastifyInstance): void {
  app.addHook('onRequest', (_request, reply, done) => {
    reply.headers(everyAnswer);
    done();
  });
}

function answerProblems(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => {
    const problem = problemOf(error);
    if (problem.status >= 500 && problem.code === 'server-error')
      request.log.error({ err: error }, 'a request failed');
    // What was not read of a body must not be taken for the next request.
    if (!request.raw.readableEnded && request.method !== 'GET') reply.header('connection', 'close');
    // They belong to a file that broke off before its first byte.
    for (const name of ['etag', 'last-modified', 'content-disposition', 'content-range']) {
      reply.removeHeader(name);
      reply.raw.removeHeader(name);
    }
    if (problem.status === problemStatus['rate-limited']) reply.header('retry-after', 10);
    return reply.code(problem.status).type('application/problem+json').send(JSON.stringify(problem));
  });
  app.setNotFoundHandler(() => {
    throw new Refusal('not-found', 'There is nothing at this address.');
  });
}
