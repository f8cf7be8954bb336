import { access, rename, rm, writeFile } from 'node:fs/promises';
import sharp, { type Sharp } from 'sharp';
import { type DerivedSource, type DerivedTarget, type MadeDerived, notViewable } from './derived-job.ts';
import { openPicture } from './open-picture.ts';

// One core per picture gives nearly twice the rate of all cores on each; what is decoded once is not asked again.
sharp.concurrency(1);
sharp.cache(false);

const previewSide = 1600;
const thumbHeight = 440;
/** A panorama's thumb may be this wide. */
const thumbWidth = 1760;
// Measured on 4 photos of 5 to 9 megapixels: effort 1 takes 1.4 times the CPU of JPEG for 0.7 of its bytes; the
// default, 4, takes 2.7 times.
const webp = { effort: 1 };

/**
 * Makes the two smaller pictures from one decoding, each written under another name and then renamed. A picture that
 * nothing here can decode is `not-viewable`; an error is thrown only where reading or writing files fails.
 */
export async function makeDerived(
  source: DerivedSource,
  target: DerivedTarget,
  tools: { readonly ffmpeg: string | null },
): Promise<MadeDerived> {
  await access(source.path);
  const opened = await unlessUndecodable(() => openPicture(source, tools));
  const drawn = opened && (await unlessUndecodable(() => draw(opened.picture)));
  if (opened === undefined || drawn === undefined) return notViewable;
  if (drawn.isPlain && !(await isWhole(source))) return notViewable;
  await writeWhole(target.preview, drawn.preview);
  await writeWhole(target.thumb, drawn.thumb);
  const { width, height } = opened.size ?? drawn.size;
  return { outcome: 'made', colour: drawn.colour, width, height };
}

interface Drawn {
  readonly preview: Buffer;
  readonly thumb: Buffer;
  readonly colour: readonly [number, number, number];
  readonly size: { readonly width: number; readonly height: number };
  /** One colour all over. */
  readonly isPlain: boolean;
}

async function draw(picture: Sharp): Promise<Drawn> {
  const { autoOrient: size } = await picture.metadata();
  const { data, info } = await picture
    .timeout({ seconds: 45 })
    .resize({ width: previewSide, height: previewSide, fit: 'inside', withoutEnlargement: true })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const pixels = () =>
    sharp(data, { raw: { width: info.width, height: info.height, channels: info.channels } });
  const thumb = pixels().resize({
    width: thumbWidth,
    height: thumbHeight,
    fit: 'inside',
    withoutEnlargement: true,
  });
  const tiny = await pixels().removeAlpha().resize(8, 8, { fit: 'fill' }).raw().toBuffer();
  const colour = [0, 1, 2].map((channel) => meanOf(tiny, channel)) as [number, number, number];
  return {
    preview: await pixels()
      .webp({ ...webp, quality: 80 })
      .toBuffer(),
    thumb: await thumb.webp({ ...webp, quality: 76 }).toBuffer(),
    colour,
    size,
    isPlain: tiny.every((value, place) => Math.abs(value - (colour[place % 3] ?? 0)) <= 1),
  };
}

function meanOf(pixels: Buffer, channel: number): number {
  const values = pixels.filter((_, place) => place % 3 === channel);
  return Math.round(values.reduce((sum, value) => sum + value, 0) / values.length);
}

/** Tells a grey card from a JPEG that broke off before its first pixel, which a lenient decoder shows as grey. */
async function isWhole({ path, mediaType }: DerivedSource): Promise<boolean> {
  if (mediaType !== 'image/jpeg') return true;
  const strict = sharp(path, { failOn: 'warning' });
  return (await unlessUndecodable(() => strict.stats())) !== undefined;
}

/**
 * What libvips says of broken pixels has no code; errors of the system have one and are no matter of the picture. A
 * decoder in WebAssembly that stopped is of no use any more, so that goes on to whoever can end the process.
 */
async function unlessUndecodable<T>(decode: () => Promise<T>): Promise<T | undefined> {
  try {
    return await decode();
  } catch (error) {
    if (error instanceof Error && !('code' in error) && !isDeadDecoder(error)) return undefined;
    throw error;
  }
}

export function isDeadDecoder(error: unknown): boolean {
  return error instanceof Error && error.name === 'RuntimeError';
}

async function writeWhole(path: string, bytes: Buffer): Promise<void> {
  const temporary = `${path}.${process.pid}.part`;
  try {
    await writeFile(temporary, bytes);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
