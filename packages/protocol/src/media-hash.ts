import { z } from 'zod';

/** SHA-256 of a file's bytes, 64 lower-case hexadecimal digits: the identity of a photo on the wire. */
export const mediaHashSchema: z.ZodType<string> = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'a SHA-256 is 64 lower-case hexadecimal digits');
