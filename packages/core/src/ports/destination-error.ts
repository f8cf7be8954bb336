/**
 * Everything a destination can refuse or fail for.
 * `lasts`: transient faults are tried again by themselves; permanent ones wait until something changes.
 * `concerns`: a fault of one item lets the queue go on; a fault of the destination stops the run, because
 * the next item would meet it too.
 */
export const destinationFaults = {
  unreachable: { lasts: 'transient', concerns: 'destination' },
  timeout: { lasts: 'transient', concerns: 'destination' },
  tls: { lasts: 'permanent', concerns: 'destination' },
  'rate-limited': { lasts: 'transient', concerns: 'destination' },
  unavailable: { lasts: 'transient', concerns: 'destination' },
  /** It answers, but not as a server of ours does: a captive portal, another product, another version. */
  protocol: { lasts: 'transient', concerns: 'destination' },
  'refused-login': { lasts: 'permanent', concerns: 'destination' },
  forbidden: { lasts: 'permanent', concerns: 'destination' },
  'disk-full': { lasts: 'permanent', concerns: 'destination' },
  'server-error': { lasts: 'transient', concerns: 'item' },
  'hash-mismatch': { lasts: 'transient', concerns: 'item' },
  conflict: { lasts: 'transient', concerns: 'item' },
  'too-large': { lasts: 'permanent', concerns: 'item' },
  'type-refused': { lasts: 'permanent', concerns: 'item' },
  /** The request itself was refused as wrong: sending it again unchanged would not help. */
  'bad-request': { lasts: 'permanent', concerns: 'item' },
  missing: { lasts: 'permanent', concerns: 'item' },
} as const;

export type DestinationFault = keyof typeof destinationFaults;

/** The only error of a `Destination`. Decide by `fault`; `message` is for people and may quote the other side. */
export class DestinationError extends Error {
  override readonly name = 'DestinationError';
  readonly fault: DestinationFault;
  /** Milliseconds after which the destination asks to be tried again. */
  readonly retryAfter: number | undefined;

  constructor(fault: DestinationFault, message: string, more: { cause?: unknown; retryAfter?: number } = {}) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.fault = fault;
    this.retryAfter = more.retryAfter;
  }
}
