import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byteRange } from '@homeroll/relay/cache/byte-range';

const size = fc.integer({ min: 0, max: 2000 });

describe('B33 ranges', () => {
  it('from … to is what slicing gives', () => {
    fc.assert(
      fc.property(size, fc.nat(2500), fc.nat(2500), (bytes, from, more) => {
        const range = byteRange(`bytes=${from}-${from + more}`, bytes);
        if (from >= bytes) expect(range).toBe('none');
        else expect(range).toEqual({ from, end: Math.min(bytes, from + more + 1) });
      }),
    );
  });

  it('from … without an end is the rest', () => {
    fc.assert(
      fc.property(size, fc.nat(2500), (bytes, from) => {
        expect(byteRange(`bytes=${from}-`, bytes)).toEqual(from >= bytes ? 'none' : { from, end: bytes });
      }),
    );
  });

  it('the last bytes are the last bytes, however many are wanted', () => {
    fc.assert(
      fc.property(size, fc.nat(2500), (bytes, count) => {
        const taken = Math.min(count, bytes);
        expect(byteRange(`bytes=-${count}`, bytes)).toEqual(
          taken === 0 ? 'none' : { from: bytes - taken, end: bytes },
        );
      }),
    );
  });

  it('whatever is written, the range lies within the file', () => {
    const written = fc.oneof(fc.string(), fc.stringMatching(/^bytes=[\d, -]{0,12}$/));
    fc.assert(
      fc.property(size, written, (bytes, header) => {
        const range = byteRange(header, bytes);
        if (range === 'whole' || range === 'none') return;
        expect(range.from).toBeGreaterThanOrEqual(0);
        expect(range.end).toBeGreaterThan(range.from);
        expect(range.end).toBeLessThanOrEqual(bytes);
      }),
    );
  });

  it('what is not understood is passed over: all of it is sent', () => {
    for (const header of [
      undefined,
      '',
      'bytes=',
      'bytes=-',
      'bytes=5-2',
      'bytes=0-1,4-5',
      'lines=1-2',
      'bytes=a-b',
    ])
      expect(byteRange(header, 10)).toBe('whole');
  });
});
