import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import {
  deviceTokenSchema,
  loginSchema,
  newDeviceTokenSchema,
  rights,
  sessionSchema,
  setupSchema,
  tokenRequestSchema,
  type Login,
  type NewDeviceToken,
  type Session,
  type Setup,
  type TokenRequest,
} from '@homeroll/protocol/accounts';
import { routes } from '@homeroll/protocol/routes';
import type { Identity } from '../accounts/identity.ts';
import { addUser } from '../accounts/new-user.ts';
import { passwordFits } from '../accounts/passwords.ts';
import { newSecret, secretHash } from '../accounts/secrets.ts';
import type { User } from '../catalog/accounts.ts';
import { Refusal } from '../refusal.ts';
import { authorize, sessionCookie } from './authorize.ts';
import type { ServerParts } from './server-parts.ts';

const sessionMs = 90 * 24 * 3600 * 1000;
const loginsPerMinute = 10;

/** Setup, signing in and out, device tokens. */
export function accountRoutes(app: FastifyInstance, parts: ServerParts): void {
  const limited = { rateLimit: { max: loginsPerMinute, timeWindow: '1 minute' } };
  app.post(
    routes.setup,
    {
      config: limited,
      schema: {
        summary: 'Create the administrator with the one-time link',
        tags: ['accounts'],
        body: setupSchema,
        response: { 201: sessionSchema },
      },
    },
    async (request, reply) => reply.code(201).send(await setUp(parts, request.body as Setup, reply)),
  );
  app.post(
    routes.session,
    {
      config: limited,
      schema: { summary: 'Sign in', tags: ['accounts'], body: loginSchema, response: { 200: sessionSchema } },
    },
    async (request, reply) => {
      const { user, password } = request.body as Login;
      const known = await parts.catalog.accounts.userByName(user);
      if (!(await passwordFits(known?.passwordHash, password)) || !known) {
        throw new Refusal('login-refused', 'User name or password is wrong.');
      }
      return startSession(parts, known, reply);
    },
  );
  app.get(
    routes.session,
    { schema: { summary: 'Who am I?', tags: ['accounts'], response: { 200: sessionSchema } } },
    async (request) => {
      const identity = await authorize(parts.identities, request.raw, null);
      return { user: identity.userName, rights: [...identity.rights] };
    },
  );
  app.delete(
    routes.session,
    { schema: { summary: 'Sign out', tags: ['accounts'], response: { 204: z.null() } } },
    async (request, reply) => {
      const identity = await authorize(parts.identities, request.raw, null);
      await parts.catalog.accounts.removeToken(identity.userId, identity.tokenId);
      parts.identities.forget();
      return reply.clearCookie(sessionCookie, { path: '/' }).code(204).send(null);
    },
  );
  tokenRoutes(app, parts);
}

function tokenRoutes(app: FastifyInstance, parts: ServerParts): void {
  app.get(
    routes.tokens,
    {
      schema: {
        summary: 'Device tokens of this account',
        tags: ['accounts'],
        response: { 200: z.array(deviceTokenSchema) },
      },
    },
    async (request) => {
      const { userId } = await authorize(parts.identities, request.raw, null);
      return parts.catalog.accounts.deviceTokens(userId);
    },
  );
  app.post(
    routes.tokens,
    {
      schema: {
        summary: 'Make a device token; it is shown once',
        tags: ['accounts'],
        body: tokenRequestSchema,
        response: { 201: newDeviceTokenSchema },
      },
    },
    async (request, reply) => {
      const identity = await authorize(parts.identities, request.raw, null);
      return reply.code(201).send(await makeToken(parts, identity, request.body as TokenRequest));
    },
  );
  app.delete(
    '/api/tokens/:id',
    {
      schema: {
        summary: 'Take a device token back',
        tags: ['accounts'],
        params: z.object({ id: z.coerce.number().int() }),
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const { userId } = await authorize(parts.identities, request.raw, null);
      const { id } = request.params as { id: number };
      const removed = await parts.catalog.accounts.removeToken(userId, id);
      if (!removed) throw new Refusal('not-found', 'There is no such token.');
      parts.identities.forget();
      return reply.code(204).send(null);
    },
  );
}

async function makeToken(parts: ServerParts, maker: Identity, wanted: TokenRequest): Promise<NewDeviceToken> {
  const tooMuch = wanted.rights.find((right) => !maker.rights.has(right));
  if (tooMuch) throw new Refusal('forbidden', `You have not the right to ${tooMuch} yourself.`);
  const token = newSecret('device');
  const made = await parts.catalog.accounts.addToken({
    ...wanted,
    userId: maker.userId,
    kind: 'device',
    secretHash: secretHash(token),
    createdAt: parts.now(),
    expiresAt: null,
  });
  return { ...made, token };
}

async function setUp(parts: ServerParts, setup: Setup, reply: FastifyReply): Promise<Session> {
  const { accounts } = parts.catalog;
  const found = await accounts.tokenByHash(secretHash(setup.secret));
  if (found?.token.kind !== 'setup' || (await accounts.hasAdministrator())) {
    throw new Refusal(
      'expired',
      'This link was used already, or belongs to an earlier start. Look for the newest one in the terminal.',
    );
  }
  const user = await addUser(accounts, { name: setup.user, password: setup.password, rights }, parts.now());
  await accounts.removeTokensOf('setup');
  parts.firstAccountMade();
  return startSession(parts, user, reply);
}

async function startSession(parts: ServerParts, user: User, reply: FastifyReply): Promise<Session> {
  const secret = newSecret('session');
  const now = parts.now();
  await parts.catalog.accounts.addToken({
    userId: user.id,
    kind: 'session',
    secretHash: secretHash(secret),
    label: 'browser',
    rights: user.rights,
    createdAt: now,
    expiresAt: now + sessionMs,
  });
  reply.setCookie(sessionCookie, secret, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: parts.publicUrl?.startsWith('https:') ?? false,
    maxAge: sessionMs / 1000,
  });
  return { user: user.name, rights: user.rights };
}
