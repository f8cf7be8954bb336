import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseStorePath } from '@homeroll/core/ports/file-store';
import { portalLink, publishedLink, publishedPath } from '@homeroll/core/publish/published-link';
import type { BoothFile, Publishing } from '@homeroll/core/publish/publishing';

const file: BoothFile = {
  path: 'processed_full/20260614 für B.JPG',
  key: '20260614-fur-B-abcdef-0123456789012345678901',
  ...{ size: 1, modifiedAt: 1, version: '1' },
};
const usual: Publishing = {
  ...{ enableImmediateSync: true, enableRegularSync: true, copyOnlyMode: false, names: 'secret' },
  ...{ useDownloadPortal: true, autoUpload: true, mediaUrl: 'https://party.example.org/ab' },
};
const media = `https://party.example.org/ab/media/${file.key}.jpg`;

describe('the link of a picture', () => {
  it.each([
    ['B15: leads to the portal beside the media', {}, portalOf('https://party.example.org/ab/index.html')],
    ['B15: leads to the file itself', { useDownloadPortal: false }, media],
    [
      'B17: leads to a portal that was put somewhere by hand',
      { downloadPortalUrl: 'https://party.example.org/portal' },
      portalOf('https://party.example.org/portal/'),
    ],
    ['leads to the file where there is no portal', { autoUpload: false }, media],
    ['there is none where guests cannot get at the place', { mediaUrl: undefined }, undefined],
    [
      'has the name as it is here where that is wanted',
      { names: 'plain', useDownloadPortal: false },
      'https://party.example.org/ab/media/processed_full/20260614%20f%C3%BCr%20B.JPG',
    ],
    [
      'B18: is the host’s own address',
      { customQrUrl: 'https://x.example/?i={identifier}&f={filename}' },
      `https://x.example/?i=${file.key}&f=20260614%20f%C3%BCr%20B.JPG`,
    ],
  ] as const)('%s', (_says, changes, link) => {
    expect(publishedLink(file, { ...usual, ...changes })).toBe(link);
  });

  it('B9: is made of the address that the place told, where the settings say none', () => {
    const base = 'https://cloud.example.org/public.php/dav/files/AbCd';
    expect(publishedLink(file, { ...usual, mediaUrl: undefined, useDownloadPortal: false }, base)).toBe(
      `${base}/media/${file.key}.jpg`,
    );
  });

  it.each([
    ['https://x.example', 'https://x.example/#/?url='],
    ['https://x.example/', 'https://x.example/#/?url='],
    ['https://x.example/p/index.html', 'https://x.example/p/index.html#/?url='],
    ['https://x.example/p#/?url=old', 'https://x.example/p/#/?url='],
  ])('has the form that booth programs and printed codes have: %s', (portal, begin) => {
    expect(portalLink(portal, 'https://x.example/a b.jpg')).toBe(
      `${begin}https%3A%2F%2Fx.example%2Fa%20b.jpg`,
    );
  });

  it('is made of a path that every place can hold, for any name at all', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (any) => {
        const path = publishedPath({ ...file, path: `full/${any}` }, usual);
        expect(parseStorePath(path)).toBe(path);
        expect(path).toMatch(/^media\/[\w.-]+$/);
        const plain = publishedPath({ ...file, path: `full/${any}` }, { names: 'plain' });
        expect([`media/full/${any}`, path]).toContain(plain);
        expect(parseStorePath(plain)).toBe(plain);
      }),
      { examples: [['back\\slash.jpg'], ['two\nlines.jpg'], ['../up.jpg'], [`${'é'.repeat(130)}.jpg`]] },
    );
  });
});

function portalOf(portal: string): string {
  return `${portal}#/?url=${encodeURIComponent(media)}`;
}
