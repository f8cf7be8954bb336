import { describe, expect, it } from 'vitest';
import { filled, languages, pickLanguage, wordsOf } from '@homeroll/portal/language';

describe('B26: the portal’s languages', () => {
  it('are these twelve, each with every text, and none a copy of the English', () => {
    expect(Object.keys(languages).toSorted()).toEqual(
      ['cs', 'da', 'de', 'en', 'es', 'fr', 'it', 'nl', 'pl', 'pt', 'sv', 'tr'].toSorted(),
    );
    const english = wordsOf('en');
    for (const [language, words] of Object.entries(languages)) {
      expect(Object.keys(words)).toEqual(Object.keys(english));
      for (const [name, text] of Object.entries<string>({ ...words })) {
        expect(`${language} ${name}: ${text.trim()}`).toBe(`${language} ${name}: ${text}`);
        expect(placesIn(text)).toEqual(placesIn(english[name as keyof typeof english]));
        expect(text).not.toContain('!');
      }
      if (language !== 'en') expect(words.waitingMore).not.toBe(english.waitingMore);
    }
  });

  it.each([
    [['de-AT', 'en'], 'de'],
    [['pt-BR'], 'pt'],
    [['ja', 'ko', 'sv-SE', 'en'], 'sv'],
    [['ja'], 'en'],
    [['FR'], 'fr'],
    [['constructor', '__proto__'], 'en'],
    [[], 'en'],
  ])('follows the browser: %j → %s', (wanted, language) => {
    expect(pickLanguage(wanted)).toBe(language);
  });

  it('puts values into texts, and leaves nothing open', () => {
    expect(filled('{n} of {m}', { n: 2, m: 10 })).toBe('2 of 10');
    expect(filled('{n} $& {x}', { n: '$1' })).toBe('$1 $& ');
  });
});

function placesIn(text: string): string[] {
  return (text.match(/\{\w+\}/g) ?? []).toSorted();
}
