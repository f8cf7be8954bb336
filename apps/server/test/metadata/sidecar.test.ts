import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSidecar, sidecarXmp } from '@homeroll/server/metadata/sidecar';
import { needs } from '../programs.ts';

const content = {
  title: 'Hochzeit von A & B <3 "Öäü" 漢字 🎉',
  tags: ['family/wedding/Köln', 'food & drink', "it's"],
  original: { hash: 'ab'.repeat(32), fileName: 'IMG_1 & 2.jpg' },
};
let folder = '';
let path = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'homeroll-sidecar-'));
  path = join(folder, 'IMG_1.jpg.xmp');
  await writeFile(path, sidecarXmp(content));
});
afterAll(() => rm(folder, { recursive: true }));

describe('sidecar', () => {
  it('gives title, tags and original back as they went in, whatever text they are', () => {
    const text = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
      .filter((value) => value.trim() !== '');
    const part = text.filter((value) => !value.includes('/'));
    const tag = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));
    fc.assert(
      fc.property(fc.option(text), fc.uniqueArray(tag, { maxLength: 6 }), (title, tags) => {
        expect(readSidecar(sidecarXmp({ title, tags }))).toEqual({ title, tags });
      }),
    );
    expect(readSidecar(sidecarXmp(content))).toEqual(content);
  });

  it('is well-formed XML for any string at all', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (title) => {
        expect(readSidecar(sidecarXmp({ title, tags: [title] }))).toBeDefined();
      }),
    );
  });

  it('writes no date, so that xmp:CreateDate stays what it was', () => {
    expect(sidecarXmp(content)).not.toMatch(/CreateDate|ModifyDate|MetadataDate/);
  });

  it.skipIf(!needs('exiftool'))('is read by exiftool', () => {
    const output = execFileSync('exiftool', ['-j', '-struct', '-G1', path], { encoding: 'utf8' });
    const [tags] = JSON.parse(output) as [Record<string, unknown>];
    expect(tags).toMatchObject({
      'XMP-dc:Title': content.title,
      'XMP-dc:Subject': ['Köln', 'food & drink', "it's"],
      'XMP-lr:HierarchicalSubject': ['family|wedding|Köln', 'food & drink', "it's"],
      'XMP-digiKam:TagsList': content.tags,
      'XMP-xmpMM:PreservedFileName': 'IMG_1 & 2.jpg',
    });
    expect(tags).not.toHaveProperty('ExifTool:Warning');
  });

  it.skipIf(!needs('exiv2'))('is read by exiv2', () => {
    const output = execFileSync('exiv2', ['-PXkt', path], { encoding: 'utf8' });
    expect(output).toMatch(/Xmp\.dc\.title\s+lang="x-default" Hochzeit von A & B <3 "Öäü" 漢字 🎉/);
    expect(output).toMatch(/Xmp\.dc\.subject\s+Köln, food & drink, it's/);
    expect(output).toMatch(/Xmp\.lr\.hierarchicalSubject\s+family\|wedding\|Köln, food & drink, it's/);
  });

  it('reads what other programs write: attributes, no digiKam list, other prefixes', () => {
    const xml = `<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>
      <x:xmpmeta xmlns:x="adobe:ns:meta/"><r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
      <r:Description xmlns:d="http://purl.org/dc/elements/1.1/" xmlns:l="http://ns.adobe.com/lightroom/1.0/"
        xmlns:m="http://ns.adobe.com/xap/1.0/mm/" m:OriginalDocumentID="sha256:abc" m:PreservedFileName="a.jpg">
        <d:title><r:Alt><r:li xml:lang="x-default">The cake</r:li></r:Alt></d:title>
        <d:subject><r:Bag><r:li>cake</r:li><r:li>alone</r:li></r:Bag></d:subject>
        <l:hierarchicalSubject><r:Bag><r:li>food|cake</r:li></r:Bag></l:hierarchicalSubject>
      </r:Description></r:RDF></x:xmpmeta><?xpacket end="w"?>`;
    expect(readSidecar(xml)).toEqual({
      title: 'The cake',
      tags: ['food/cake', 'alone'],
      original: { hash: 'abc', fileName: 'a.jpg' },
    });
  });

  it.each([
    ['an entity bomb', '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'],
    ['a foreign file read in', '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'],
    ['half a file', sidecarXmp(content).slice(0, 500)],
    ['an empty file', ''],
    ['no XML', 'IMG_1.jpg'],
    ['another XML', '<html/>'],
    ['far too much', ' '.repeat(2_000_000)],
  ])('refuses %s', (_, xml) => {
    expect(readSidecar(xml)).toBeUndefined();
  });
});
