import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type DerivedPool,
  derivedPool,
  type DerivedPoolOptions,
  type Urgency,
} from '@homeroll/server/derived/derived-pool';
import { findProgram } from '@homeroll/server/derived/find-program';
import { readQuickFacts } from '@homeroll/headers/read-quick-facts';
import { inMemory, makePictures, makeVideo } from '../metadata/made-files.ts';
import { needs, photosFolder } from '../programs.ts';

const hasPerl = needs('perl');
const hasFfmpeg = needs('ffmpeg');
const photos = photosFolder();

let folder = '';
let ffmpeg: string | undefined;
let pool: DerivedPool;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'homeroll-derived-'));
  ffmpeg = await findProgram('ffmpeg', process.env['PATH'] ?? '');
  pool = derivedPool({ processes: Math.min(2, availableParallelism()), ffmpeg });
});
afterAll(async () => {
  await pool.close();
  await rm(folder, { recursive: true });
});

let made = 0;
function target(): { thumb: string; preview: string } {
  made += 1;
  return { thumb: join(folder, `${made}.thumb.webp`), preview: join(folder, `${made}.preview.webp`) };
}

async function make(path: string, from: DerivedPool = pool, urgency: Urgency = 'background') {
  const { mediaType } = await readQuickFacts(inMemory(readFileSync(path)), path);
  const to = target();
  return { ...(await from.make({ path, mediaType }, to, urgency)), ...to };
}

const sizeOf = async (path: string) => {
  const { format, width, height } = await sharp(path).metadata();
  return { format, width, height };
};

async function withPool<T>(
  options: Partial<DerivedPoolOptions>,
  use: (own: DerivedPool) => Promise<T>,
): Promise<T> {
  const own = derivedPool({ processes: 1, ffmpeg, ...options });
  try {
    return await use(own);
  } finally {
    await own.close();
  }
}

describe('thumb and preview', () => {
  it('fit the grid and the screen, and tell the mean colour', async () => {
    const path = join(folder, 'large.jpg');
    await sharp({ create: { width: 3000, height: 2000, channels: 3, background: '#204060' } })
      .jpeg()
      .toFile(path);
    const { outcome, colour, width, height, thumb, preview } = await make(path);
    expect({ outcome, width, height }).toEqual({ outcome: 'made', width: 3000, height: 2000 });
    colour?.forEach((value, channel) => expect(value).toBeCloseTo([0x20, 0x40, 0x60][channel]!, -1));
    expect(await sizeOf(thumb)).toEqual({ format: 'webp', width: 660, height: 440 });
    expect(await sizeOf(preview)).toEqual({ format: 'webp', width: 1600, height: 1067 });
  });

  it.skipIf(!hasPerl)(
    'are made of every format that sharp reads, turned upright, without metadata',
    async () => {
      for (const [format, path] of await makePictures(folder)) {
        const { outcome, preview, width, height } = await make(path);
        expect({ format, outcome }).toEqual({ format, outcome: 'made' });
        expect(await sizeOf(preview)).toEqual({ format: 'webp', width, height });
        if (format !== 'gif') expect([width, height]).toEqual([40, 60]);
        expect((await sharp(preview).metadata()).exif).toBeUndefined();
      }
    },
  );

  it.skipIf(!hasFfmpeg)('show a video’s frame at one second, or its first where it is shorter', async () => {
    for (const options of [[], ['-t', '0.5']]) {
      const path = join(folder, `film${options.length}.mp4`);
      makeVideo(path, options);
      expect(await make(path)).toMatchObject({ outcome: 'made', width: 64, height: 36 });
      await withPool({ ffmpeg: undefined }, async (own) => {
        expect(await make(path, own)).toMatchObject({ outcome: 'not-viewable' });
      });
    }
  });

  it.skipIf(!hasPerl)(
    'show the picture that a camera put into its RAW file, turned as the RAW says',
    async () => {
      const jpeg = await sharp({ create: { width: 160, height: 120, channels: 3, background: 'red' } })
        .jpeg()
        .toBuffer();
      const path = join(folder, 'DSC_1.ARW');
      await writeFile(path, rawWith(jpeg));
      const { outcome, width, height, preview } = await make(path);
      expect({ outcome, width, height }).toEqual({ outcome: 'made', width: 2000, height: 3000 });
      expect(await sizeOf(preview)).toEqual({ format: 'webp', width: 120, height: 160 });
    },
  );

  it('are not made of what cannot be decoded: noise, half a header, a bomb, a text', async () => {
    const jpeg = await sharp({ create: { width: 800, height: 600, channels: 3, background: 'red' } })
      .jpeg()
      .toBuffer();
    const files = {
      'noise.jpg': Buffer.concat([jpeg.subarray(0, 20), Buffer.alloc(500, 0xa5)]),
      'head.jpg': jpeg.subarray(0, jpeg.indexOf(Buffer.from([0xff, 0xda])) + 14),
      'bomb.png': pngOf(60_000, 60_000),
      'text.txt': Buffer.from('hello'),
      'empty.jpg': Buffer.alloc(0),
    };
    for (const [name, bytes] of Object.entries(files)) {
      await writeFile(join(folder, name), bytes);
      expect({ name, ...(await make(join(folder, name))) }).toMatchObject({ name, outcome: 'not-viewable' });
    }
  });

  it('show as much as there is of a JPEG that breaks off', async () => {
    const noise = Buffer.from(Uint8Array.from({ length: 600 * 400 * 3 }, (_, place) => (place * 7919) % 251));
    const jpeg = await sharp(noise, { raw: { width: 600, height: 400, channels: 3 } })
      .jpeg()
      .toBuffer();
    const path = join(folder, 'half.jpg');
    await writeFile(path, jpeg.subarray(0, jpeg.length / 2));
    expect(await make(path)).toMatchObject({ outcome: 'made', width: 600, height: 400 });
  });
});

