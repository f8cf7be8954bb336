import type { Language } from '../../words/words.ts';

/** What the program says of a wrong answer, and the same in German. */
const german: readonly (readonly [said: RegExp, german: string])[] = [
  [/^is missing\b.*/, 'fehlt noch'],
  [/^is empty$/, 'ist leer'],
  [/^is no text$/, 'ist kein Text'],
  [/^is not a number$/, 'ist keine Zahl'],
  [/^is not a whole number$/, 'ist keine ganze Zahl'],
  [/^is less than (\S+)$/, 'ist weniger als $1'],
  [/^is more than (\S+)$/, 'ist mehr als $1'],
  [/^has more than (\d+) characters$/, 'hat mehr als $1 Zeichen'],
  [/^is none of (.+)$/, 'muss eines sein von: $1'],
  [/^is neither yes nor no$/, 'ist weder ja noch nein'],
  [/^is not an address like (\S+)$/, 'ist keine Adresse wie $1'],
  [/^is not a whole path, like (\S+)$/, 'ist kein ganzer Pfad wie $1'],
  [/^is no path of a folder$/, 'ist kein Pfad eines Ordners'],
  [/^is no name of a bucket$/, 'ist kein Name eines Buckets'],
  [/^is no fingerprint like (.+), nor (.+)$/, 'ist weder ein Fingerabdruck wie $1 noch $2'],
  [/^has a \? or # in it.*/, 'enthält ? oder #; dahinter kommen noch Pfade'],
  [
    /^has something in braces that is neither (\S+) nor (\S+)$/,
    'enthält in geschweiften Klammern anderes als $1 und $2',
  ],
  [
    /^has a folder that is not below it: say (\S+), or (\S+)$/,
    'nennt einen Ordner, der nicht darunter liegt; so geht es: $1 oder $2',
  ],
  [
    /^is longer than the name of a Wi-Fi may be.*/,
    'ist länger, als der Name eines WLANs sein darf (32 Bytes)',
  ],
  [/^has not 8 to 64 characters.*/, 'hat nicht 8 bis 64 Zeichen, wie es jedes WLAN verlangt'],
  [/^is what this machine itself is called.*/, 'heißt dieser Rechner selbst; nehmen Sie einen anderen Namen'],
  [/^is the name of two destinations$/, 'heißen zwei Ziele'],
  [
    /^leads to the same place as “(.+)”.*/,
    'führt an denselben Ort wie „$1“; jedes würde löschen, was das andere gesendet hat',
  ],
  [
    /^lies in the folder that the pictures come from.*/,
    'liegt in dem Ordner, aus dem die Bilder kommen; was dort abgelegt wird, gälte als neues Bild',
  ],
];

/** Why an answer makes no sense, in the page's language. */
export function mistakeWords(said: string, language: Language): string {
  if (language === 'en') return said;
  const known = german.find(([pattern]) => pattern.test(said));
  return known === undefined ? `passt so nicht (${said})` : said.replace(...known);
}
