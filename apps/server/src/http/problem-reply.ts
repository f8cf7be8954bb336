import type { ServerResponse } from 'node:http';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { problemStatus, type Problem, type ProblemCode } from '@homeroll/protocol/problem';
import { diskRefusal, Refusal } from '../refusal.ts';

const titles: Record<ProblemCode, string> = {
  'bad-request': 'The request is not understood',
  'not-signed-in': 'Sign in first',
  'login-refused': 'User name or password is wrong',
  forbidden: 'This is not allowed',
  'not-found': 'There is no such thing here',
  conflict: 'This cannot be done as things are',
  'offset-mismatch': 'The upload is at another place',
  expired: 'This has expired',
  'length-required': 'The length is missing',
  'precondition-failed': 'Something else came first',
  'too-large': 'The file is too large',
  'type-refused': 'This type of file is not taken',
  'hash-mismatch': 'The bytes are not those that were announced',
  'length-mismatch': 'The file did not arrive whole',
  'rate-limited': 'Too many requests',
  'checksum-mismatch': 'A piece arrived damaged',
  'server-error': 'The server made a mistake',
  unavailable: 'The server is busy',
  'disk-full': 'The server is full',
};

/** Every error leaves the server as a problem document; what nobody foresaw is logged and told without inside. */
export function answerProblems(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
    const problem = problemFor(error);
    if (problem.status >= 500) request.log.error({ err: error }, 'request failed');
    return reply.code(problem.status).type('application/problem+json').send(JSON.stringify(problem));
  });
  app.setNotFoundHandler((request, reply) => {
    const problem = problemOf('not-found', `There is nothing at ${request.url.split('?')[0] ?? ''}.`);
    return reply.code(problem.status).type('application/problem+json').send(JSON.stringify(problem));
  });
}

/** The same for an answer that Fastify does not write. */
export function sendProblem(response: ServerResponse, error: unknown): void {
  const problem = problemFor(error);
  const body = JSON.stringify(problem);
  response.writeHead(problem.status, {
    'content-type': 'application/problem+json',
    'content-length': Buffer.byteLength(body),
    'x-content-type-options': 'nosniff',
  });
  response.end(body);
}

export function problemFor(error: unknown): Problem {
  const known = diskRefusal(error);
  if (known instanceof Refusal) return problemOf(known.code, known.message);
  if (hasZodFastifySchemaValidationErrors(known)) {
    const places = known.validation.map(
      ({ instancePath, message }) => `${instancePath || '/'}: ${message ?? 'wrong'}`,
    );
    return problemOf('bad-request', places.join('; '));
  }
  const { statusCode, message } = known as { statusCode?: unknown; message?: unknown };
  const code = typeof statusCode === 'number' ? codeForStatus(statusCode) : 'server-error';
  return problemOf(code, code === 'server-error' ? undefined : String(message));
}

function problemOf(code: ProblemCode, detail?: string): Problem {
  return {
    type: `urn:homeroll:problem:${code}`,
    status: problemStatus[code],
    code,
    title: titles[code],
    ...(detail === undefined ? {} : { detail }),
  };
}

/** Errors of Fastify and its plugins carry a status. */
function codeForStatus(status: number): ProblemCode {
  const codes = Object.keys(problemStatus) as ProblemCode[];
  return (
    codes.find((code) => problemStatus[code] === status) ?? (status < 500 ? 'bad-request' : 'server-error')
  );
}
