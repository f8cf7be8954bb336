import type { CancelSignal } from '@homeroll/core/ports/cancel-signal';
import { DestinationError } from '@homeroll/core/ports/destination-error';
import { z } from 'zod';
import { refusalOf } from '../http/refusal.ts';
import { askOcs, parseOcs, type NextcloudAccount } from './nextcloud-account.ts';

export interface Published {
  /** Below the account's root. */
  readonly folder: string;
  /** Of a link that was made by hand. */
  readonly shareId: string | undefined;
  readonly signal: CancelSignal | undefined;
}

/**
 * The address under which guests read what is in a folder: that of a link made by hand, of one that is there, or of
 * one that is made now (developer manual, “OCS Share API”; “Basic APIs”, Public shares: since Nextcloud 29).
 */
export async function publicAddress(account: NextcloudAccount, published: Published): Promise<string> {
  const id =
    published.shareId ?? (await existingLink(account, published)) ?? (await newLink(account, published));
  const address = `${account.address}/public.php/dav/files/${encodeURIComponent(id)}`;
  await askAsGuest(account, address, published);
  return address;
}

const sharesPath = 'apps/files_sharing/api/v1/shares';
const publicLink = 3;
const mayRead = 1;
const mayChange = 2 | 4 | 8;

const shareSchema = z.object({
  share_type: z.number(),
  permissions: z.number(),
  token: z.string().nullish(),
  password: z.string().nullish(),
  expiration: z.string().nullish(),
  hide_download: z.union([z.number(), z.boolean()]).nullish(),
});

/** One that guests can read by, and no more than read: whoever has its id could else delete the pictures. */
async function existingLink(
  account: NextcloudAccount,
  { folder, signal }: Published,
): Promise<string | undefined> {
  const query = { path: `/${folder}` };
  const answer = await askOcs(account, { method: 'GET', path: sharesPath, query, signal });
  if (answer.status === 404) return undefined;
  const shares = parseOcs(z.array(shareSchema), answer);
  const isFit = (share: z.infer<typeof shareSchema>): boolean =>
    share.share_type === publicLink &&
    (share.permissions & mayRead) !== 0 &&
    (share.permissions & mayChange) === 0 &&
    !share.password &&
    !share.hide_download;
  // Where the administrator lets every link expire, a new one would be no better.
  const [best] = shares.filter(isFit).sort((one, other) => lastDay(other).localeCompare(lastDay(one)));
  return best?.token ?? undefined;
}

/** `2026-12-31 00:00:00` */
function lastDay({ expiration }: { readonly expiration?: string | null | undefined }): string {
  return expiration ?? 'never';
}

async function newLink(account: NextcloudAccount, { folder, signal }: Published): Promise<string> {
  const form = { path: `/${folder}`, shareType: String(publicLink), permissions: String(mayRead) };
  const answer = await askOcs(account, { method: 'POST', path: sharesPath, form, signal });
  if (answer.status >= 400) {
    const quoted = answer.message === undefined ? '' : ` (“${answer.message}”)`;
    throw new DestinationError(
      'forbidden',
      `Nextcloud makes no public link for the folder “${folder}”${quoted}. Ask its administrator to allow links ` +
        'without a password, or make a link by hand and enter its share id',
    );
  }
  return parseOcs(z.object({ token: z.string().min(1) }), answer).token;
}

/** Whether a guest gets in by this address; what only an owner of the server could explain is not asked. */
async function askAsGuest(
  { http }: NextcloudAccount,
  address: string,
  { shareId, signal }: Published,
): Promise<void> {
  const { status, headers } = await http.send({
    method: 'PROPFIND',
    url: `${address}/`,
    headers: { depth: '0', 'x-requested-with': 'XMLHttpRequest' },
    ...(signal === undefined ? {} : { signal }),
  });
  const words = {
    401: 'the public link wants a password, so no guest gets in; make one without',
    404:
      shareId === undefined
        ? 'this Nextcloud does not show public links to programs; it takes version 29 or newer'
        : `there is no public link with the share id ${shareId}, or this Nextcloud is older than version 29`,
  }[status];
  if (words === undefined) return;
  const { fault } = refusalOf({ status, headers });
  throw new DestinationError(fault === 'missing' ? 'protocol' : 'forbidden', words);
}

/** What people paste: the id, or the whole link `https://cloud.example.org/s/AbCdEf123`. */
export function shareIdIn(text: string): string {
  return /\/s\/([^/?#]+)/.exec(text)?.[1] ?? text;
}
