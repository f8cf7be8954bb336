import {
  boothPageRoutes,
  boothPicturesSchema,
  type BoothPicture,
  type BoothPictures,
} from '@homeroll/protocol/booth-page';

/** Those before the one with this key; nothing where the program does not answer. */
export async function olderPictures(key: string): Promise<BoothPictures> {
  const answer = await fetch(`${boothPageRoutes.pictures}?before=${encodeURIComponent(key)}`).catch(
    () => undefined,
  );
  if (answer?.ok !== true) return { pictures: [], more: false };
  return boothPicturesSchema.parse(await answer.json());
}

/**
 * The newest as they are now, and behind them what was seen before and is older: a picture that new ones pushed out of
 * the newest stays, and one that was deleted among them goes.
 */
export function withOlder(
  { pictures, more }: BoothPictures,
  seen: readonly BoothPicture[],
): readonly BoothPicture[] {
  if (!more) return pictures;
  const oldest = pictures.at(-1)?.key;
  const known = new Set(pictures.map(({ key }) => key));
  const behind = seen.slice(seen.findIndex(({ key }) => key === oldest) + 1);
  return [...pictures, ...behind.filter(({ key }) => !known.has(key))];
}
