import type { AnswerHead } from '@homeroll/protocol/relay-answer';
import type { Ask } from '@homeroll/protocol/relay-line';

/** What a device has to say to an ask. */
export interface LineAnswer {
  readonly head: AnswerHead;
  /** Exactly `head.length` bytes; absent where that is 0. Called at most once per try. */
  readonly open?: () => AsyncIterable<Uint8Array>;
}

/** The signal is raised when nobody waits any more, and when the answer was sent. */
export type AnswerAsk = (ask: Ask, signal: AbortSignal) => Promise<LineAnswer>;
