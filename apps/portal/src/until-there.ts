/** What goes on meanwhile, to be said in words. */
export type Progress =
  | { readonly state: 'loading'; readonly fraction: number | null }
  | { readonly state: Missing; readonly seconds: number; readonly isLate: boolean };

/** Not there yet; no connection from here; the relay has none to the booth. */
export type Missing = 'waiting' | 'offline' | 'away';

export interface Look {
  readonly tell: (progress: Progress) => void;
  /** Resolves after so many seconds, or sooner when there is reason to look again. */
  readonly pause: (seconds: number) => Promise<void>;
}

/** Seconds between two looks; the last one goes on for ever. */
const pauses = [2, 3, 5, 8, 13, 20];
/** After so many looks (about two minutes) it is said that it takes long. */
const lateAfter = 9;

/** Looks again and again until there is something. */
export async function untilThere<Found extends object>(
  attempt: () => Promise<Found | Missing>,
  { tell, pause }: Look,
): Promise<Found> {
  for (let count = 0; ; count += 1) {
    const found = await attempt();
    if (typeof found === 'object') return found;
    const seconds = pauses[Math.min(count, pauses.length - 1)] ?? 20;
    tell({ state: found, seconds, isLate: count >= lateAfter });
    await pause(seconds);
  }
}
