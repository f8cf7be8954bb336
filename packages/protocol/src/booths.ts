import { z } from 'zod';
import { mediaHashSchema } from './media-hash.ts';

/**
 * `PUT /api/booths/<id>`: a photo booth whose pictures guests get by links that are valid before they arrive. The
 * booth makes the keys of its links with the secret (core/share/booth-key); the id is the first signs of the
 * secret's SHA-256 in base64url, so that the booth knows its links before it ever reached the server.
 */
export interface BoothRequest {
  readonly name: string;
  readonly secret: string;
}
export const boothRequestSchema: z.ZodType<BoothRequest> = z.object({
  name: z.string().trim().min(1).max(100),
  secret: z.string().regex(/^[\w-]{43,100}$/, 'has less than 256 bits'),
});

/** A booth as its account sees it; `GET /api/booths` lists those whose links work. */
export interface Booth {
  readonly id: string;
  readonly name: string;
  /** Pictures that guests can have. */
  readonly count: number;
  readonly createdAt: number;
}

export const boothIdLength = 12;
export const boothIdSchema: z.ZodType<string> = z.string().regex(/^[\w-]{12}$/, 'is no id of a booth');

export const boothSchema: z.ZodType<Booth> = z.object({
  id: boothIdSchema,
  name: z.string(),
  count: z.int().nonnegative(),
  createdAt: z.number(),
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
