import { open } from 'node:fs/promises';
import { exiftoolPath } from 'exiftool-vendored';
import sharp, { type Sharp } from 'sharp';
import { readQuickFacts } from '@homeroll/headers/read-quick-facts';
import type { OpenedPicture } from './opened-picture.ts';
import { outputOf } from './output-of.ts';

/** The JPEGs that cameras put into their RAW files, largest first. */
const embedded = ['-JpgFromRaw', '-PreviewImage', '-OtherImage', '-ThumbnailImage'];

/** RAW is not developed here: the camera's own picture in it is shown. `undefined` where there is none. */
export async function rawPreview(path: string): Promise<OpenedPicture | undefined> {
  const exiftool = await exiftoolPath();
  for (const which of embedded) {
    const jpeg = await outputOf(exiftool, ['-b', which, path], { seconds: 20 });
    if (jpeg === undefined || jpeg.length < 100) continue;
    return turnedLikeRaw(jpeg, path);
  }
  return undefined;
}

/** Most embedded pictures lie as the sensor saw them and have no orientation of their own. */
async function turnedLikeRaw(jpeg: Buffer, path: string): Promise<OpenedPicture> {
  const { width, height, orientation } = await factsOf(path);
  const own = await sharp(jpeg, { failOn: 'none' }).metadata();
  const isUprightAlready = own.orientation !== undefined || (orientation >= 5 && own.height > own.width);
  const picture = isUprightAlready
    ? sharp(jpeg, { failOn: 'none' }).autoOrient()
    : await turned(jpeg, orientation);
  return { picture, size: width === null ? own.autoOrient : { width, height } };
}

async function turned(jpeg: Buffer, orientation: number): Promise<Sharp> {
  const marked = await sharp(jpeg, { failOn: 'none' })
    .withMetadata({ orientation })
    .jpeg({ quality: 95 })
    .toBuffer();
  return sharp(marked).autoOrient();
}

async function factsOf(path: string): ReturnType<typeof readQuickFacts> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const read = async (offset: number, length: number) => {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, offset);
      return buffer.subarray(0, bytesRead);
    };
    return await readQuickFacts({ size, read }, path);
  } finally {
    await file.close();
  }
}
