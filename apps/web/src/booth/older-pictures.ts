import { boothPageRoutes, boothPicturesSchema, type BoothPictures } from '@homeroll/protocol/booth-page';

/** Those before the one with this key; nothing where the program does not answer. */
export async function olderPictures(key: string): Promise<BoothPictures> {
  const answer = await fetch(`${boothPageRoutes.pictures}?before=${encodeURIComponent(key)}`).catch(
    () => undefined,
  );
  if (answer?.ok !== true) return { pictures: [], more: false };
  return boothPicturesSchema.parse(await answer.json());
}
