import { z } from 'zod';

/** The version of this wire. A client refuses a server whose number is another one. */
export const protocolVersion = 1;

/** `GET /api/info`, open to all: is this our server, and does it speak our version? */
export interface ServerInfo {
  readonly product: 'homeroll';
  readonly version: string;
  readonly protocol: number;
  /** True until the first account exists; then the one-time administrator link works no more. */
  readonly needsSetup: boolean;
  readonly limits: { readonly fileBytes: number; readonly hashesPerCheck: number };
}

export const serverInfoSchema: z.ZodType<ServerInfo> = z.object({
  product: z.literal('homeroll'),
  version: z.string(),
  protocol: z.int(),
  needsSetup: z.boolean(),
  limits: z.object({ fileBytes: z.int(), hashesPerCheck: z.int() }),
});
