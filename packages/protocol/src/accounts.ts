import { z } from 'zod';

/**
 * What an account or a token may do. A right that a token lacks is lacking whatever its user may. `delete` is for the
 * account's own copies, `delete-any` for everybody's that it may see.
 */
export const rights = [
  'upload',
  'view',
  'share',
  'delete',
  'delete-any',
  'define-events',
  'administer',
] as const;

/** What an account may do where nothing else was said: all with its own photos. */
export const usualRights: readonly Right[] = ['upload', 'view', 'share', 'delete'];
export type Right = (typeof rights)[number];

const rightsSchema: z.ZodType<readonly Right[]> = z.array(z.enum(rights));

export const userNameSchema: z.ZodType<string> = z
  .string()
  .regex(
    /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,63}$/u,
    'a user name is 1–64 letters, digits, dots, dashes or underscores',
  );

export const passwordSchema: z.ZodType<string> = z
  .string()
  .min(10, 'a password has at least 10 characters')
  .max(1000, 'a password has at most 1000 characters');

/** `POST /api/session` signs in; the answer sets the session cookie (HttpOnly, SameSite=Lax). */
export interface Login {
  readonly user: string;
  readonly password: string;
}
export const loginSchema: z.ZodType<Login> = z.object({
  user: z.string().max(200),
  password: z.string().max(1000),
});

/** `GET /api/session`: who am I? */
export interface Session {
  readonly user: string;
  readonly rights: readonly Right[];
}
export const sessionSchema: z.ZodType<Session> = z.object({ user: z.string(), rights: rightsSchema });

/** As a client reads it: a right that only a newer server knows is no reason not to talk to it. */
export const sessionAnswerSchema: z.ZodType<Session> = z.object({
  user: z.string(),
  rights: z.array(z.string()).transform((names) => rights.filter((right) => names.includes(right))),
});

/** `POST /api/setup`: the first account, with the secret of the one-time link (`<address>/#setup=<secret>`). */
export interface Setup {
  readonly secret: string;
  readonly user: string;
  readonly password: string;
}
export const setupSchema: z.ZodType<Setup> = z.object({
  secret: z.string().max(200),
  user: userNameSchema,
  password: passwordSchema,
});

/** `POST /api/tokens`: a device token, shown once. Never more rights than its maker has. */
export interface TokenRequest {
  readonly label: string;
  readonly rights: readonly Right[];
}
export const tokenRequestSchema: z.ZodType<TokenRequest> = z.object({
  label: z.string().min(1).max(100),
  rights: rightsSchema,
});

export interface DeviceToken {
  readonly id: number;
  readonly label: string;
  readonly rights: readonly Right[];
  readonly createdAt: number;
  readonly lastUsedAt: number | null;
}
export const deviceTokenSchema: z.ZodType<DeviceToken> = z.object({
  id: z.int(),
  label: z.string(),
  rights: rightsSchema,
  createdAt: z.number(),
  lastUsedAt: z.number().nullable(),
});

/** The answer to `POST /api/tokens`; `token` goes into `Authorization: Bearer …`. */
export interface NewDeviceToken extends DeviceToken {
  readonly token: string;
}
export const newDeviceTokenSchema: z.ZodType<NewDeviceToken> = z.object({
  id: z.int(),
  label: z.string(),
  rights: rightsSchema,
  createdAt: z.number(),
  lastUsedAt: z.number().nullable(),
  token: z.string(),
});
