import type { HoldReason } from '@homeroll/core/connection/connection-gate';
import { unmetWords } from '@homeroll/core/connection/unmet-words';

/** Why something waits, for people. */
export function holdWords(reason: HoldReason, isPageOpen: boolean): string {
  if (reason !== 'paused') return unmetWords[reason];
  return isPageOpen
    ? 'a page for choosing photos is open; sending goes on when it is left'
    : 'sending is paused; homeroll agent resume lets it go on';
}
