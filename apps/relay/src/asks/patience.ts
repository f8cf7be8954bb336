/** How long is waited for what, in milliseconds; and how much at most. Tests are less patient. */
export interface Patience {
  /** A visitor waits so long for a device that is not connected. */
  readonly awayMs: number;
  /** A visitor waits so long for a device that is. */
  readonly answerMs: number;
  /** An answer that nobody reads goes on arriving for so long: browsers hang up and come back. */
  readonly lingerMs: number;
  /** A sender is given up when nothing came for so long. */
  readonly stallMs: number;
  /** A file is handed out without asking the device again for so long, where the device says nothing else. */
  readonly freshMs: number;
  /** The same for what tells which files there are. */
  readonly freshSetMs: number;
  readonly pingMs: number;
  /** After a request that waited for news, the next one is expected within so long. */
  readonly pollGapMs: number;
  /** An old booth's queue ends after so long, and it connects again. */
  readonly oldQueueMs: number;
}

export const usualPatience: Patience = {
  awayMs: 15_000,
  answerMs: 45_000,
  lingerMs: 15_000,
  stallMs: 30_000,
  freshMs: 10_000,
  freshSetMs: 5000,
  pingMs: 5000,
  pollGapMs: 10_000,
  oldQueueMs: 235_000,
};

/** More than this is a flood; what is beyond gets 429. Guests of one party often share one address. */
export interface AskLimits {
  /** Different things that one visitor's address waits for, and so has the device do. */
  readonly asksPerVisitor: number;
  readonly asksPerLine: number;
  readonly waitingPerVisitor: number;
  readonly waitingPerLine: number;
}

export const usualLimits: AskLimits = {
  asksPerVisitor: 256,
  asksPerLine: 1024,
  waitingPerVisitor: 5000,
  waitingPerLine: 20_000,
};
