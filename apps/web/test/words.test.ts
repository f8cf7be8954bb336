import { describe, expect, it } from 'vitest';
import { areas, languages, type Area } from '../src/words/words.ts';

const names = Object.keys(areas) as Area[];
const wordsOf = (area: Area, language: (typeof languages)[number]): Record<string, string> =>
  areas[area][language];

/** `{{count}}` and the like. */
function placeholdersIn(text: string): string[] {
  return [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name = '']) => name).sort();
}

describe.each(names)('the words of %s', (area) => {
  const english = wordsOf(area, 'en');

  it.each(languages)('are all there in %s', (language) => {
    expect(Object.keys(wordsOf(area, language)).sort()).toEqual(Object.keys(english).sort());
  });

  it.each(languages)('have the same gaps to fill in in %s', (language) => {
    for (const [key, text] of Object.entries(wordsOf(area, language))) {
      // "1 photo" needs no number to be filled in, "2 photos" does.
      const skip = key.endsWith('_one') ? ['count'] : [];
      const wanted = placeholdersIn(english[key] ?? '').filter((name) => !skip.includes(name));
      expect(
        placeholdersIn(text).filter((name) => !skip.includes(name)),
        `${area}/${key}`,
      ).toEqual(wanted);
    }
  });

  it.each(languages)('are said and not shouted in %s', (language) => {
    for (const [key, text] of Object.entries(wordsOf(area, language))) {
      expect(text.trim(), `${area}/${key}`).not.toBe('');
      expect(text, `${area}/${key}`).not.toMatch(/!|\basset|\bentity|sync job/i);
    }
  });

  it('have both numbers wherever they have one', () => {
    const stems = (ending: string): string[] =>
      Object.keys(english)
        .filter((key) => key.endsWith(ending))
        .map((key) => key.slice(0, -ending.length))
        .sort();
    expect(stems('_one')).toEqual(stems('_other'));
  });
});
