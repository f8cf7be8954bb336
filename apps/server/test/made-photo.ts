import { createHash, randomBytes } from 'node:crypto';
import sharp from 'sharp';

export interface MadePhoto {
  readonly bytes: Buffer;
  readonly hash: string;
}

/** A real JPEG, different each time, with the shooting time in its EXIF; padded to `size` bytes where asked. */
export async function madePhoto({
  taken = '2026:06:14 15:30:00',
  size,
}: { taken?: string; size?: number } = {}): Promise<MadePhoto> {
  const [red = 0, green = 0, blue = 0] = randomBytes(3);
  const jpeg = await sharp({
    create: { width: 48, height: 32, channels: 3, background: { r: red, g: green, b: blue } },
  })
    .withExif({ IFD0: { Make: 'Test', Model: 'Camera' }, IFD2: { DateTimeOriginal: taken } })
    .jpeg()
    .toBuffer();
  // What follows the end of the picture is ignored by every reader, and makes the bytes unique.
  return hashed(Buffer.concat([jpeg, randomBytes(Math.max(16, (size ?? 0) - jpeg.length))]));
}

export function hashed(bytes: Buffer): MadePhoto {
  return { bytes, hash: createHash('sha256').update(bytes).digest('hex') };
}
