import type { CancelSignal } from '@homeroll/core/ports/cancel-signal';
import type { Clock } from '@homeroll/core/ports/clock';
import { DestinationError } from '@homeroll/core/ports/destination-error';
import { z } from 'zod';
import { basicLogin, type DavConnection, type Login } from '../dav/dav-connection.ts';
import type { HttpRequest } from '../http/http-client.ts';
import type { NodeHttpClient } from '../http/node-http-client.ts';
import { notWhatWasAskedFor, refusalOf } from '../http/refusal.ts';
import { textBody } from '../http/text-body.ts';

/** One account at one Nextcloud. */
export interface NextcloudAccount {
  /** `https://cloud.example.org`, or with a folder; no slash at the end. */
  readonly address: string;
  readonly login: Login;
  readonly http: NodeHttpClient;
  readonly clock: Clock;
}

const refusedLogin =
  'the user name or the password is not right. With two-factor login, or a login by another service, Nextcloud ' +
  'wants an app password: make one there under Settings, Security, Devices & sessions';

/** All of WebDAV that is for this account: `files/…` and `uploads/…`. */
export function davOf({ http, address, login }: NextcloudAccount): DavConnection {
  return { http, login, refusedLogin, root: `${address}/remote.php/dav` };
}

/** Without the pages that people copy the address of: `…/index.php/apps/files/?dir=/`, `…/remote.php/dav/…`. */
export function nextcloudAddress(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname.replace(/\/(index\.php|remote\.php|public\.php|apps|login|s)(\/.*)?$/, '').replace(/\/+$/, '')}`;
}

export interface OcsRequest {
  readonly method: HttpRequest['method'];
  /** Behind `/ocs/v2.php/`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly form?: Readonly<Record<string, string>>;
  readonly signal?: CancelSignal | undefined;
}

export interface OcsAnswer {
  readonly status: number;
  /** What Nextcloud says to it, in the language of the account. */
  readonly message: string | undefined;
  readonly data: unknown;
}

const answerSchema = z.object({
  ocs: z.object({ meta: z.object({ message: z.string().nullish() }), data: z.unknown() }),
});

/**
 * Asks by the Open Collaboration Services, in their second version, whose status is the status of HTTP. A refused
 * login, a failure, and what is no such answer at all is a `DestinationError`; other refusals are for the caller.
 */
export async function askOcs(account: NextcloudAccount, request: OcsRequest): Promise<OcsAnswer> {
  const { method, path, query, form, signal } = request;
  const body = form && textBody(new URLSearchParams(form).toString());
  const { status, headers, text } = await account.http.send({
    method,
    url: `${account.address}/ocs/v2.php/${path}?${new URLSearchParams({ ...query, format: 'json' }).toString()}`,
    headers: {
      authorization: basicLogin(account.login),
      accept: 'application/json',
      'ocs-apirequest': 'true',
      ...(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
    },
    ...(body === undefined ? {} : { body }),
    ...(signal === undefined ? {} : { signal }),
  });
  if (status === 401) throw refusalOf({ status, headers }, { words: refusedLogin });
  if (status === 429 || status >= 500) throw refusalOf({ status, headers });
  const parsed = answerSchema.safeParse(jsonIn(text));
  if (!parsed.success && status >= 300 && status < 400) throw refusalOf({ status, headers });
  if (!parsed.success) throw new DestinationError('protocol', noNextcloud);
  const { meta, data } = parsed.data.ocs;
  return { status, message: meta.message?.trim() || undefined, data };
}

const noNextcloud = `this address is not the one of a Nextcloud; ${notWhatWasAskedFor}`;

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What an answer has to be; else the server is none of the versions that are known. */
export function parseOcs<T>(schema: z.ZodType<T>, { status, data }: OcsAnswer): T {
  const parsed = schema.safeParse(data);
  if (status < 300 && parsed.success) return parsed.data;
  throw new DestinationError('protocol', 'Nextcloud answered something that is not known here', {
    cause: parsed.error,
  });
}

/** Whom files belong to: not always the name to log in with, which may be an e-mail address. */
export async function askUserId(account: NextcloudAccount): Promise<string> {
  const answer = await askOcs(account, { method: 'GET', path: 'cloud/user' });
  return parseOcs(z.object({ id: z.string().min(1) }), answer).id;
}
