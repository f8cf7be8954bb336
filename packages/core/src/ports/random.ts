/** A number from 0 (inclusive) to 1 (exclusive). Used for jitter only, so it need not be secret. */
export type Random = () => number;
