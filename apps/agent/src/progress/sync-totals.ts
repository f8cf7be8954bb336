import type { Reason } from '@homeroll/core/sync/reason';
import type { SyncEvent, SyncSummary } from '@homeroll/core/sync/sync-report';

/** What all the passes of one program run came to. */
export class SyncTotals {
  sent = 0;
  sentBytes = 0;
  alreadyThere = 0;
  removedElsewhere = 0;
  /** Deleted at the destination, as asked. */
  deleted = 0;
  /** What could not be sent and was not sent later either. */
  readonly failures: Map<string, Reason> = new Map();
  /** Of the last pass: items that wait, and items that changed under our hands. */
  waiting = 0;
  changed = 0;
  /** Of the last pass: held back by the rules of connection. */
  held = 0;
  /** Files that were still being written to at the end. */
  beingWritten = 0;
  stopped: SyncSummary['stopped'];
  /** What the folder holds besides photos and videos. */
  leftOut: { readonly notMedia: number; readonly links: number } = { notMedia: 0, links: 0 };

  /** False where it says nothing new: a failure of the same item for the same reason. */
  see(event: SyncEvent): boolean {
    switch (event.type) {
      case 'sent':
        this.sent += 1;
        this.sentBytes += event.size;
        this.failures.delete(event.item);
        return true;
      case 'already-there':
        this.alreadyThere += 1;
        this.failures.delete(event.item);
        return true;
      case 'removed-elsewhere':
        this.removedElsewhere += 1;
        this.failures.delete(event.item);
        return true;
      case 'failed': {
        const isNews = this.failures.get(event.item) !== event.reason;
        this.failures.set(event.item, event.reason);
        return isNews;
      }
      case 'deleted':
        this.deleted += 1;
        return true;
      case 'changed':
        this.failures.delete(event.item);
        return true;
      case 'found':
      case 'sending':
      case 'progress':
      case 'stopped':
      case 'held':
      case 'delete-failed':
        return true;
    }
  }

  endPass(summary: SyncSummary): void {
    this.waiting = summary.waiting;
    this.changed = summary.changed;
    this.held = summary.held;
    this.stopped = summary.stopped;
  }

  get isAllDone(): boolean {
    const left = this.failures.size + this.waiting + this.held + this.changed + this.beingWritten;
    return left === 0 && this.stopped === undefined;
  }
}
