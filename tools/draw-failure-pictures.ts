// Draws the pictures that the relay shows where an old booth's picture cannot be had: node tools/draw-failure-pictures.ts
// They are committed, for the relay has no library that draws, and perhaps no font.
import { join } from 'node:path';
import sharp from 'sharp';

type Lines = readonly [heading: string, ...more: string[]];

const pictures = join(import.meta.dirname, '..', 'apps', 'relay', 'pictures');

const words: Readonly<Record<string, { readonly en: Lines; readonly de: Lines }>> = {
  away: {
    en: ['The photo booth is not connected', 'Your photo is safe there.', 'Please try again later.'],
    de: [
      'Die Fotobox ist nicht verbunden',
      'Dein Foto ist dort gut aufgehoben.',
      'Bitte später noch einmal versuchen.',
    ],
  },
  late: {
    en: ['Your photo is still on its way', 'Please load this page again', 'in a moment.'],
    de: ['Dein Foto ist noch unterwegs', 'Bitte lade diese Seite gleich', 'noch einmal.'],
  },
  missing: {
    en: ['The photo booth does not have this photo', 'It may have been deleted there.'],
    de: ['Die Fotobox hat dieses Foto nicht', 'Vielleicht wurde es dort gelöscht.'],
  },
  wrong: {
    en: ['This link does not work', 'It may be incomplete.', 'Please scan the code again.'],
    de: [
      'Dieser Link funktioniert nicht',
      'Vielleicht ist er unvollständig.',
      'Bitte scanne den Code noch einmal.',
    ],
  },
  busy: {
    en: ['Too many photos are wanted right now', 'Please load this page again', 'in a moment.'],
    de: ['Gerade werden zu viele Fotos geholt', 'Bitte lade diese Seite gleich', 'noch einmal.'],
  },
};

for (const [reason, languages] of Object.entries(words)) {
  for (const [language, lines] of Object.entries(languages)) {
    const path = join(pictures, `${reason}.${language}.jpg`);
    await sharp(Buffer.from(drawing(lines)))
      .grayscale()
      .jpeg({ quality: 70, mozjpeg: true })
      .toFile(path);
  }
}

function drawing([heading, ...more]: Lines): string {
  const text = (line: string, y: number, style: string): string =>
    `<text x="480" y="${String(y)}" text-anchor="middle" font-family="DejaVu Sans" ${style}>${line}</text>`;
  const below = more.map((line, place) => text(line, 390 + place * 48, 'font-size="32" fill="#5e5a53"'));
  return [
    '<svg xmlns="http://www.w3.org/2000/svg" width="960" height="720">',
    '<rect width="960" height="720" fill="#fbfaf8"/>',
    text(heading, 310, `font-size="${heading.length > 34 ? '36' : '44'}" font-weight="bold" fill="#1d1b18"`),
    ...below,
    '</svg>',
  ].join('');
}