describe.skipIf(photos === undefined)('real photos (../shared/photos, where it is there)', () => {
  it('all have a thumb, the broken ones as far as they go, HEIC in its own colours', async () => {
    const outcomes = await Promise.all(
      readdirSync(photos!).map(async (name) => [name, (await make(join(photos!, name))).outcome] as const),
    );
    expect(outcomes.filter(([, outcome]) => outcome !== 'made')).toEqual([]);
    const { colour, width, height, thumb } = await make(join(photos!, 'iphone-13-pro-max.HEIC'));
    expect([width, height]).toEqual([3024, 4032]);
    expect(await sizeOf(thumb)).toEqual({ format: 'webp', width: 330, height: 440 });
    // Wood in Display P3, shown as if it were sRGB, would be duller: red 116 and less, blue 72 and more.
    expect(colour![0] - colour![2]).toBeGreaterThan(45);
  });
});

describe('the pool', () => {
  it('makes what is asked for before what waits in the background, and the newest first', async () => {
    const path = join(folder, 'order.jpg');
    await sharp({ create: { width: 400, height: 300, channels: 3, background: 'red' } })
      .jpeg()
      .toFile(path);
    const order = await withPool({}, async (own) => {
      const done: string[] = [];
      const job = (name: string, urgency: Urgency) =>
        own.make({ path, mediaType: 'image/jpeg' }, target(), urgency).then(() => done.push(name));
      await Promise.all([
        ...['a', 'b', 'c'].map((name) => job(name, 'background')),
        ...['first', 'second'].map((name) => job(name, 'asked-for')),
      ]);
      return done;
    });
    expect(order).toEqual(['a', 'second', 'first', 'b', 'c']);
  });

  it('gives up a picture that takes too long, and goes on', async () => {
    const path = join(folder, 'slow.jpg');
    await sharp({ create: { width: 4000, height: 3000, channels: 3, background: 'red' } })
      .jpeg()
      .toFile(path);
    await withPool({ timeoutMs: 1 }, async (own) => {
      expect(await make(path, own)).toMatchObject({ outcome: 'not-viewable' });
      expect(await make(path, own)).toMatchObject({ outcome: 'not-viewable' });
    });
  });

  it('outlives a process that dies in the middle: the picture is tried again in another', async () => {
    const path = join(folder, 'crash.jpg');
    await sharp({ create: { width: 4000, height: 3000, channels: 3, background: 'red' } })
      .jpeg()
      .toFile(path);
    await withPool({}, async (own) => {
      const first = make(path, own);
      while (own.processIds().length === 0) await new Promise(setImmediate);
      process.kill(own.processIds()[0]!, 'SIGKILL');
      expect(await first).toMatchObject({ outcome: 'made' });
    });
  });

  it('has no process before the first picture, nor after idle time', async () => {
    const path = join(folder, 'idle.jpg');
    await sharp({ create: { width: 40, height: 30, channels: 3, background: 'red' } })
      .jpeg()
      .toFile(path);
    await withPool({ idleMs: 1 }, async (own) => {
      expect(own.processIds()).toEqual([]);
      await make(path, own);
      while (own.processIds().length > 0) await new Promise((resolve) => setTimeout(resolve, 10));
      expect(await make(path, own)).toMatchObject({ outcome: 'made' });
    });
  });

  it('says what is not the picture’s fault: a missing file, a full queue, the end of the server', async () => {
    const path = join(folder, 'idle.jpg');
    const source = { path, mediaType: 'image/jpeg' };
    await expect(pool.make({ ...source, path: `${path}.gone` }, target(), 'asked-for')).rejects.toMatchObject(
      { fault: 'storage' },
    );
    const own = derivedPool({ processes: 1, ffmpeg, queue: 1 });
    const jobs = [1, 2, 3].map(() => own.make(source, target(), 'background'));
    const faults = Promise.allSettled(jobs);
    await own.close();
    await expect(own.make(source, target(), 'asked-for')).rejects.toMatchObject({ fault: 'closed' });
    expect(
      (await faults).map(
        (result) => result.status === 'rejected' && (result.reason as { fault: string }).fault,
      ),
    ).toEqual(['closed', 'closed', 'busy']);
  });

  it('leaves no half file behind', () => {
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
  });
});

