/** Base64url of an HMAC-SHA-256 with the booth's secret: 43 signs. */
export type Mac = (text: string) => string;

/** 36 bits, which tell apart two files of one name in different folders. */
const tagLength = 6;
/** 132 bits, which nobody guesses. */
const macLength = 22;
const stemLength = 32;

/**
 * What a booth's picture is called in links, and in the web space: known as soon as its path is, the same for as long
 * as the path is, and not to be guessed. `<name>-<tag>-<mac>`: who has the secret can tell a valid key from an
 * invented one without knowing the picture.
 * `path` is relative to the media folder, with `/`.
 */
export function boothKey(path: string, mac: Mac): string {
  const tag = mac(`path ${path}`).slice(0, tagLength);
  const identifier = `${plainStem(path)}-${tag}`;
  return `${identifier}-${proof(identifier, mac)}`;
}

/** Whether the secret's owner made this key. In constant time for keys of one length. */
export function isBoothKey(key: string, mac: Mac): boolean {
  if (!/^[a-zA-Z0-9_.-]{1,100}$/.test(key)) return false;
  const identifier = key.slice(0, -(macLength + 1));
  return isEqual(key, `${identifier}-${proof(identifier, mac)}`);
}

function proof(identifier: string, mac: Mac): string {
  return mac(`key ${identifier}`).slice(0, macLength);
}

/** The file's name without its ending, in signs that no link has to encode. */
function plainStem(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1).replace(/(.)\.[^.]*$/, '$1');
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^a-zA-Z0-9]+/g, '-')
    .slice(0, stemLength)
    .replace(/^-+|-+$/g, '');
  return plain === '' ? 'photo' : plain;
}

function isEqual(one: string, other: string): boolean {
  let difference = one.length ^ other.length;
  for (let place = 0; place < one.length; place += 1)
    difference |= one.charCodeAt(place) ^ other.charCodeAt(place);
  return difference === 0;
}
