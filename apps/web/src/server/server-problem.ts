import type { ProblemCode } from '@homeroll/protocol/problem';

/** `unreachable`: no answer came. `foreign`: an answer that no Homeroll server gives. */
export type ServerFault = ProblemCode | 'unreachable' | 'foreign';

/** Why the server did not do what was asked. */
export class ServerProblem extends Error {
  override readonly name = 'ServerProblem';
  readonly code: ServerFault;

  constructor(code: ServerFault, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
