import { z } from 'zod';

/** `POST /api/shares`: hands out these items to whoever has the link. */
export interface ShareRequest {
  readonly items: readonly number[];
  readonly title?: string;
  /** Days until the link stops working; absent: it works until it is withdrawn. */
  readonly expiresInDays?: number;
}
export const shareRequestSchema: z.ZodType<ShareRequest> = z.object({
  items: z.array(z.int().positive()).min(1).max(2000),
  title: z.string().max(300).exactOptional(),
  expiresInDays: z.number().positive().max(3650).exactOptional(),
});

/** A share as its maker sees it. `path` is `/s/<token>`; the QR is at `/api/shares/<id>/qr.svg` and `.png`. */
export interface Share {
  readonly id: number;
  readonly path: string;
  /** The whole address for guests: the server's public address (or the one that was asked) and `path`. */
  readonly url: string;
  readonly title: string | null;
  readonly count: number;
  readonly createdAt: number;
  readonly expiresAt: number | null;
}
export const shareSchema: z.ZodType<Share> = z.object({
  id: z.int(),
  path: z.string(),
  url: z.string(),
  title: z.string().nullable(),
  count: z.int(),
  createdAt: z.number(),
  expiresAt: z.number().nullable(),
});
