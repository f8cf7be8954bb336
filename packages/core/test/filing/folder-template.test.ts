import { posix, win32 } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  defaultFolderTemplate,
  fileUnder,
  type FilingValues,
  parseFolderTemplate,
} from '@homeroll/core/filing/folder-template';

const values: FilingValues = {
  taken: '2026-06-14T15:30:07',
  fileName: 'IMG_1234.JPG',
  extension: 'jpg',
  hash: '0123456789abcdef',
  kind: 'photo',
  user: 'anna',
  locale: 'en',
  device: 'Pixel 9',
  album: 'Camera',
  event: 'Wedding of A and B',
  title: 'The cake',
  tags: ['family/wedding', 'food'],
  make: 'Google',
  model: 'Pixel 9 Pro',
};

function under(text: string, changed: Partial<FilingValues> = {}): string {
  const parsed = parseFolderTemplate(text);
  if ('refused' in parsed) throw new Error(parsed.refused);
  return fileUnder(parsed.template, { ...values, ...changed });
}

describe('folder template', () => {
  it.each([
    [defaultFolderTemplate, '2026/2026-06-14 Wedding of A and B/IMG_1234.JPG'],
    ['{yy}{month}{day}-{hour}{minute}{second}-{hash8}.{ext}', '260614-153007-01234567.JPG'],
    ['{year}/{monthName}/{week}/{name}.{ext}', '2026/June/24/IMG_1234.JPG'],
    ['{user}/{device}/{album}/{name}.{ext}', 'anna/Pixel 9/Camera/IMG_1234.JPG'],
    ['{make} {model}/{type}/{tag}/{title}.{ext}', 'Google Pixel 9 Pro/photo/family-wedding/The cake.JPG'],
    ['{event|no event}/{name}.{ext}', 'Wedding of A and B/IMG_1234.JPG'],
    ['Photos[/{album}]/{name}.{ext}', 'Photos/Camera/IMG_1234.JPG'],
  ])('%s → %s', (template, path) => {
    expect(under(template)).toBe(path);
  });

  it('lets a group vanish when all in it is empty, and falls back where a fallback is given', () => {
    const nothing = { event: null, album: '', device: '...', tags: [] };
    expect(under(defaultFolderTemplate, nothing)).toBe('2026/2026-06-14/IMG_1234.JPG');
    expect(under('{event|no event}/{name}.{ext}', nothing)).toBe('no event/IMG_1234.JPG');
    expect(under('a[ {event} {album}]/{name}.{ext}', { event: null })).toBe('a Camera/IMG_1234.JPG');
    expect(under('{album}/{device}/{name}[-{tag}].{ext}', nothing)).toBe('IMG_1234.JPG');
    expect(under('{title}.{ext}', { title: null })).toBe('IMG_1234.JPG');
  });

  it('counts weeks as ISO 8601 does', () => {
    for (const [day, week] of [
      ['2027-01-01', '53'],
      ['2024-12-30', '01'],
      ['2026-01-01', '01'],
      ['2026-12-31', '53'],
      ['2023-01-01', '52'],
    ] as const) {
      expect(under('{week}/{name}.{ext}', { taken: `${day}T00:00:00` })).toBe(`${week}/IMG_1234.JPG`);
    }
  });

  it('names months in the language asked for, and in English where that is not known', () => {
    expect(under('{monthName}/{name}.{ext}', { locale: 'de', taken: '2026-03-01T00:00:00' })).toMatch(
      /^März\//,
    );
    expect(under('{monthName}/{name}.{ext}', { locale: 'not a locale' })).toMatch(/^June\//);
  });

  it('takes the extension by content where the name has none', () => {
    expect(under('{name}.{ext}', { fileName: 'IMG_1' })).toBe('IMG_1.jpg');
    expect(under('{name}.{ext}', { fileName: 'IMG_1', extension: '' })).toBe('IMG_1');
  });

  it.each([
    ['{year}/{foo}/{name}.{ext}', 7, /\{foo\} is not known/],
    ['{year}/{name', 12, /ends with/],
    ['{year/{name}.{ext}', 0, /never closed/],
    ['a[ {event}/{name}.{ext}', 1, /never closed/],
    ['a[ {event}[ {album}]]/{name}.{ext}', 10, /inside a group/],
    ['a[ b]/{name}.{ext}', 1, /needs a placeholder/],
    ['a}/{name}.{ext}', 1, /never opened/],
    ['a]/{name}.{ext}', 1, /never opened/],
    ['/{name}.{ext}', 0, /without \//],
    ['a//{name}.{ext}', 1, /without a name/],
    ['a/../{name}.{ext}', 2, /no folders/],
    ['.hidden/{name}.{ext}', 0, /hidden/],
    ['a\\b/{name}.{ext}', 1, /every system/],
    ['a:b/{name}.{ext}', 1, /every system/],
    ['a|b/{name}.{ext}', 1, /only inside/],
    ['{name}', 6, /ends with/],
    ['{ext}/{name}.{ext}', 0, /only at the end/],
    ['{year}/photo.{ext}', 12, /needs a placeholder/],
    ['', 0, /ends with/],
  ])('refuses %j at %i', (text, at, why) => {
    const parsed = parseFolderTemplate(text);
    expect(parsed).toMatchObject({ at, refused: expect.stringMatching(why) as string });
  });

  it('stays below the root in safe steps, whatever the values and the template say', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('..', '/etc', '../../x', 'CON', 'a\0b'),
    );
    const piece = fc.constantFrom(
      '{event}',
      '{album|x}',
      '{tag}',
      '[ {title}]',
      '[{device}/]',
      '/',
      'a',
      '{name}',
      '. ',
    );
    const template = fc.array(piece, { maxLength: 9 }).map((pieces) => `${pieces.join('')}{name}.{ext}`);
    const any = fc.record({
      event: text,
      album: text,
      title: text,
      device: text,
      fileName: text,
      extension: text,
    });
    fc.assert(
      fc.property(template, any, fc.array(text), (written, changed, tags) => {
        const parsed = parseFolderTemplate(written);
        if ('refused' in parsed) return;
        const path = fileUnder(parsed.template, { ...values, ...changed, tags });
        expect(posix.join('/root', path)).toBe(`/root/${path}`);
        expect(win32.join('C:\\root', path)).toBe(`C:\\root\\${path.replaceAll('/', '\\')}`);
        for (const segment of path.split('/')) {
          expect(segment).toMatch(/^[^\s.\p{Cc}].*$/u);
          expect(Buffer.byteLength(segment)).toBeLessThanOrEqual(240);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('never throws on any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => void parseFolderTemplate(`${text}{name}.{ext}`)),
    );
  });
});
