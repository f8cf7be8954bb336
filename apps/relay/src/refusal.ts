import { problemStatus, type Problem, type ProblemCode } from '@homeroll/protocol/problem';
import { SpoolError } from './cache/spool.ts';

/** A request that is not granted, in words for who made it. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: ProblemCode;

  constructor(code: ProblemCode, message: string) {
    super(message);
    this.code = code;
  }
}

const titles: Partial<Record<ProblemCode, string>> = {
  'not-signed-in': 'The key is not the one of this relay',
  'not-found': 'There is no such thing here',
  expired: 'Nobody waits for this any more',
  'too-large': 'The file is too large',
  'type-refused': 'This type of file is not handed on',
  'length-mismatch': 'The file did not arrive whole',
  'rate-limited': 'Too many requests',
  'server-error': 'The relay made a mistake',
  unavailable: 'The relay cannot do this now',
  'disk-full': 'The relay is full',
};

/** What is told of any error; of those that nobody foresaw, nothing from inside. */
export function problemOf(error: unknown): Problem {
  const code = codeOf(error);
  const detail = code === 'server-error' ? {} : { detail: (error as Error).message };
  const title = titles[code] ?? 'The request is not understood';
  return { type: `urn:homeroll:problem:${code}`, status: problemStatus[code], code, title, ...detail };
}

/** Errors of the framework carry a status. */
function codeOf(error: unknown): ProblemCode {
  if (error instanceof Refusal) return error.code;
  // It broke off before the first byte; the device is asked anew by whoever comes next.
  if (error instanceof SpoolError) return 'unavailable';
  const { statusCode } = error as { statusCode?: number };
  if (statusCode === problemStatus['rate-limited']) return 'rate-limited';
  return statusCode !== undefined && statusCode < 500 ? 'bad-request' : 'server-error';
}
