import type { SyncEvent } from '@homeroll/core/sync/sync-report';

/** Lets through what is news: a failure of the same item for the same reason is told once. */
export class ToldFailures {
  readonly #told = new Map<string, string>();

  isNews(event: SyncEvent): boolean {
    if (!('item' in event)) return true;
    if (event.type !== 'failed' && event.type !== 'delete-failed') {
      if (event.type !== 'found' && event.type !== 'sending' && event.type !== 'progress')
        this.#told.delete(event.item);
      return true;
    }
    const isNews = this.#told.get(event.item) !== event.reason;
    this.#told.set(event.item, event.reason);
    return isNews;
  }
}