/** A PNG whose header promises so many pixels. */
function pngOf(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const chunk = (type: string, content: Buffer) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(content.length);
    return Buffer.concat([length, Buffer.from(type), content, Buffer.alloc(4)]);
  };
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  const pixels = deflateSync(Buffer.alloc(1_000_000));
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', pixels),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A big-endian TIFF, 3000 × 2000 lying on its side, with a JPEG in its second IFD as cameras keep their thumbnails. */
function rawWith(jpeg: Buffer): Buffer {
  const ifd = (next: number, entries: readonly (readonly [number, number])[]) => {
    const bytes = Buffer.alloc(2 + entries.length * 12 + 4);
    bytes.writeUInt16BE(entries.length);
    entries.forEach(([tag, value], place) => {
      bytes.writeUInt16BE(tag, 2 + place * 12);
      bytes.writeUInt16BE(4, 4 + place * 12);
      bytes.writeUInt32BE(1, 6 + place * 12);
      bytes.writeUInt32BE(value, 10 + place * 12);
    });
    bytes.writeUInt32BE(next, bytes.length - 4);
    return bytes;
  };
  const first = (next: number) =>
    ifd(next, [
      [0x100, 3000],
      [0x101, 2000],
      [0x112, 6],
    ]);
  const second = 8 + first(0).length;
  const jpegAt = second + 2 + 2 * 12 + 4;
  const head = Buffer.from('MM\0*\0\0\0\u0008', 'latin1');
  return Buffer.concat([
    head,
    first(second),
    ifd(0, [
      [0x201, jpegAt],
      [0x202, jpeg.length],
    ]),
    jpeg,
  ]);
}
