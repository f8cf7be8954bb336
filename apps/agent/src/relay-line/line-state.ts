/** How it stands with the line, for whoever looks at it. */
export type LineState =
  | { readonly state: 'connecting' }
  /** `polling`: a proxy on the way gathers what should stream, so it is asked again and again. */
  | { readonly state: 'connected'; readonly by: 'stream' | 'polling' }
  | {
      readonly state: 'away';
      readonly trouble: LineTrouble;
      readonly words: string;
      readonly retryMs: number;
    };

export type LineTrouble =
  'unreachable' | 'cut' | 'silent' | 'busy' | 'key-refused' | 'no-relay' | 'version' | 'replaced';

/** Why there is no line at the moment, and whether somebody has to do something about it. */
export class LineError extends Error {
  override readonly name = 'LineError';
  readonly trouble: LineTrouble;

  constructor(trouble: LineTrouble, message: string, options?: ErrorOptions) {
    super(message, options);
    this.trouble = trouble;
  }
}

/** What will not get better by trying again at once. */
const lasting: readonly LineTrouble[] = ['key-refused', 'no-relay', 'version', 'replaced'];
const lastingMs = 300_000;
const longestMs = 60_000;

/** Milliseconds until the next try after so many failed ones in a row (1 for the first). `random` spreads devices. */
export function retryMs(trouble: LineTrouble, failures: number, random: () => number): number {
  const whole = lasting.includes(trouble)
    ? lastingMs
    : Math.min(longestMs, 1000 * 2 ** Math.min(failures - 1, 10));
  return Math.round(whole * (0.5 + random() / 2));
}
