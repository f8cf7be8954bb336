import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { embedMetadata } from '@homeroll/server/metadata/embed';
import { readFacts } from '@homeroll/server/metadata/facts';
import { metadataTool } from '@homeroll/server/metadata/metadata-tool';
import { needs, photosFolder } from '../programs.ts';
import { makePictures, makeVideo } from './made-files.ts';

const words = { title: 'Köln — “Dom” & <Rhein> 漢字', tags: ['Reise/Köln', 'été', '1.50'] };
const tool = metadataTool();
let folder = '';
let temporaryFolder = '';
let made = new Map<string, string>();

const hasPerl = needs('perl');
const hasFfmpeg = needs('ffmpeg');

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'homeroll-embed-'));
  temporaryFolder = join(folder, 'incoming');
  await mkdir(temporaryFolder);
  if (hasPerl) made = await makePictures(folder);
});
afterAll(async () => {
  await tool.close();
  await rm(folder, { recursive: true });
});

const embed = (path: string, some: Parameters<typeof embedMetadata>[1] = words) =>
  embedMetadata({ path, temporaryFolder, tool }, some);
const sha256 = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');
const pixels = async (path: string) => sharp(path).raw().toBuffer();

function tagsOf(path: string): Record<string, unknown> {
  const output = execFileSync('exiftool', ['-j', '-G0', '-struct', path], { encoding: 'utf8' });
  return (JSON.parse(output) as [Record<string, unknown>])[0];
}

describe.skipIf(!hasPerl)('embedding title and tags', () => {
  it.each(['jpeg', 'png', 'webp', 'tiff', 'avif'])(
    'writes them into a %s, and changes no pixel',
    async (format) => {
      const path = made.get(format)!;
      const before = await pixels(path);
      const result = await embed(path);
      expect(result).toEqual({ hash: sha256(path), size: (await stat(path)).size });
      expect(tagsOf(path)).toMatchObject({
        'XMP:Title': words.title,
        'XMP:Subject': ['Köln', 'été', 1.5],
        'XMP:HierarchicalSubject': ['Reise|Köln', 'été', 1.5],
        'EXIF:DateTimeOriginal': '2026:06:14 15:30:00',
      });
      expect(await pixels(path)).toEqual(before);
      expect(readdirSync(temporaryFolder)).toEqual([]);
    },
  );

  it('writes IPTC in UTF-8 where the format has it', () => {
    expect(tagsOf(made.get('jpeg')!)).toMatchObject({
      'IPTC:ObjectName': words.title,
      'IPTC:Keywords': ['Köln', 'été', 1.5],
      'IPTC:CodedCharacterSet': 'UTF8',
    });
  });

  it('keeps the tags and the title that the file has already, and the time of its last change', async () => {
    const path = made.get('jpeg')!;
    const { mtimeMs } = await stat(path);
    await embed(path, { title: null, tags: ['new'] });
    expect(tagsOf(path)).toMatchObject({
      'XMP:Title': words.title,
      'XMP:Subject': ['Köln', 'été', 1.5, 'new'],
    });
    expect((await stat(path)).mtimeMs).toBeCloseTo(mtimeMs, -1);
  });

  it.skipIf(!hasFfmpeg)('writes them into a video', async () => {
    const path = join(folder, 'film.mp4');
    makeVideo(path);
    expect(await embed(path)).toHaveProperty('hash', sha256(path));
    expect(tagsOf(path)).toMatchObject({ 'XMP:Title': words.title });
  });

  it('leaves alone what it cannot write or prove, and says why', async () => {
    const text = join(folder, 'note.txt');
    await writeFile(text, 'hello');
    const broken = join(folder, 'broken.jpg');
    await writeFile(broken, Buffer.concat([readFileSync(made.get('jpeg')!).subarray(0, 300)]));
    for (const path of [text, broken, made.get('gif')!]) {
      const before = sha256(path);
      const result = await embed(path);
      expect(result).toMatchObject({ unchanged: expect.stringMatching(/^not-/) as string });
      expect('reason' in result && result.reason).toMatch(/\w+ \w+/);
      expect(sha256(path)).toBe(before);
    }
    expect(readdirSync(temporaryFolder)).toEqual([]);
  });

  it('leaves the original as it was where the copy cannot be made', async () => {
    const path = made.get('png')!;
    const before = sha256(path);
    const nowhere = join(folder, 'gone');
    await expect(embedMetadata({ path, temporaryFolder: nowhere, tool }, words)).rejects.toMatchObject({
      code: 'ENOENT',
    });
    expect(sha256(path)).toBe(before);
  });
});

describe.skipIf(!hasPerl)('facts', () => {
  it('tells what the camera wrote in words for people', async () => {
    const path = join(folder, 'facts.jpg');
    await copyFile(made.get('jpeg')!, path);
    const tags = [
      '-ExposureTime=1/250',
      '-FNumber=2.8',
      '-ISO=400',
      '-FocalLength=35',
      '-GPSLatitude=50.9413',
      '-GPSLatitudeRef=N',
    ];
    const more = [
      '-GPSLongitude=6.9583',
      '-GPSLongitudeRef=E',
      '-GPSAltitude=53',
      '-Software=Homeroll test',
      '-LensModel=EF 35mm',
    ];
    execFileSync('exiftool', ['-q', '-overwrite_original', ...tags, ...more, path]);
    const { facts, width, height } = await readFacts(tool, path);
    expect(facts).toMatchObject({
      Camera: 'Nokia 8.3',
      Lens: 'EF 35mm',
      Exposure: '1/250 s',
      Aperture: 'f/2.8',
      ISO: '400',
      'Focal length': '35 mm',
      Place: '50.941300, 6.958300',
      Altitude: '53 m',
      Software: 'Homeroll test',
    });
    expect([width, height]).toEqual([60, 40]);
  });

  it.skipIf(!hasFfmpeg)('tells a video’s length', async () => {
    const path = join(folder, 'length.mp4');
    makeVideo(path);
    expect(await readFacts(tool, path)).toMatchObject({ durationSeconds: 2, width: 64, height: 36 });
  });

  it('is empty for what no program can read', async () => {
    const path = join(folder, 'noise.jpg');
    await writeFile(path, Buffer.alloc(2000, 7));
    expect((await readFacts(tool, path)).facts).toEqual({});
    expect((await readFacts(tool, join(folder, 'not-there.jpg'))).facts).toEqual({});
  });

  const photos = photosFolder();
  it.skipIf(photos === undefined)(
    'has none of the odd values in real photos (../shared/photos, where it is there)',
    async () => {
      for (const name of readdirSync(photos!)) {
        const { facts } = await readFacts(tool, join(photos!, name));
        for (const value of Object.values(facts))
          expect(value).not.toMatch(/undef|NaN|^\s*$|[\p{Cc}]|\[object/u);
      }
    },
  );
});
