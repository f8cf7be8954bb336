import type { ListedFile } from './list-folder.ts';

const pictures = new Set(['heic', 'heif', 'jpg', 'jpeg']);
const videos = new Set(['mov', 'mp4']);

/** A picture and a video of the same name beside it: perhaps the two halves of a Live Photo. */
export interface PossiblePair {
  readonly picture: ListedFile;
  readonly video: ListedFile;
}

/** The possible pairs that hold at least one of the fresh files, out of all files of their folder. */
export function possiblePairs(
  files: readonly ListedFile[],
  fresh: readonly ListedFile[],
): readonly PossiblePair[] {
  const stems = new Set(
    fresh.filter(({ name }) => kindOf(name) !== undefined).map(({ name }) => stemOf(name)),
  );
  if (stems.size === 0) return [];
  const halves = new Map<string, Partial<PossiblePair>>();
  for (const file of files) {
    const kind = kindOf(file.name);
    const stem = stemOf(file.name);
    if (kind !== undefined && stems.has(stem)) halves.set(stem, { [kind]: file, ...halves.get(stem) });
  }
  return [...halves.values()].flatMap(({ picture, video }) =>
    picture === undefined || video === undefined ? [] : [{ picture, video }],
  );
}

/** Names that the other half of this picture may have. */
export function videoNamesFor(pictureName: string): readonly string[] {
  if (kindOf(pictureName) !== 'picture') return [];
  const stem = pictureName.slice(0, pictureName.lastIndexOf('.'));
  return ['MOV', 'mov', 'MP4', 'mp4'].map((extension) => `${stem}.${extension}`);
}

function kindOf(name: string): keyof PossiblePair | undefined {
  const extension = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  if (pictures.has(extension)) return 'picture';
  return videos.has(extension) ? 'video' : undefined;
}

function stemOf(name: string): string {
  return name.slice(0, name.lastIndexOf('.')).toLowerCase();
}
