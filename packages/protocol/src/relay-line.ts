import { z } from 'zod';

/**
 * The line: the one outgoing connection that a device (a booth, a home server behind a router) keeps to a relay on a
 * public host. What a visitor wants comes down the line as an ask; the device sends the answer up by a request of its
 * own. Every request of the device carries the relay's key (`authorization: Bearer …`) and the device's own secret.
 */
export const lineVersion = 1;

export const lineRoutes = {
  /** `GET`, as an endless stream of lines, or with `wait` (seconds) and `after` as one answer. */
  line: '/line',
  /** `PUT`: the answer to an ask. */
  answer: (ask: string): string => `/line/answers/${ask}`,
} as const;

export const lineHeaders = {
  /** 256 bits that the device made once, base64url: whose line it is. */
  secret: 'homeroll-line',
  version: 'homeroll-line-version',
} as const;

/** One JSON object in each line of the stream. */
export const lineMediaType = 'application/x-ndjson';
/** Something is heard on the stream at least so often, and at once when it begins. */
export const pingSeconds = 5;
/** How long one request may wait for news, at most. */
export const longestWaitSeconds = 55;

/** Something that visitors wait for. */
export interface Ask {
  /** Unguessable, without signs that an address would have to encode. */
  readonly id: string;
  /** What to answer: a path on the device, like `/b/1/IMG-7-abc/1/file`. */
  readonly path: string;
  /** The relay has this one: 304 is enough where it is still the same. */
  readonly ifNoneMatch?: string;
}

/** One line of the stream. What is unknown is passed over: a newer relay may say more. */
export type LineMessage =
  | { readonly ping: number }
  | { readonly ask: Ask }
  | { readonly withdraw: string }
  /** Another program opened the same line: this stream is over. */
  | { readonly replaced: true };

/** The answer to one request that waited. */
export interface LineNews {
  readonly asks: readonly Ask[];
  readonly withdrawn: readonly string[];
  /** To be given as `after` with the next request; what came until then is not told again. */
  readonly next: string;
}

const id = z.string().regex(/^[\w-]{8,64}$/);
const ask = z.object({ id, path: z.string().max(400), ifNoneMatch: z.string().max(300).exactOptional() });

const lineMessageSchema: z.ZodType<LineMessage> = z.union([
  z.object({ ping: z.number() }),
  z.object({ ask }),
  z.object({ withdraw: id }),
  z.object({ replaced: z.literal(true) }),
]);

export const lineNewsSchema: z.ZodType<LineNews> = z.object({
  asks: z.array(ask),
  withdrawn: z.array(id),
  next: z.string().max(100),
});

/** `undefined` for a line that is no message, or none that this version knows. */
export function parseLineMessage(line: string): LineMessage | undefined {
  try {
    return lineMessageSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

/** What the key of a relay and the secret of a line look like: at least 128 bits, base64url. */
export const lineSecretSchema: z.ZodType<string> = z
  .string()
  .regex(/^[\w-]{22,128}$/, 'is not 22 or more letters, digits, - and _');

/**
 * The name of a line in addresses, of the SHA-256 of its secret in base64url: nobody has to hand out names, and
 * nobody else can take this one.
 */
export function lineIdOf(sha256: string): string {
  return sha256.slice(0, 12);
}

/** What stands in front of the device's own paths in the addresses that visitors are given. */
export function lineBase(line: string): string {
  return `/l/${line}`;
}
