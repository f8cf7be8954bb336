/** What is wanted of one original; paths are absolute. */
export interface DerivedSource {
  readonly path: string;
  /** As told by content when it arrived: decides which decoder sees the file. */
  readonly mediaType: string;
}

export interface DerivedTarget {
  /** WebP, 440 px high: rows of 220 px on a screen of double density. */
  readonly thumb: string;
  /** WebP, at most 1600 px on the long side. */
  readonly preview: string;
}

export interface MadeDerived {
  readonly outcome: 'made' | 'not-viewable';
  /** The mean colour, 0 to 255 each. */
  readonly colour: readonly [number, number, number] | null;
  /** Pixels of the original as seen. */
  readonly width: number | null;
  readonly height: number | null;
}

export const notViewable: MadeDerived = { outcome: 'not-viewable', colour: null, width: null, height: null };

/** What goes to a derived process, and what comes back. */
export interface JobMessage {
  readonly source: DerivedSource;
  readonly target: DerivedTarget;
  /** Path of ffmpeg; null where there is none. */
  readonly ffmpeg: string | null;
}

export type ResultMessage = { readonly made: MadeDerived } | { readonly failed: string };
