import type { Readable } from 'node:stream';
import type { AnswerHead } from '@homeroll/protocol/relay-answer';
import type { GuestPath } from '@homeroll/protocol/relay-path';
import type { OpenAsk } from './ask-book.ts';

/** What a device sends to an ask; the body is still coming. */
export interface Answer {
  readonly ask: OpenAsk;
  readonly path: GuestPath;
  readonly head: AnswerHead;
  readonly body: Readable;
  /** Something came: the device is alive. */
  readonly heard: () => void;
}

/** What the device says, or so long without its word. */
export function freshMs(freshSeconds: number | undefined, usualMs: number): number {
  return freshSeconds === undefined ? usualMs : freshSeconds * 1000;
}
