import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Why there is no picture, said in a picture: who looks at it in an `<img>` sees nothing else. */
export type FailureReason = 'away' | 'late' | 'missing' | 'wrong' | 'busy';

const folder = join(import.meta.dirname, '..', '..', 'pictures');
const read = new Map<string, Promise<Buffer>>();

/** A JPEG in German or English (made by `tools/draw-failure-pictures.ts`), whichever the reader wants more. */
export function failurePicture(reason: FailureReason, acceptLanguage: string | undefined): Promise<Buffer> {
  const name = `${reason}.${languageOf(acceptLanguage)}.jpg`;
  const picture = read.get(name) ?? readFile(join(folder, name));
  read.set(name, picture);
  picture.catch(() => read.delete(name));
  return picture;
}

function languageOf(acceptLanguage = ''): 'de' | 'en' {
  const wanted = acceptLanguage
    .toLowerCase()
    .split(',')
    .map((part) => ({
      language: part.trim().split(/[-;]/)[0] ?? '',
      weight: Number(/;\s*q=([\d.]+)/.exec(part)?.[1] ?? 1),
    }))
    .filter(({ language }) => language === 'de' || language === 'en')
    .toSorted((one, other) => other.weight - one.weight);
  return wanted[0]?.language === 'de' ? 'de' : 'en';
}
