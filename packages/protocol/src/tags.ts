import { z } from 'zod';

/** A tag as the list shows it; `a/b` lies under `a`. */
export interface Tag {
  readonly path: string;
  /** Photos and videos that carry exactly this tag, of those the asker may see. */
  readonly count: number;
  /** Whether it was put on the list by hand, and so can be renamed and removed there. */
  readonly listed: boolean;
}

/** `PATCH /api/tags`: the tag and all that lies under it, on the list. No photo and no event is changed. */
export interface TagRename {
  readonly path: string;
  readonly to: string;
}

/** `POST /api/tags`; `DELETE /api/tags?path=…` takes the same. */
export interface TagPath {
  readonly path: string;
}

/** Characters of a tag, path included. */
export const tagLength = 100;

/** Segments joined by `/`, none of them empty or with space around it: two tags that look alike are one. */
export const tagSchema: z.ZodType<string> = z
  .string()
  .max(tagLength, `a tag has at most ${String(tagLength)} characters`)
  .regex(
    /^(?!\s)[^/\p{Cc}\p{Surrogate}]+(?<!\s)(\/(?!\s)[^/\p{Cc}\p{Surrogate}]+(?<!\s))*$/u,
    'a tag is text, a path such as family/wedding, without empty parts or spaces around them',
  );

export const tagPathSchema: z.ZodType<TagPath> = z.object({ path: tagSchema });

export const tagRenameSchema: z.ZodType<TagRename> = z.object({ path: tagSchema, to: tagSchema });

/** `GET /api/tags`, in the order of their paths. Tags of photos come as their files have them. */
export const tagListSchema: z.ZodType<readonly Tag[]> = z.array(
  z.object({ path: z.string(), count: z.int().nonnegative(), listed: z.boolean() }),
);
