import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { DestinationSettings, SettingsMistake } from './destination-settings.ts';
import { placeOf } from './place-of.ts';

/** What is right for each destination by itself, and wrong with the folder of the pictures or beside another one. */
export function placeMistakes(
  folder: string,
  destinations: readonly DestinationSettings[],
): readonly SettingsMistake[] {
  const used = destinations.filter(({ values }) => values['enabled'] !== false);
  return destinations.flatMap((one, destination) => {
    const words = folderWords(folder, one);
    if (words !== undefined) return [{ destination, place: 'path', words }];
    const other = used.slice(0, used.indexOf(one)).find((each) => placeOf(each) === placeOf(one));
    if (other === undefined || !used.includes(one) || one.kind === 'relay') return [];
    const same = `leads to the same place as “${other.name}”, and each would delete what the other sent`;
    return [{ destination, place: 'name', words: same }];
  });
}

/** What is published must not be found again as a new picture. */
function folderWords(folder: string, { kind, values }: DestinationSettings): string | undefined {
  const { path } = values;
  if (kind !== 'folder' || typeof path !== 'string') return undefined;
  if (!isAbsolute(path)) return 'is not a whole path, like /media/usb/party';
  if (!isInside(resolve(folder), join(resolve(path), 'media'))) return undefined;
  return 'lies in the folder that the pictures come from, so that what is put there would be taken for new pictures';
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}
