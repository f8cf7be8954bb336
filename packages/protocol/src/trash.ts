import { z } from 'zod';

/** More ids than this go in several requests. */
export const idsPerTrashRequest = 1000;

/** `GET /api/trash?before=<removedAt>-<id>`: the newest first, a page at a time. */
export interface Trash {
  readonly items: readonly TrashedItem[];
  /** For the next page's `before`; absent on the last one. */
  readonly next?: string;
  /** The catalog's name, part of every picture's address. */
  readonly catalog: string;
  /** How long a photo lies here before it is deleted for good. */
  readonly days: number;
}

/** A photo or video in the trash; it can be had back until `purgedAt`. */
export interface TrashedItem {
  readonly id: number;
  readonly fileName: string;
  readonly title: string | null;
  readonly kind: 'photo' | 'video' | 'other';
  readonly size: number;
  /** Milliseconds since 1970 (UTC). */
  readonly removedAt: number;
  /** When it will be deleted for good, milliseconds since 1970 (UTC). */
  readonly purgedAt: number;
  readonly hasThumb: boolean;
  readonly mine: boolean;
}

/** `POST /api/trash` throws away, `POST /api/trash/restore` brings back, `DELETE /api/trash` deletes for good. */
export interface TrashRequest {
  readonly ids: readonly number[];
}

/** `DELETE /api/trash`: without `ids`, the account's own trash is emptied. */
export interface TrashEmptying {
  readonly ids?: readonly number[];
}

export const trashRefusals = ['not-found', 'forbidden', 'failed'] as const;
/** `failed`: the server's own fault, for instance a full disk; it can be tried again. */
export type TrashRefusal = (typeof trashRefusals)[number];

/** What became of each id: in one of the two lists, each once. */
export interface TrashAnswer {
  readonly done: readonly number[];
  readonly refused: readonly { readonly id: number; readonly reason: TrashRefusal }[];
}

const ids = z.array(z.int().positive()).max(idsPerTrashRequest);

export const trashRequestSchema: z.ZodType<TrashRequest> = z.object({ ids });
export const trashEmptyingSchema: z.ZodType<TrashEmptying> = z.object({ ids: ids.exactOptional() });

export const trashAnswerSchema: z.ZodType<TrashAnswer> = z.object({
  done: z.array(z.int()),
  refused: z.array(z.object({ id: z.int(), reason: z.enum(trashRefusals) })),
});

export const trashSchema: z.ZodType<Trash> = z.object({
  items: z.array(
    z.object({
      id: z.int(),
      fileName: z.string(),
      title: z.string().nullable(),
      kind: z.enum(['photo', 'video', 'other']),
      size: z.number(),
      removedAt: z.number(),
      purgedAt: z.number(),
      hasThumb: z.boolean(),
      mine: z.boolean(),
    }),
  ),
  next: z.string().exactOptional(),
  catalog: z.string(),
  days: z.int().positive(),
});
