import type { DestinationFault } from '../ports/destination-error.ts';
import type { SourceFault } from '../ports/source.ts';

/** Why an item is in its state; `reasonWords` says it for people. */
export type Reason =
  DestinationFault | SourceFault | 'source-missing' | 'removed-elsewhere' | 'may-not-delete';
