/**
 * What went wrong, as the wire says it: a problem document (RFC 9457, `application/problem+json`).
 * Clients decide by `code`; `title` and `detail` are words for people, in English.
 */
export interface Problem {
  readonly type: string;
  readonly status: number;
  readonly code: ProblemCode;
  readonly title: string;
  /** What is wrong with this very request, and what to do. */
  readonly detail?: string;
}

/** Every reason a request can be refused for, with its HTTP status: the one place that knows both. */
export const problemStatus = {
  'bad-request': 400,
  'not-signed-in': 401,
  'login-refused': 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  'offset-mismatch': 409,
  expired: 410,
  'length-required': 411,
  'precondition-failed': 412,
  'too-large': 413,
  'type-refused': 415,
  'hash-mismatch': 422,
  'length-mismatch': 422,
  'rate-limited': 429,
  'checksum-mismatch': 460,
  'server-error': 500,
  unavailable: 503,
  'disk-full': 507,
} as const;

export type ProblemCode = keyof typeof problemStatus;

export function isProblemCode(value: unknown): value is ProblemCode {
  return typeof value === 'string' && Object.hasOwn(problemStatus, value);
}

/** Reads a problem document of any server; `undefined` where the body is something else. */
export function parseProblem(body: unknown): Problem | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const { code, title, detail, status, type } = body as Record<string, unknown>;
  if (!isProblemCode(code) || typeof title !== 'string') return undefined;
  return {
    type: typeof type === 'string' ? type : 'about:blank',
    status: typeof status === 'number' ? status : problemStatus[code],
    code,
    title,
    ...(typeof detail === 'string' ? { detail } : {}),
  };
}
