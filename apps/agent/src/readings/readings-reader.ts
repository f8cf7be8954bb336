import type { Readings } from '@homeroll/core/connection/connection-rules';

/**
 * One way of asking this machine about itself. What it cannot tell stays absent: it never guesses, because the
 * rules take an absent reading for an unmet rule. A program or a file that is not there is no failure.
 */
export interface ReadingsReader {
  /** For people, in a list of what could not be read: `NetworkManager`. */
  readonly name: string;
  /** Throws `ReadingsError` where it should have been able to read and was not. Ends soon once `signal` is raised. */
  read(signal: AbortSignal): Promise<Readings>;
  /** Calls `changed` whenever something may have changed, until the returned function is called. */
  watch?(changed: () => void): () => void;
}

/** Failed by itself; did not answer in time; or answered what nobody here understands. */
export type ReadingsFault = 'failed' | 'too-slow' | 'odd-output';

export class ReadingsError extends Error {
  override readonly name = 'ReadingsError';
  readonly fault: ReadingsFault;

  constructor(fault: ReadingsFault, message: string, options?: ErrorOptions) {
    super(message, options);
    this.fault = fault;
  }
}
