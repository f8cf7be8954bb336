import { readFile, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import sharp from 'sharp';
import type { OpenedPicture } from './opened-picture.ts';
import { withProfile } from './with-profile.ts';

/** What is used of libheif-js, which has no types of its own. */
interface LibHeif {
  readonly HeifDecoder: new () => { decode(bytes: Uint8Array): HeifImage[] };
}

interface HeifImage {
  get_width(): number;
  get_height(): number;
  is_primary(): boolean;
  display(
    target: { data: Uint8ClampedArray; width: number; height: number },
    done: (result: object | null) => void,
  ): void;
  free(): void;
}

const maxBytes = 200 * 1024 * 1024;
/** The size that the decoded picture is kept at, on its way to the preview. */
const keptSide = 1600;

/**
 * HEIC by libheif in WebAssembly (sharp has no HEVC decoder): about a second for 12 megapixels. libheif turns the
 * picture as its container says, but hands out pixels in the picture's own colours (Display P3 on iPhones), so the
 * colour profile is put back for sharp to convert.
 */
export async function decodeHeic(path: string, maxPixels: number): Promise<OpenedPicture | undefined> {
  if ((await stat(path)).size > maxBytes) return undefined;
  const bytes = await readFile(path);
  const pixels = await pixelsOf(bytes, maxPixels);
  if (pixels === undefined) return undefined;
  const { data, width, height } = pixels;
  const png = await sharp(data, { raw: { width, height, channels: 4 } })
    .removeAlpha()
    .resize({ width: keptSide, height: keptSide, fit: 'inside', withoutEnlargement: true })
    .png({ compressionLevel: 0 })
    .toBuffer();
  const { icc } = await sharp(bytes).metadata();
  return { picture: sharp(icc ? withProfile(png, icc) : png), size: { width, height } };
}

async function pixelsOf(
  bytes: Uint8Array,
  maxPixels: number,
): Promise<{ data: Uint8ClampedArray; width: number; height: number } | undefined> {
  const libheif = createRequire(import.meta.url)('libheif-js/wasm-bundle') as LibHeif;
  const images = new libheif.HeifDecoder().decode(bytes);
  try {
    const image = images.find((one) => one.is_primary()) ?? images[0];
    if (image === undefined) return undefined;
    const width = image.get_width();
    const height = image.get_height();
    if (width * height > maxPixels || width * height === 0) return undefined;
    const target = { data: new Uint8ClampedArray(width * height * 4), width, height };
    const shown = await new Promise<object | null>((done) => image.display(target, done));
    return shown === null ? undefined : target;
  } finally {
    for (const image of images) image.free();
  }
}
