import { basename, dirname, extname, join } from 'node:path';
import type { Source } from '@homeroll/core/ports/source';

const pictureEndings = ['HEIC', 'heic', 'JPG', 'jpg', 'JPEG', 'jpeg', 'HEIF', 'heif'];
const videoEndings = ['.mov', '.mp4'];

/** The id of the item that this file belongs to: of the video of a Live Photo, the picture's. */
export async function wholeItem(source: Pick<Source, 'find'>, file: string): Promise<string> {
  const ending = extname(file);
  if (!videoEndings.includes(ending.toLowerCase())) return file;
  const stem = join(dirname(file), basename(file, ending));
  for (const pictureEnding of pictureEndings) {
    const picture = await source.find(`${stem}.${pictureEnding}`);
    if (picture?.companion?.id === file) return picture.id;
  }
  return file;
}
