import { languages, speak, type Language } from './words.ts';

const key = 'homeroll-language';

/** What this browser was told, else the first of the reader's languages that we speak, else English. */
export function chosenLanguage(): Language {
  const stored = localStorage.getItem(key);
  const wanted = [...(stored === null ? [] : [stored]), ...navigator.languages];
  return wanted.map(spoken).find((language) => language !== undefined) ?? 'en';
}

export async function chooseLanguage(language: Language): Promise<void> {
  localStorage.setItem(key, language);
  showLanguage(language);
  await speak(language);
}

/** For screen readers, hyphenation and quotation marks. */
export function showLanguage(language: Language): void {
  document.documentElement.lang = language;
}

function spoken(tag: string): Language | undefined {
  return languages.find((language) => tag.toLowerCase().split('-')[0] === language);
}
