import i18next from 'i18next';
import { useSyncExternalStore } from 'react';
import { accountWords } from '../account/words.ts';
import { boothWords } from '../booth/words.ts';
import { devicesWords } from '../devices/words.ts';
import { eventsWords } from '../events/words.ts';
import { moreWords } from '../more/words.ts';
import { photosWords } from '../photos/words.ts';
import { problemWords } from '../server/words.ts';
import { shareWords } from '../share/words.ts';
import { shellWords } from '../shell/words.ts';
import { tagsWords } from '../tags/words.ts';
import { trashWords } from '../trash/words.ts';
import { uploadWords } from '../upload/words.ts';
import { viewerWords } from '../viewer/words.ts';

/** Every area's words, one visible list. An area's two languages have the same keys; a test holds that. */
interface Areas {
  readonly account: typeof accountWords;
  readonly booth: typeof boothWords;
  readonly devices: typeof devicesWords;
  readonly events: typeof eventsWords;
  readonly more: typeof moreWords;
  readonly photos: typeof photosWords;
  readonly problem: typeof problemWords;
  readonly share: typeof shareWords;
  readonly shell: typeof shellWords;
  readonly tags: typeof tagsWords;
  readonly trash: typeof trashWords;
  readonly upload: typeof uploadWords;
  readonly viewer: typeof viewerWords;
}
export const areas: Areas = {
  account: accountWords,
  booth: boothWords,
  devices: devicesWords,
  events: eventsWords,
  more: moreWords,
  photos: photosWords,
  problem: problemWords,
  share: shareWords,
  shell: shellWords,
  tags: tagsWords,
  trash: trashWords,
  upload: uploadWords,
  viewer: viewerWords,
};

export type Area = keyof Areas;
export const languages = ['en', 'de'] as const;
export type Language = (typeof languages)[number];

/** `count` and the like choose the plural: a key `items` is looked up as `items_one` and `items_other`. */
type Plain<Key> = Key extends `${infer Stem}_${'one' | 'other'}` ? Stem : Key;
export type WordKey<A extends Area> = Plain<keyof Areas[A]['en'] & string>;
type Values = Readonly<Record<string, string | number>>;
export type Words<A extends Area> = (key: WordKey<A>, values?: Values) => string;

const words = i18next.createInstance();

/** Before the first screen. */
export async function startWords(language: Language): Promise<void> {
  await words.init({
    lng: language,
    fallbackLng: 'en',
    ns: Object.keys(areas),
    defaultNS: 'shell',
    keySeparator: false,
    nsSeparator: false,
    interpolation: { escapeValue: false },
    resources: Object.fromEntries(languages.map((each) => [each, wordsIn(each)])),
  });
}

/** Everything on the screen is said again in this language. */
export async function speak(language: Language): Promise<void> {
  await words.changeLanguage(language);
}

/** The words of one area: `const say = useWords('share'); say('title')`. */
export function useWords<A extends Area>(area: A): Words<A> {
  const language = useLanguage();
  return words.getFixedT(language, area) as Words<A>;
}

export function useLanguage(): Language {
  return useSyncExternalStore(onLanguageChange, language);
}

/** The language that is spoken now; for dates and numbers outside of components too. */
export function language(): Language {
  return languages.find((each) => each === words.language) ?? 'en';
}

function onLanguageChange(tell: () => void): () => void {
  words.on('languageChanged', tell);
  return () => words.off('languageChanged', tell);
}

function wordsIn(each: Language): Record<string, Record<string, string>> {
  return Object.fromEntries((Object.keys(areas) as Area[]).map((area) => [area, areas[area][each]]));
}
