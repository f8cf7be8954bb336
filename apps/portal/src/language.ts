import type { Words } from './words/words.ts';
import { cs } from './words/cs.ts';
import { da } from './words/da.ts';
import { de } from './words/de.ts';
import { en } from './words/en.ts';
import { es } from './words/es.ts';
import { fr } from './words/fr.ts';
import { it } from './words/it.ts';
import { nl } from './words/nl.ts';
import { pl } from './words/pl.ts';
import { pt } from './words/pt.ts';
import { sv } from './words/sv.ts';
import { tr } from './words/tr.ts';

export const languages: Readonly<Record<string, Words>> = { en, de, fr, es, it, nl, pt, pl, da, sv, cs, tr };

/** The first of the reader's languages that there are words for, else English. `wanted` is `navigator.languages`. */
export function pickLanguage(wanted: readonly string[]): string {
  const known = wanted.map((tag) => tag.toLowerCase().split('-')[0] ?? '');
  return known.find((language) => Object.hasOwn(languages, language)) ?? 'en';
}

export function wordsOf(language: string): Words {
  return languages[language] ?? en;
}

/** `Photo {n} of {m}` with the values put in. */
export function filled(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
}
