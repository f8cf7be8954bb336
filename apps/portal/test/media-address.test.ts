import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mediaAddress } from '@homeroll/portal/media-address';

const page = new URL('https://photos.example:8443/party/index.html');
const origin = 'https://photos.example:8443';
const asked = (address: string) => mediaAddress(`#/?url=${encodeURIComponent(address)}`, page);

describe('B25: the address in the link', () => {
  it.each([
    ['https://photos.example:8443/m/a.jpg', '/m/a.jpg'],
    ['http://photos.example:8443/m/a.jpg', '/m/a.jpg'],
    ['HTTPS://PHOTOS.EXAMPLE:8443/m/a.jpg', '/m/a.jpg'],
    ['/m/a.jpg', '/m/a.jpg'],
    ['m/a.jpg', '/party/m/a.jpg'],
    ['../m/a b.jpg', '/m/a%20b.jpg'],
    ['https://photos.example:8443/dl.php?action=download&id=5', '/dl.php?action=download&id=5'],
    ['https://photos.example:8443/m/100%25+1.jpg', '/m/100%25+1.jpg'],
    ['https://photos.example:8443/m/a.jpg#javascript:x', '/m/a.jpg'],
    ['https:evil.example/a.jpg', '/party/evil.example/a.jpg'],
  ])('takes %j on the own host, as a path of the own origin', (address, path) => {
    expect(asked(address)).toEqual({ address: origin + path });
  });

  it.each([
    'https://evil.example/a.jpg',
    'https://photos.example/a.jpg',
    'https://photos.example:8444/a.jpg',
    'https://photos.example.evil.example:8443/a.jpg',
    'https://evilphotos.example:8443/a.jpg',
    'https://photos.example:8443@evil.example/a.jpg',
    'https://user@photos.example:8443/a.jpg',
    'https://user:word@photos.example:8443/a.jpg',
    'https://photos.example.:8443/a.jpg',
    '//evil.example/a.jpg',
    '///evil.example/a.jpg',
    'http:///evil.example/a.jpg',
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'data:image/png;base64,AAAA',
    'data:text/html,<script>alert(1)</script>',
    'blob:https://photos.example:8443/1',
    'file:///etc/passwd',
    'ftp://photos.example:8443/a.jpg',
    'view-source:https://photos.example:8443/',
  ])('opens nothing of %j', (address) => {
    expect(asked(address)).toEqual({ refused: 'foreign' });
  });

  it.each([
    'https:\\\\evil.example\\a.jpg',
    '/\\evil.example/a.jpg',
    '\\\\evil.example\\a.jpg',
    'java\nscript:alert(1)',
    '\tjavascript:alert(1)',
    ' https://evil.example/a.jpg',
    'https://photos.example:8443\0.evil.example/',
    encodeURIComponent('https://evil.example/a.jpg'),
    encodeURIComponent('//evil.example/a.jpg'),
    encodeURIComponent(encodeURIComponent('javascript:alert(1)')),
    'https://[::1/a.jpg',
    'https://',
  ])('takes %j for a broken link', (address) => {
    expect(asked(address)).toEqual({ refused: 'broken' });
  });

  it.each([
    ['#?url=%2Fm%2Fa.jpg', { address: `${origin}/m/a.jpg` }],
    ['#/?lang=de&url=%2Fm%2Fa.jpg', { address: `${origin}/m/a.jpg` }],
    ['#/?url=%2Fm%2Fa.jpg&utm=1', { address: `${origin}/m/a.jpg` }],
    [`#/?url=${origin}/dl.php?action=download&id=5`, { address: `${origin}/dl.php?action=download&id=5` }],
    ['#/?url=https://evil.example/x', { refused: 'foreign' }],
    ['#/?url=%E4', { refused: 'broken' }],
    ['#/?url=', { refused: 'none' }],
    ['#/', { refused: 'none' }],
    ['', { refused: 'none' }],
  ])('reads the fragment %j', (hash, expected) => {
    expect(mediaAddress(hash, page)).toEqual(expected);
  });

  it('leads nowhere but to the own origin, whatever is asked', () => {
    const trick = fc.constantFrom(
      '//',
      '\\',
      '@',
      ':',
      '%2f',
      '%40',
      '\t',
      'https:',
      'javascript:',
      'evil.example',
      '..',
      '?',
      '#',
    );
    const text = fc.array(fc.oneof(trick, fc.string({ unit: 'binary', maxLength: 5 })), { maxLength: 8 });
    fc.assert(
      fc.property(text, fc.boolean(), (parts, isEncoded) => {
        const address = parts.join('');
        const found = mediaAddress(
          `#/?url=${isEncoded ? encodeURIComponent(wellFormed(address)) : address}`,
          page,
        );
        if ('address' in found) expect(new URL(found.address).origin).toBe(origin);
      }),
      { numRuns: 5000 },
    );
  });
});

function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '');
}
