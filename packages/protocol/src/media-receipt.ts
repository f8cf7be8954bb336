import { z } from 'zod';
import { mediaHashSchema } from './media-hash.ts';

/**
 * The answer to an upload, by whichever door it came: the file is whole, verified, synced, in its place and in
 * the catalog. `stored` → 201, `already-there` → 200 (no second copy was made).
 */
export interface MediaReceipt {
  readonly outcome: 'stored' | 'already-there';
  readonly id: number;
  readonly hash: string;
  readonly size: number;
  /** Where it lies in the library, below the owner's folder, with `/`. */
  readonly path: string;
}

export const mediaReceiptSchema: z.ZodType<MediaReceipt> = z.object({
  outcome: z.enum(['stored', 'already-there']),
  id: z.int(),
  hash: mediaHashSchema,
  size: z.int().nonnegative(),
  path: z.string(),
});

/** Where the last piece of a resumable upload carries its receipt: percent-encoded JSON. */
export const receiptHeader = 'homeroll-receipt';
