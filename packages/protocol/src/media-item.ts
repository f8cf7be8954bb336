import { z } from 'zod';
import { mediaHashSchema } from './media-hash.ts';

export const mediaKinds = ['photo', 'video', 'other'] as const;
export type MediaKind = (typeof mediaKinds)[number];

/** Which clue gave the shooting time, best first. */
export const captureSources = [
  'exif',
  'xmp',
  'iptc',
  'container',
  'client',
  'file-name',
  'modified',
  'received',
] as const;
export type CaptureSource = (typeof captureSources)[number];

/** `GET /api/media/<id>`: one photo or video with all that is known of it. */
export interface MediaItem {
  readonly id: number;
  readonly hash: string;
  readonly fileName: string;
  readonly path: string;
  readonly mediaType: string;
  readonly kind: MediaKind;
  readonly size: number;
  readonly width: number | null;
  readonly height: number | null;
  readonly durationSeconds: number | null;
  readonly taken: {
    /** Wall-clock time where it was taken, `YYYY-MM-DDTHH:MM:SS`. */
    readonly local: string;
    /** Minutes east of UTC, where the file says so. */
    readonly offsetMinutes: number | null;
    readonly source: CaptureSource;
  };
  readonly title: string | null;
  readonly tags: readonly string[];
  readonly album: string | null;
  readonly device: string | null;
  readonly owner: string;
  /** When it was acknowledged, milliseconds since 1970 (UTC). */
  readonly receivedAt: number;
  /** What the camera wrote, in words for people: label → value. Filled a little after the upload. */
  readonly facts: Readonly<Record<string, string>>;
  /** False where the picture cannot be decoded: the original is kept, a placeholder is shown. */
  readonly viewable: boolean | null;
}

export const mediaItemSchema: z.ZodType<MediaItem> = z.object({
  id: z.int(),
  hash: mediaHashSchema,
  fileName: z.string(),
  path: z.string(),
  mediaType: z.string(),
  kind: z.enum(mediaKinds),
  size: z.int(),
  width: z.int().nullable(),
  height: z.int().nullable(),
  durationSeconds: z.number().nullable(),
  taken: z.object({ local: z.string(), offsetMinutes: z.int().nullable(), source: z.enum(captureSources) }),
  title: z.string().nullable(),
  tags: z.array(z.string()),
  album: z.string().nullable(),
  device: z.string().nullable(),
  owner: z.string(),
  receivedAt: z.number(),
  facts: z.record(z.string(), z.string()),
  viewable: z.boolean().nullable(),
});
