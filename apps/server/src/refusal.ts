import type { ProblemCode } from '@homeroll/protocol/problem';

/**
 * A request that cannot be fulfilled, with the reason for the client. Anything else that is thrown is a bug or a
 * broken machine, is logged, and answered as `server-error`.
 */
export class Refusal extends Error {
  readonly code: ProblemCode;

  /** `message` says what is wrong and what to do, for people. */
  constructor(code: ProblemCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'Refusal';
    this.code = code;
  }
}

/** What a failed write means to the client: a full disk is told apart, the rest stays what it is. */
export function diskRefusal(error: unknown): unknown {
  return isDiskFull(error)
    ? new Refusal(
        'disk-full',
        'The server has no room left. Nothing was lost: send again when there is room.',
        error,
      )
    : error;
}

const sqliteFull = 13;

function isDiskFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, errcode } = error as { code?: unknown; errcode?: unknown };
  return code === 'ENOSPC' || code === 'EDQUOT' || errcode === sqliteFull;
}
