import type { DestinationFault } from '../ports/destination-error.ts';

/** How a destination stands, for people. */
export interface PublishStatus {
  /** Files that are to be sent or deleted there. */
  readonly waiting: number;
  /** Of those, tried and not done. */
  readonly failed: number;
  /** Files that lie there. */
  readonly done: number;
  /** What is on its way now. */
  readonly sending: readonly Sending[];
  /** The last failure, as long as nothing went well after it. */
  readonly trouble?: PublishTrouble | undefined;
  /** The last full check, milliseconds since 1970. */
  readonly checkedAt?: number | undefined;
  /** Where the portal should be lies a page that is not ours, and was left alone. */
  readonly portalIsForeign: boolean;
}

export interface Sending {
  readonly type: 'put' | 'remove';
  readonly path: string;
  /** Bytes that have left, of so many. */
  readonly sent: number;
  readonly size: number;
}

export interface PublishTrouble {
  /** `unreadable`: the file here; `unnoted`: the booth's own notes cannot be written. */
  readonly fault: DestinationFault | 'unreadable' | 'unnoted';
  /** For people. */
  readonly words: string;
  /** When it was met, and when it is tried again; milliseconds since 1970. */
  readonly at: number;
  readonly nextTry: number;
}
