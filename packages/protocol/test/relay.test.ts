import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerHeaders, answerHeadOf, isHandedOn, parseAnswerHead } from '@homeroll/protocol/relay-answer';
import { lineIdOf, lineNewsSchema, parseLineMessage } from '@homeroll/protocol/relay-line';
import { isGuestPage, parseGuestPath } from '@homeroll/protocol/relay-path';

describe('B30 the line', () => {
  it('messages that are understood, and those that are not', () => {
    expect(parseLineMessage('{"ping":3,"more":1}')).toEqual({ ping: 3 });
    const ask = { id: 'abcdefgh', path: '/s/t/1/file', ifNoneMatch: '"1"' };
    expect(parseLineMessage(JSON.stringify({ ask }))).toEqual({ ask });
    for (const line of [
      '',
      '{',
      '{}',
      '{"ask":{"id":"../x","path":"/"}}',
      '{"withdraw":1}',
      'null',
      '{"news":1}',
    ])
      expect(parseLineMessage(line)).toBeUndefined();
    expect(lineNewsSchema.safeParse({ asks: [ask], withdrawn: [], next: 'a.1' }).success).toBe(true);
    expect(lineIdOf('abcdefghijklmnop')).toBe('abcdefghijkl');
  });

  it('what a head says comes out as it went in', () => {
    const head = fc.record(
      {
        status: fc.integer({ min: 200, max: 599 }),
        length: fc.nat(),
        mediaType: fc.constantFrom('image/jpeg', 'video/mp4', 'application/zip', 'image/svg+xml'),
        etag: fc.stringMatching(/^(W\/)?"[a-zA-Z0-9-]{0,40}"$/),
        lastModified: fc.constant('Sun, 14 Jun 2026 12:00:00 GMT'),
        disposition: fc.constant("attachment; filename*=UTF-8''a%20b.zip"),
        freshSeconds: fc.nat(86_400),
      },
      { requiredKeys: ['status', 'length', 'mediaType'] },
    );
    fc.assert(
      fc.property(head, (one) => {
        expect(parseAnswerHead(answerHeaders(one))).toEqual(one);
      }),
    );
  });

  it('nothing gets into a header of a visitor that does not belong there', () => {
    const headers = fc.dictionary(
      fc.constantFrom('etag', 'last-modified', 'content-disposition', 'content-type'),
      fc.oneof(fc.string(), fc.constantFrom('"a"\r\nx: y', 'attachment; filename="a.html"', 'text/html')),
    );
    fc.assert(
      fc.property(headers, (given) => {
        const head = answerHeadOf(200, 1, given);
        for (const value of [head.etag, head.lastModified, head.disposition])
          expect(value ?? '').not.toMatch(/[\r\n]/);
        expect(head.disposition ?? '').not.toContain('html');
      }),
    );
  });

  it('only pictures, videos and ZIP files are handed on', () => {
    for (const type of ['image/jpeg', 'image/svg+xml', 'video/mp4', 'application/zip'])
      expect(isHandedOn(type)).toBe(true);
    for (const type of [
      'text/html',
      'application/xhtml+xml',
      'application/json',
      'image/',
      'image/a b',
      'multipart/image/png',
    ])
      expect(isHandedOn(type)).toBe(false);
  });
});

describe('B30 what may be asked for', () => {
  it('the parts of a page for guests', () => {
    expect(parseGuestPath('/b/_ox-1/IMG-7-abc-def/set.json')).toEqual({
      page: '/b/_ox-1/IMG-7-abc-def',
      part: 'set',
    });
    expect(parseGuestPath('/s/to-ken_/all.zip')).toEqual({ page: '/s/to-ken_', part: 'zip' });
    expect(parseGuestPath('/s/t/12/preview')).toEqual({ page: '/s/t', part: 'preview' });
    expect([
      isGuestPage('/s/t'),
      isGuestPage('/b/box/key'),
      isGuestPage('/b/box'),
      isGuestPage('/s/t/'),
    ]).toEqual([true, true, false, false]);
  });

  it('nothing that a browser, a proxy or a server would read as something else', () => {
    const odd = fc.oneof(
      fc.string(),
      fc
        .array(
          fc.constantFrom(
            '..',
            '.',
            '',
            '%2e%2e',
            's',
            'b',
            't',
            '1',
            'file',
            'set.json',
            '%2f',
            '\\',
            '?',
            '#',
            ';',
          ),
          { maxLength: 7 },
        )
        .map((parts) => `/${parts.join('/')}`),
    );
    fc.assert(
      fc.property(odd, (path) => {
        if (parseGuestPath(path) === undefined) return;
        expect(new URL(path, 'http://host').pathname).toBe(path);
        expect(path).toMatch(/^\/[sb]\/[\w./-]+$/);
      }),
      { numRuns: 2000 },
    );
  });
});
