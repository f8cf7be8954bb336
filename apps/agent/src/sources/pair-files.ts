import type { ListedFile } from './list-folder.ts';

const pictures = new Set(['heic', 'heif', 'jpg', 'jpeg']);
const videos = ['MOV', 'mov', 'MP4', 'mp4'];

/** A picture and a video of the same name beside it: perhaps the two halves of a Live Photo. */
export interface PossiblePair {
  readonly picture: ListedFile;
  readonly video: ListedFile;
}

/** All of them, in the order of `videoNamesFor`: where several videos bear a picture's name, their bytes tell. */
export function possiblePairs(files: readonly ListedFile[]): readonly PossiblePair[] {
  const byName = new Map(files.filter(({ name }) => isVideo(name)).map((video) => [video.name, video]));
  if (byName.size === 0) return [];
  return files.flatMap((picture) =>
    videoNamesFor(picture.name).flatMap((name) => {
      const video = byName.get(name);
      return video === undefined ? [] : [{ picture, video }];
    }),
  );
}

/** Names that the other half of this picture may have. */
export function videoNamesFor(pictureName: string): readonly string[] {
  return isPicture(pictureName) ? videos.map((extension) => `${stemOf(pictureName)}.${extension}`) : [];
}

function isVideo(name: string): boolean {
  return videos.includes(name.slice(name.lastIndexOf('.') + 1));
}

function isPicture(name: string): boolean {
  return pictures.has(name.slice(name.lastIndexOf('.') + 1).toLowerCase());
}

function stemOf(name: string): string {
  return name.slice(0, name.lastIndexOf('.'));
}
