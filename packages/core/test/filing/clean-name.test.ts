import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cleanFileName,
  cleanName,
  cleanSegment,
  numberedPath,
  pathKey,
} from '@homeroll/core/filing/clean-name';

/** Any UTF-16, lone surrogates and noncharacters included, seasoned with what attackers type. */
const nasty = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
      fc.constantFrom(
        '/',
        '\\',
        '..',
        '.',
        ' ',
        ':',
        '\0',
        '\u202e',
        'CON',
        'com1',
        'NUL.',
        '\u0301',
        'é',
        '.jpg',
      ),
      fc.constantFrom('👨‍👩‍👧‍👦', 'x'.repeat(120), '字'.repeat(90), '<\u0338', '|', '\n', 'aux.', '\ufeff'),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

const bytes = (text: string) => Buffer.byteLength(text);

function expectSafe(name: string): void {
  expect(name).not.toMatch(/[/\\:*?"<>|\p{Cc}\p{Surrogate}\u202A-\u202E\u2066-\u2069\u200E\u200F]/u);
  expect(name).not.toMatch(/^[\s.]|[\s.]$/u);
  expect(name).not.toMatch(/^(con|prn|aux|nul|com\d|lpt\d)\s*(\.|$)/i);
  expect(name).toBe(name.normalize('NFC'));
  expect(bytes(name)).toBeLessThanOrEqual(240);
}

describe('clean names', () => {
  it('makes a safe name of any text, and the same one again from that', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const name = cleanName(text);
        expectSafe(name);
        expect(name).not.toBe('');
        expect(Array.from(name).length).toBeLessThanOrEqual(100);
        expect(cleanName(name)).toBe(name);
      }),
      { numRuns: 2000 },
    );
  });

  it('makes a safe folder of any text, leaving the room asked for', () => {
    fc.assert(
      fc.property(nasty, fc.integer({ min: 0, max: 12 }), (text, room) => {
        const name = cleanSegment(text, room);
        if (name !== '') expectSafe(name);
        expect(bytes(name)).toBeLessThanOrEqual(240 - room);
        expect(cleanSegment(name, room)).toBe(name);
      }),
      { numRuns: 2000 },
    );
  });

  it('makes a safe file name of any text, and the same one again from that', () => {
    const joined = (name: string) => {
      const { stem, extension } = cleanFileName(name);
      return extension === '' ? stem : `${stem}.${extension}`;
    };
    fc.assert(
      fc.property(nasty, fc.constantFrom('', '.jpg', '.HEIC', '.tar.gz', '.'), (text, ending) => {
        const name = joined(text + ending);
        expectSafe(name);
        expect(joined(name)).toBe(name);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['Wedding of A/B', 'Wedding of A-B'],
    ['12:30 "live"?', "12-30 'live'_"],
    ['...hidden', 'hidden'],
    ['trailing. . ', 'trailing'],
    ['CON', '_CON'],
    ['nul.tar', '_nul.tar'],
    ['Console', 'Console'],
    ['Cafe\u0301', 'Café'],
    ['line\none', 'line one'],
    ['evil\u202Egpj.exe', 'evilgpj.exe'],
    ['\ud800x', '\ufffdx'],
    ['', '_'],
    ['../..', '-'],
    [`con${' '.repeat(120)}x`, '_con'],
    ['family 👨‍👩‍👧‍👦', 'family 👨‍👩‍👧‍👦'],
  ])('%j becomes %j', (from, to) => {
    expect(cleanName(from)).toBe(to);
  });

  it('never tears an emoji or an accent when it cuts', () => {
    expect(cleanName('👨‍👩‍👧‍👦'.repeat(50))).toBe('👨‍👩‍👧‍👦'.repeat(9));
    expect(cleanName('é'.repeat(300))).toBe('é'.repeat(100));
  });

  it.each([
    ['IMG_1.JPG', 'IMG_1', 'JPG'],
    ['../../etc/passwd', 'passwd', ''],
    ['C:\\Users\\me\\IMG_1.jpg', 'IMG_1', 'jpg'],
    ['.jpg', 'jpg', ''],
    ['...jpg', 'file', 'jpg'],
    ['CON.jpg', '_CON', 'jpg'],
    ['Mr. and Mrs. Smith', 'Mr. and Mrs. Smith', ''],
    ['a.tar.gz', 'a.tar', 'gz'],
    [`${'字'.repeat(200)}.jpeg`, '字'.repeat(78), 'jpeg'],
    ['a.jpg/', 'a', 'jpg'],
    ['a.jpg\0', 'a', 'jpg'],
    ['a.jpg. ', 'a', 'jpg'],
    ['', 'file', ''],
  ])('the file name %j has stem %j and extension %j', (name, stem, extension) => {
    expect(cleanFileName(name)).toEqual({ stem, extension });
  });

  it('sees twins that some file system takes for one: case, NFC and NFD, German sharp s', () => {
    expect(pathKey('a/IMG.JPG')).toBe(pathKey('A/img.jpg'));
    expect(pathKey('Café')).toBe(pathKey('CAFE\u0301'));
    expect(pathKey('Straße')).toBe(pathKey('STRASSE'));
    expect(pathKey('STRAẞE')).toBe(pathKey('straße'));
    expect(pathKey('a')).not.toBe(pathKey('b'));
  });

  it('gives a key its own key, and one key to every case of a text', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const key = pathKey(text);
        expect(pathKey(key)).toBe(key);
        expect(pathKey(text.normalize('NFD'))).toBe(key);
        expect(pathKey(text.normalize('NFD').toUpperCase())).toBe(key);
      }),
      { numRuns: 2000 },
    );
  });

  it('numbers a twin before its extension', () => {
    expect(numberedPath('2026/a.b/IMG_1.jpg', 2)).toBe('2026/a.b/IMG_1 (2).jpg');
    expect(numberedPath('2026/a.b/scan', 3)).toBe('2026/a.b/scan (3)');
  });
});
