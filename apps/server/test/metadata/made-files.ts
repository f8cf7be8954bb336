import { execFileSync } from 'node:child_process';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exiftoolPath } from 'exiftool-vendored';
import sharp from 'sharp';
import type { RandomAccess } from '@homeroll/headers/quick-facts';

/** A small picture in each format that sharp writes, 60 × 40, dated and turned by exiftool. Returns format → path. */
export async function makePictures(folder: string): Promise<Map<string, string>> {
  const exiftool = await exiftoolPath();
  const made = new Map<string, string>();
  const plain = sharp({ create: { width: 60, height: 40, channels: 3, background: '#c06040' } });
  for (const format of ['jpeg', 'png', 'webp', 'avif', 'tiff', 'gif'] as const) {
    const path = join(folder, `made.${format}`);
    const options = format === 'tiff' ? { compression: 'lzw' } : {};
    await plain.clone().withMetadata({ orientation: 6 }).toFormat(format, options).toFile(path);
    if (format !== 'gif') write(exiftool, path, [...camera, ...dated]);
    made.set(format, path);
  }
  return made;
}

/** A copy with all metadata gone and only these `-TAG=value` written. */
export async function retagged(path: string, name: string, tags: readonly string[]): Promise<string> {
  const copy = join(path, '..', name);
  await copyFile(path, copy);
  write(await exiftoolPath(), copy, ['-all=', ...tags]);
  return copy;
}

export function makeVideo(path: string, options: readonly string[] = []): void {
  const source = ['-f', 'lavfi', '-i', 'testsrc=size=64x36:rate=10:duration=2'];
  const dates = ['-metadata', 'creation_time=2026-06-14T13:30:00Z'];
  execFileSync('ffmpeg', ['-v', 'error', ...source, ...dates, '-pix_fmt', 'yuv420p', ...options, path]);
}

/** A file in memory that counts what is read of it. */
export function inMemory(bytes: Uint8Array): RandomAccess & { bytesRead: number } {
  return {
    size: bytes.length,
    bytesRead: 0,
    read(offset, length) {
      const part = bytes.subarray(offset, offset + length);
      this.bytesRead += part.length;
      return Promise.resolve(part);
    },
  };
}

function write(exiftool: string, path: string, tags: readonly string[]): void {
  execFileSync(exiftool, ['-q', '-overwrite_original', ...tags, path], {
    stdio: ['ignore', 'ignore', 'ignore'],
  });
}

const camera = ['-Make=Nokia', '-Model=Nokia 8.3', '-Orientation#=6'];
const dated = ['-DateTimeOriginal=2026:06:14 15:30:00', '-OffsetTimeOriginal=+02:00'];
