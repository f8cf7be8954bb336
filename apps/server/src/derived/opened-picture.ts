import type { Sharp } from 'sharp';

export interface OpenedPicture {
  /** Turned upright already, or by the orientation in it. */
  readonly picture: Sharp;
  /** Of the original, as seen, where `picture` is only a smaller stand-in. */
  readonly size?: { readonly width: number | null; readonly height: number | null };
}
