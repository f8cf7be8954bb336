import { z } from 'zod';
import { mediaHashSchema } from './media-hash.ts';

export const hashesPerCheck = 10_000;

/** `POST /api/uploads/check`: which of these files need not be sent? */
export interface UploadCheck {
  readonly hashes: readonly string[];
}

/**
 * Places in the list that was asked (0 for the first), ascending; a hash in none of the three is unknown.
 * `ours` ⊆ `exists`: sent by this account. `wasSynced`: this account sent it once, it is not there now.
 */
export interface UploadCheckAnswer {
  readonly exists: readonly number[];
  readonly ours: readonly number[];
  readonly wasSynced: readonly number[];
  /** The catalog's ids of `exists`, in the same order; absent where the asker may not see them. */
  readonly ids?: readonly number[];
}

export const uploadCheckSchema: z.ZodType<UploadCheck> = z.object({
  hashes: z.array(mediaHashSchema).max(hashesPerCheck),
});

const places = z.array(z.int().nonnegative());

export const uploadCheckAnswerSchema: z.ZodType<UploadCheckAnswer> = z.object({
  exists: places,
  ours: places,
  wasSynced: places,
  ids: z.array(z.int().positive()).exactOptional(),
});
