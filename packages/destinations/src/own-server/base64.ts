const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** RFC 4648, with padding. By hand, because the plain language has it neither in Node nor in every browser. */
export function base64(bytes: Uint8Array): string {
  let text = '';
  for (let place = 0; place < bytes.length; place += 3) {
    const [first = 0, second = 0, third = 0] = bytes.subarray(place, place + 3);
    const group = (first << 16) | (second << 8) | third;
    for (let digit = 0; digit < 4; digit += 1) {
      const isPadding = place + digit > bytes.length;
      text += isPadding ? '=' : alphabet.charAt((group >> (18 - 6 * digit)) & 63);
    }
  }
  return text;
}
