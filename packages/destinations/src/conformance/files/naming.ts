import { expect } from '../clause.ts';
import type { FileClause } from './clause.ts';
import { expectHeld, expectNothing, putNew, tidily } from './tidily.ts';

/** Names that cameras, phones and people really make, and some that only attackers do. */
const nastyNames: Readonly<Record<string, string>> = {
  spaces: ' two  spaces .jpg',
  quotes: `it's "the" one.jpg`,
  'composed umlauts': 'Gr\u00fc\u00dfe.jpg',
  'decomposed umlauts': 'Gru\u0308\u00dfe.jpg',
  'an emoji': '🎉👩‍👩‍👧.jpg',
  'Chinese and Japanese signs': '結婚式の写真 新郎新婦.jpg',
  'signs of addresses': 'a#b?c%d&e=f+g;h:i@j.jpg',
  'signs that programs expand': '*[ab]{c,d}~$HOME`e`!.jpg',
  'signs of markup': '<b>&amp;|.jpg',
  'what looks like escaped dots': '%2e%2e',
  'what looks like an escaped slash': 'a%2Fb.jpg',
  'a leading dot': '.hidden.jpg',
  'three dots': '...',
  'a leading dash': '-la.jpg',
  'a trailing space': 'space.jpg ',
  'a trailing dot': 'dot.',
  'a name that Windows keeps for itself': 'CON.jpg',
  '255 bytes': `${'é'.repeat(125)}x.jpg`,
  '255 ASCII signs': `${'x'.repeat(251)}.jpg`,
};

/** That a file is found under the very name it was put under. */
export const naming: readonly FileClause[] = [
  ...Object.entries(nastyNames).map(([what, name]): FileClause => ({
    says: `takes a name with ${what}`,
    check: tidily(async (place) => {
      const path = place.at(name);
      await putNew(place, path, 3000);
      await expectHeld(place, path, await putNew(place, path, 2000));
      const seen = await place.namesIn?.(place.folder);
      expect(seen?.includes(name) ?? true, `it is called ${String(seen?.join(', '))}`);
      await place.store.remove(path);
      await expectNothing(place, path);
    }),
  })),
  {
    says: 'takes such names for folders',
    check: tidily(async (place) => {
      const path = place.at(`Gr\u00fc\u00dfe & "Küsse"/100% #1/ 結婚式 .d/photo.jpg`);
      await expectHeld(place, path, await putNew(place, path));
    }),
  },
  {
    says: 'keeps names apart that differ in capitals only',
    check: tidily(async (place) => {
      const [small, large] = [place.at('photo.jpg'), place.at('PHOTO.JPG')];
      const bytes = await putNew(place, small);
      const others = await putNew(place, large);
      await expectHeld(place, small, bytes);
      await expectHeld(place, large, others);
    }),
  },
];
