import { z } from 'zod';
import { mediaHashSchema } from './media-hash.ts';

/** `POST /api/booths`: a photo booth whose pictures guests get by links that are valid before they arrive. */
export interface BoothRequest {
  readonly name: string;
}
export const boothRequestSchema: z.ZodType<BoothRequest> = z.object({
  name: z.string().trim().min(1).max(100),
});

/** With `secret` the booth makes the keys of its links by itself (core/share/booth-key). */
export interface NewBooth {
  readonly id: number;
  readonly secret: string;
  /** Address for guests, before `/<key>`. */
  readonly url: string;
}
export const newBoothSchema: z.ZodType<NewBooth> = z.object({
  id: z.int().positive(),
  secret: z.string().min(43),
  url: z.string(),
});

/** A path of the booth: it holds nothing or one photo. In bodies only, because paths hold the keys of links. */
export interface BoothFilePath {
  readonly path: string;
}
const path = z.string().min(1).max(4096);
export const boothFilePathSchema: z.ZodType<BoothFilePath> = z.object({ path });

/** Puts a photo that this account has in the library under the path; what was there before goes. */
export interface BoothFilePut extends BoothFilePath {
  readonly hash: string;
}
export const boothFilePutSchema: z.ZodType<BoothFilePut> = z.object({ path, hash: mediaHashSchema });

export interface BoothFile {
  readonly id: number;
  readonly hash: string;
  readonly size: number;
}
export const boothFileSchema: z.ZodType<BoothFile> = z.object({
  id: z.int().positive(),
  hash: mediaHashSchema,
  size: z.int().nonnegative(),
});
