declare const contentHash: unique symbol;

/** SHA-256 of a file's bytes, 64 lower-case hexadecimal digits: a photo's identity. Names and paths are labels. */
export type ContentHash = string & { readonly [contentHash]: true };

/** `undefined` for anything but 64 lower-case hexadecimal digits. The only way to make a `ContentHash`. */
export function parseContentHash(text: string): ContentHash | undefined {
  return /^[0-9a-f]{64}$/.test(text) ? (text as ContentHash) : undefined;
}
