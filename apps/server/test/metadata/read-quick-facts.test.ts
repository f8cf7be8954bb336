import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readQuickFacts } from '@homeroll/headers/read-quick-facts';
import { needs, photosFolder } from '../programs.ts';
import { inMemory, makePictures, makeVideo, retagged } from './made-files.ts';

let folder = '';
let made = new Map<string, string>();
const facts = (path: string, name = path) => readQuickFacts(inMemory(readFileSync(path)), name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'homeroll-facts-'));
  if (hasPerl) made = await makePictures(folder);
});
afterAll(() => rm(folder, { recursive: true }));

const hasPerl = needs('perl');
const hasFfmpeg = needs('ffmpeg');

describe('quick facts', () => {
  it.skipIf(!hasPerl).each([
    ['jpeg', 'image/jpeg', 'jpg', 6],
    ['png', 'image/png', 'png', 6],
    ['webp', 'image/webp', 'webp', 6],
    ['tiff', 'image/tiff', 'tif', 6],
    ['avif', 'image/avif', 'avif', 1],
  ])(
    'reads %s: type, size as seen, shooting time, camera',
    async (format, mediaType, extension, orientation) => {
      expect(await facts(made.get(format)!)).toEqual({
        mediaType,
        kind: 'photo',
        extension,
        width: 40,
        height: 60,
        durationSeconds: null,
        clues: { exif: { original: '2026:06:14 15:30:00', offset: '+02:00' } },
        make: 'Nokia',
        model: 'Nokia 8.3',
        orientation,
        contentIdentifier: null,
      });
    },
  );

  it.skipIf(!hasPerl)('reads a GIF’s size', async () => {
    expect(await facts(made.get('gif')!)).toMatchObject({
      mediaType: 'image/gif',
      width: 60,
      height: 40,
      clues: {},
    });
  });

  it.skipIf(!hasPerl)('finds the date in XMP and IPTC where EXIF has none', async () => {
    const xmpTags = ['-XMP-photoshop:DateCreated=2026:06:14 15:30:00'];
    const iptcTags = ['-IPTC:DateCreated=2026:06:14', '-IPTC:TimeCreated=15:30:00+02:00'];
    for (const format of ['jpeg', 'png', 'webp', 'tiff']) {
      const path = await retagged(made.get(format)!, `xmp.${format}`, xmpTags);
      expect((await facts(path)).clues).toEqual({ xmp: '2026-06-14T15:30:00' });
    }
    for (const format of ['jpeg', 'tiff']) {
      const path = await retagged(made.get(format)!, `iptc.${format}`, iptcTags);
      expect((await facts(path)).clues).toEqual({ iptc: '20260614 153000+0200' });
    }
  });

  it.skipIf(!hasPerl)('tells RAW from TIFF by its extension, and only where the bytes fit', async () => {
    const raw = await facts(made.get('tiff')!, 'DSC_1.NEF');
    expect(raw).toMatchObject({ mediaType: 'image/x-nikon-nef', extension: 'nef', kind: 'photo', width: 40 });
    expect(await facts(made.get('jpeg')!, 'DSC_1.NEF')).toMatchObject({
      mediaType: 'image/jpeg',
      extension: 'jpg',
    });
  });

  it.skipIf(!hasFfmpeg || !hasPerl)('reads a video: duration, size, UTC, and what iPhones add', async () => {
    const plain = join(folder, 'plain.mp4');
    makeVideo(plain);
    const utc = Date.UTC(2026, 5, 14, 13, 30);
    expect(await facts(plain)).toMatchObject({
      mediaType: 'video/mp4',
      kind: 'video',
      width: 64,
      height: 36,
      durationSeconds: 2,
      clues: { container: { utc } },
    });
    const live = join(folder, 'live.mov');
    makeVideo(live, ['-movflags', '+faststart']);
    const keys = [
      '-Keys:CreationDate=2026:06:14 15:30:00+02:00',
      '-Keys:ContentIdentifier=AB-1',
      '-Rotation=90',
    ];
    execFileSync('exiftool', ['-q', '-overwrite_original', ...keys, live]);
    expect(await facts(live)).toMatchObject({
      mediaType: 'video/quicktime',
      width: 36,
      height: 64,
      clues: { container: { utc, local: '2026-06-14T15:30:00+0200' } },
      contentIdentifier: 'AB-1',
    });
  });

  it('reads little: the head of a large file and what lies at its end', async () => {
    const moov = box(
      'moov',
      box('mvhd', Buffer.from([...Array<number>(12).fill(0), 0, 0, 3, 232, 0, 0, 39, 16, 0, 0])),
    );
    const movie = Buffer.concat([
      box('ftyp', Buffer.from('isom\0\0\0\0isom')),
      box('mdat', Buffer.alloc(9_000_000)),
      moov,
    ]);
    const file = inMemory(movie);
    expect(await readQuickFacts(file, 'a.mp4')).toMatchObject({ kind: 'video', durationSeconds: 10 });
    expect(file.bytesRead).toBeLessThan(100_000);
  });

  it('reads Canon’s CR3 and Fujifilm’s RAF', async () => {
    const structure = tiff([
      [0x10f, 'Canon'],
      [0x9003, '2026:06:14 15:30:00'],
    ]);
    const name = Buffer.from('85c0b687820f11e08111f4ce462b6a48', 'hex');
    const canon = box(
      'moov',
      box('uuid', Buffer.concat([name, box('CMT1', structure), box('CMT2', structure)])),
    );
    const cr3 = Buffer.concat([box('ftyp', Buffer.from('crx \0\0\0\0crx ')), canon]);
    expect(await readQuickFacts(inMemory(cr3), 'a.cr3')).toMatchObject({
      mediaType: 'image/x-canon-cr3',
      make: 'Canon',
      clues: { exif: { original: '2026:06:14 15:30:00' } },
    });
    const exif = Buffer.concat([
      Buffer.from([0xff, 0xd8, 0xff, 0xe1, 0, structure.length + 8]),
      Buffer.from('Exif\0\0'),
      structure,
    ]);
    const head = Buffer.alloc(160);
    head.write('FUJIFILMCCD-RAW 0201FF129502');
    head.writeUInt32BE(160, 84);
    head.writeUInt32BE(exif.length, 88);
    expect(await readQuickFacts(inMemory(Buffer.concat([head, exif])), 'a.raf')).toMatchObject({
      mediaType: 'image/x-fujifilm-raf',
      clues: { exif: { original: '2026:06:14 15:30:00' } },
    });
  });

  it('reads the id that joins the halves of a Live Photo out of Apple’s maker note', async () => {
    const inner = tiff([[0x11, 'F00-BA7']]).subarray(8);
    const note = Buffer.concat([Buffer.from('Apple iOS\0\0\u0001MM'), inner]);
    // Offsets in the note count from its own start: the IFD moves from 8 to 14.
    note.writeUInt32BE(note.readUInt32BE(14 + 10) + 6, 14 + 10);
    const whole = tiff([[0x927c, note]]);
    expect(await readQuickFacts(inMemory(whole), 'a.tif')).toMatchObject({ contentIdentifier: 'F00-BA7' });
  });

  it('gives nulls for what is no picture, and never throws', async () => {
    const unknown = {
      mediaType: 'application/octet-stream',
      kind: 'other',
      extension: '',
      width: null,
      clues: {},
    };
    expect(await readQuickFacts(inMemory(Buffer.alloc(0)), '')).toMatchObject(unknown);
    expect(await readQuickFacts(inMemory(Buffer.from('hello')), 'a.jpg')).toMatchObject(unknown);
    const failing = { size: 1000, read: () => Promise.reject(new Error('the disk is gone')) };
    expect(await readQuickFacts(failing, 'a.jpg')).toMatchObject(unknown);
    expect(
      await readQuickFacts(inMemory(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')), 'a.svg'),
    ).toMatchObject({
      kind: 'other',
    });
  });

  it.skipIf(!hasPerl)('never throws on spoilt files, and gives a real size or none', async () => {
    const originals = [...made.values()].map((path) => readFileSync(path));
    const spoilt = fc.record({
      file: fc.constantFrom(...originals),
      cut: fc.double({ min: 0, max: 1, noNaN: true }),
      changes: fc.array(fc.tuple(fc.nat(2000), fc.integer({ min: 0, max: 255 })), { maxLength: 20 }),
    });
    await fc.assert(
      fc.asyncProperty(spoilt, async ({ file, cut, changes }) => {
        const bytes = Buffer.from(file.subarray(0, Math.ceil(file.length * cut)));
        for (const [place, value] of changes) if (place < bytes.length) bytes[place] = value;
        const { width, height } = await readQuickFacts(inMemory(bytes), 'a.nef');
        expect(width === null).toBe(height === null);
      }),
      { numRuns: 500 },
    );
  });
});

const photos = photosFolder();
describe.skipIf(photos === undefined || !hasPerl)(
  'quick facts of real photos (../shared/photos, where it is there)',
  () => {
    const wanted = [
      'DateTimeOriginal',
      'OffsetTimeOriginal',
      'Make',
      'Model',
      'MIMEType',
      'ImageWidth',
      'ImageHeight',
    ];
    const fields = [
      ...wanted.slice(0, 4).map((name) => `-EXIF:${name}`),
      ...wanted.slice(4).map((name) => `-File:${name}`),
    ];
    const fromTiff = ['-EXIF:ImageWidth', '-EXIF:ImageHeight', '-EXIF:Orientation'];

    it('agree with exiftool on every one', async () => {
      const options = ['-j', '-n', '-q', '-G0', ...fields, ...fromTiff, photos!];
      const output = execFileSync('exiftool', options, {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      const rows = JSON.parse(output) as Record<string, string | number>[];
      expect(rows.length).toBe(readdirSync(photos!).length);
      for (const row of rows) {
        const path = String(row['SourceFile']);
        const found = await facts(path);
        const { exif } = found.clues;
        const isTurned = Number(row['EXIF:Orientation'] ?? 1) >= 5;
        const [width, height] = ['Width', 'Height'].map(
          (side) => row[`File:Image${side}`] ?? row[`EXIF:Image${side}`],
        );
        expect([path, found.mediaType, exif?.original, exif?.offset, found.make, found.model]).toEqual([
          path,
          row['File:MIMEType'],
          row['EXIF:DateTimeOriginal'],
          row['EXIF:OffsetTimeOriginal'],
          row['EXIF:Make'] ?? null,
          row['EXIF:Model'] ?? null,
        ]);
        expect([path, found.width, found.height]).toEqual([
          path,
          ...(isTurned ? [height, width] : [width, height]),
        ]);
      }
    });

    it('reads from an iPhone’s HEIC what it needs within its first 64 KB', async () => {
      const file = inMemory(readFileSync(join(photos!, 'iphone-13-pro-max.HEIC')));
      expect(await readQuickFacts(file, 'a.heic')).toMatchObject({
        width: 3024,
        height: 4032,
        orientation: 1,
      });
      expect(file.bytesRead).toBeLessThanOrEqual(65_536);
      await copyFile(join(photos!, 'no-exif.jpg'), join(folder, 'renamed.heic'));
      expect(await facts(join(folder, 'renamed.heic'))).toMatchObject({ extension: 'jpg' });
    });
  },
);

function box(type: string, content: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(content.length + 8);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, content]);
}

/** A big-endian TIFF structure with one IFD at 8; texts as ASCII, bytes as UNDEFINED. */
function tiff(tags: readonly (readonly [number, string | Buffer])[]): Buffer {
  const ifd = Buffer.alloc(2 + tags.length * 12 + 4);
  ifd.writeUInt16BE(tags.length);
  const values: Buffer[] = [];
  let offset = 8 + ifd.length;
  tags.forEach(([number, value], place) => {
    const bytes = typeof value === 'string' ? Buffer.from(`${value}\0`) : value;
    const at = 2 + place * 12;
    ifd.writeUInt16BE(number, at);
    ifd.writeUInt16BE(typeof value === 'string' ? 2 : 7, at + 2);
    ifd.writeUInt32BE(bytes.length, at + 4);
    ifd.writeUInt32BE(offset, at + 8);
    values.push(bytes);
    offset += bytes.length;
  });
  return Buffer.concat([Buffer.from('MM\0*\0\0\0\u0008', 'latin1'), ifd, ...values]);
}
