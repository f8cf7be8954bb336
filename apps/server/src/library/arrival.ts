import type { UploadMetadata } from '@homeroll/protocol/upload-metadata';
import type { QuickFacts } from '@homeroll/headers/quick-facts';

/** Who sends. */
export interface Sender {
  readonly userId: number;
  readonly userName: string;
  /** The user's folder in the library. */
  readonly folder: string;
  /** Whether the account may know of everybody's photos (else only of its own). */
  readonly seesAll: boolean;
}

/** What is said of a file before its body is read. */
export interface Arrival {
  readonly sender: Sender;
  readonly metadata: UploadMetadata;
  /** The SHA-256 that the sender claims; absent from callers that cannot hash. */
  readonly hash: string | undefined;
  /** Bytes, where the sender says so. */
  readonly size: number | undefined;
  /** To be taken although this account threw it away. */
  readonly force: boolean;
}

/** A file that is whole: verified against what its sender claims, and durable under its temporary name. */
export interface WholeFile {
  readonly arrival: Arrival;
  /** Absolute; in `incoming/`. */
  readonly temporary: string;
  readonly hash: string;
  readonly size: number;
  readonly facts: QuickFacts;
}
