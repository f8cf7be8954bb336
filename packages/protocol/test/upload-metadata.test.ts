import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  metadataFromFields,
  metadataFromHeaders,
  metadataToHeaders,
} from '@homeroll/protocol/upload-metadata';

const text = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
  .filter((value) => !/\p{Surrogate}/u.test(value));
const tag = text.map((value) => value.trim()).filter((value) => value !== '');

describe('upload metadata', () => {
  it('comes back from the headers as it was sent, and the headers are plain ASCII', () => {
    const metadata = fc.record(
      {
        fileName: text,
        title: text,
        tags: fc.uniqueArray(tag, { minLength: 1, maxLength: 10 }),
        album: text,
        device: text,
        takenAt: fc.constant('2026-06-14T15:30:00+02:00'),
        lastModified: fc.integer({ min: -1e12, max: 4e12 }),
      },
      { requiredKeys: ['fileName'] },
    );
    fc.assert(
      fc.property(metadata, (sent) => {
        const headers = metadataToHeaders(sent);
        for (const value of Object.values(headers)) expect(value).toMatch(/^[\x21-\x7e]*$/);
        expect(metadataFromHeaders(headers)).toEqual({ metadata: sent });
      }),
    );
  });

  it.each([
    [{ fileName: 'x'.repeat(1001) }, 'fileName is longer than 1000 characters'],
    [{ fileName: 'a', lastModified: 'yesterday' }, 'lastModified is not a number of milliseconds since 1970'],
    [{ fileName: 'a', tags: '%E4' }, 'tags are not percent-encoded UTF-8'],
    [{ fileName: 'a', tags: 'y'.repeat(201) }, 'a tag is longer than 200 characters'],
    [{ fileName: '\ud800' }, 'fileName is not well-formed text'],
  ])('refuses %o in words', (fields, refused) => {
    expect(metadataFromFields(fields)).toEqual({ refused });
  });

  it('refuses a header that is not percent-encoded', () => {
    expect(metadataFromHeaders({ 'homeroll-file-name': '100%' })).toEqual({
      refused: 'the header homeroll-file-name is not percent-encoded UTF-8',
    });
  });
});
