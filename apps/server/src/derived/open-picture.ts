import sharp, { type Sharp } from 'sharp';
import type { DerivedSource } from './derived-job.ts';
import { decodeHeic } from './decode-heic.ts';
import type { OpenedPicture } from './opened-picture.ts';
import { rawPreview } from './raw-preview.ts';
import { videoPoster } from './video-poster.ts';

/** More pixels than any phone or camera takes; a bomb of a few bytes would have more. */
const maxPixels = 300_000_000;

const bySharp = [
  'image/jpeg',
  'image/png',
  'image/apng',
  'image/webp',
  'image/avif',
  'image/gif',
  'image/tiff',
];

/** `undefined` where no decoder here knows the type, or the stand-in is missing. */
export async function openPicture(
  { path, mediaType }: DerivedSource,
  { ffmpeg }: { readonly ffmpeg: string | null },
): Promise<OpenedPicture | undefined> {
  if (bySharp.includes(mediaType)) return { picture: upright(path, mediaType) };
  if (/^image\/hei[cf](-sequence)?$/.test(mediaType)) return decodeHeic(path, maxPixels);
  if (mediaType.startsWith('image/x-')) return rawPreview(path);
  if (mediaType.startsWith('video/')) {
    const frame = ffmpeg === null ? undefined : await videoPoster(ffmpeg, path, mediaType);
    return frame && { picture: sharp(frame) };
  }
  return undefined;
}

function upright(path: string, mediaType: string): Sharp {
  // A JPEG that is cut or spoilt is shown as far as it goes: libvips gives up on many warnings unless told otherwise.
  const unlimited = mediaType === 'image/jpeg';
  return sharp(path, { failOn: 'none', limitInputPixels: maxPixels, unlimited }).autoOrient();
}
