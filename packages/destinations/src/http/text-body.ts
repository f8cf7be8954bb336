import type { HttpBody } from './http-client.ts';

/** Text in UTF-8, as the body of a request. */
export function textBody(text: string): HttpBody {
  const bytes = utf8Bytes(text);
  return { size: bytes.length, open: () => once(bytes) };
}

// eslint-disable-next-line @typescript-eslint/require-await -- an async iterable by contract
async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** Without `TextEncoder`, which the plain language does not have. Throws a `URIError` for lone surrogates. */
export function utf8Bytes(text: string): Uint8Array {
  const isPlain = /^[\x20-\x7e]*$/.test(text);
  const binary = isPlain ? text : encodeURIComponent(text).replace(/%(..)/g, byteOfPair);
  const bytes = new Uint8Array(binary.length);
  for (let place = 0; place < bytes.length; place += 1) bytes[place] = binary.charCodeAt(place);
  return bytes;
}

function byteOfPair(_: string, hex: string): string {
  return String.fromCharCode(Number.parseInt(hex, 16));
}
