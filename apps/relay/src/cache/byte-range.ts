/** From the first byte up to but without `end`. */
export interface ByteRange {
  readonly from: number;
  readonly end: number;
}

/**
 * What a `Range` header asks for of a file of `size` bytes: `whole` without one, and for what this server may pass
 * over by RFC 9110 (other units, several ranges, wrong syntax); `none` where the file has no such bytes (416).
 */
export function byteRange(header: string | undefined, size: number): ByteRange | 'whole' | 'none' {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/i.exec(header?.replace(/\s/g, '') ?? '') ?? [];
  if (first === undefined || last === undefined || (first === '' && last === '')) return 'whole';
  if (first === '') {
    const length = Math.min(Number(last), size);
    return length === 0 ? 'none' : { from: size - length, end: size };
  }
  const [from, to] = [Number(first), last === '' ? Infinity : Number(last)];
  if (to < from) return 'whole';
  return from >= size ? 'none' : { from, end: Math.min(to + 1, size) };
}
