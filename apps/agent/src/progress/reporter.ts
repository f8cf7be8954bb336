import type { SyncEvent } from '@homeroll/core/sync/sync-report';
import type { SyncTotals } from './sync-totals.ts';

/** How a sync tells what it does: on a terminal for people, else as JSON lines for programs. */
export interface Reporter {
  event(event: SyncEvent): void;
  /** One sentence for people. */
  say(sentence: string): void;
  summary(totals: SyncTotals): void;
  /** Ends what is redrawn from time to time. */
  close(): void;
}
