/** Measured values of one contender, one per round. */
export interface Figure {
  readonly unit: string;
  readonly values: readonly number[];
}

/** One line of the table: our figure, a peer's on the same files and disk in the same run, and what is wanted. */
export interface Finding {
  readonly row: string;
  readonly work: string;
  readonly ours: Figure;
  /** `undefined` where nobody else does this; without a figure where the peer is not installed. */
  readonly peer: { readonly name: string; readonly figure: Figure | undefined } | undefined;
  /** Of the ratio (ours ÷ peer) where there is a peer, else of our figure; absent where it is only told. */
  readonly want: Want | undefined;
}

export interface Want {
  readonly atLeast?: number;
  readonly atMost?: number;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const lower = sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
  return (upper + lower) / 2;
}

/**
 * Ours ÷ peer: the median over the rounds, each round against the same round of the peer, so that a minute in
 * which the machine was slow counts for both. `undefined` without a peer's figure.
 */
export function ratio({ ours, peer }: Finding): number | undefined {
  const theirs = peer?.figure?.values;
  if (theirs === undefined) return undefined;
  if (theirs.length !== ours.values.length) return median(ours.values) / median(theirs);
  return median(ours.values.map((value, round) => value / (theirs[round] ?? Number.NaN)));
}

/** `undefined` where nothing is wanted, or the peer is missing. */
export function isMet(finding: Finding): boolean | undefined {
  const { want, peer, ours } = finding;
  const measured = peer ? ratio(finding) : median(ours.values);
  if (want === undefined || measured === undefined) return undefined;
  return measured >= (want.atLeast ?? -Infinity) && measured <= (want.atMost ?? Infinity);
}
