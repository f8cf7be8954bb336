const begin = '#settings=';

/** The secret of the link that the booth's program printed; kept for as long as the page, and out of its address. */
let secret: string | undefined;

export function settingsSecret(): string | undefined {
  if (location.hash.startsWith(begin)) {
    secret = location.hash.slice(begin.length);
    history.replaceState(null, '', location.pathname);
  }
  return secret;
}
