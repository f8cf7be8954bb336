export type MediaAddress = { readonly address: string } | { readonly refused: 'none' | 'broken' | 'foreign' };

/**
 * The picture that a link of the form `#/?url=<percent-encoded address>` (or `#?url=`) asks for. Only pictures on the
 * page's own host are shown, so that nobody can pass off his own under somebody else's name. What is asked for later
 * is made of the parsed path alone, under the page's own origin: no trick in the text can lead elsewhere.
 */
export function mediaAddress(hash: string, page: URL): MediaAddress {
  const asked = /^#\/?\?(?:.*?&)?url=(.*)$/s.exec(hash)?.[1];
  if (asked === undefined || asked === '') return { refused: 'none' };
  const text = decoded(asked);
  if (text === undefined || isOdd(text)) return { refused: 'broken' };
  const url = parsed(text, page);
  if (url === undefined) return { refused: 'broken' };
  const isWeb = url.protocol === 'https:' || url.protocol === 'http:';
  if (!isWeb || url.host !== page.host || url.username !== '' || url.password !== '')
    return { refused: 'foreign' };
  return { address: page.origin + url.pathname + url.search };
}

/** Old links carry the address as it is: then it goes on to the end, `&` and all. */
function decoded(asked: string): string | undefined {
  if (/^[a-z]+:\/\//i.test(asked)) return asked;
  try {
    return decodeURIComponent(asked.split('&')[0] ?? '');
  } catch {
    return undefined;
  }
}

/** Control characters, backslashes, or an address that is still encoded after decoding: no program makes these. */
function isOdd(text: string): boolean {
  return /[\p{Cc}\p{Zl}\p{Zp}\\]|^\s|\s$|^[a-z]*%(?:25)*(?:3a|2f|5c)/iu.test(text);
}

function parsed(text: string, page: URL): URL | undefined {
  try {
    return new URL(text, page);
  } catch {
    return undefined;
  }
}
