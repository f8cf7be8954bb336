/** What a relay asks of a device, and nothing else: the parts of a page for guests. */
export interface GuestPath {
  /** The page they belong to, `/b/<booth>/<key>` or `/s/<token>`. */
  readonly page: string;
  readonly part: 'set' | 'zip' | 'file' | 'preview' | 'thumb';
}

const page = String.raw`/b/(?!\.)[\w.-]{1,64}/(?!\.)[\w.-]{1,100}|/s/[\w-]{1,100}`;
const whole = new RegExp(`^(${page})/(?:(set)\\.json|all\\.(zip)|[1-9]\\d{0,5}/(file|preview|thumb))$`);

/** `undefined` for any other path; what it lets through needs no encoding and climbs nowhere. */
export function parseGuestPath(path: string): GuestPath | undefined {
  const [, found, set, zip, ofItem] = whole.exec(path) ?? [];
  if (found === undefined) return undefined;
  return { page: found, part: (set ?? zip ?? ofItem) as GuestPath['part'] };
}

/** Whether it is the address of a page itself. */
export function isGuestPage(path: string): boolean {
  return new RegExp(`^(?:${page})$`).test(path);
}
