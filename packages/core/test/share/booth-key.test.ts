import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boothKey, isBoothKey } from '@homeroll/core/share/booth-key';

const macOf =
  (secret: string) =>
  (text: string): string =>
    createHmac('sha256', secret).update(text).digest('base64url');
const mac = macOf('ours');
const path = 'processed_full/20260614-203005-123456.jpg';

describe('B16: the key of a booth picture', () => {
  it('is known from its path alone, and names the file', () => {
    expect(boothKey(path, mac)).toBe(boothKey(path, mac));
    expect(boothKey(path, mac)).toMatch(/^20260614-203005-123456-[\w-]{6}-[\w-]{22}$/);
  });

  it('differs for the same name in another folder, and with another secret', () => {
    expect(boothKey('camera_original/20260614-203005-123456.jpg', mac)).not.toBe(boothKey(path, mac));
    expect(boothKey(path, macOf('theirs'))).not.toBe(boothKey(path, mac));
  });

  it('needs no encoding in a link, is short, and is recognised, for any path at all', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (any) => {
        const key = boothKey(any, mac);
        expect(encodeURIComponent(key)).toBe(key);
        expect(key.length).toBeLessThanOrEqual(62);
        expect(isBoothKey(key, mac)).toBe(true);
        expect(isBoothKey(key, macOf('theirs'))).toBe(false);
      }),
    );
  });

  it('is refused when any sign of it is another', () => {
    const key = boothKey(path, mac);
    fc.assert(
      fc.property(
        fc.nat(key.length - 1),
        fc.constantFrom('a', 'Z', '0', '-', '_', '.', 'x', '/', '%'),
        (place, sign) => {
          const changed = key.slice(0, place) + sign + key.slice(place + 1);
          expect(isBoothKey(changed, mac)).toBe(changed === key);
        },
      ),
    );
    for (const odd of ['', '-', 'a', key.slice(1), `${key}a`, key.slice(0, -1)])
      expect(isBoothKey(odd, mac)).toBe(false);
  });
});
