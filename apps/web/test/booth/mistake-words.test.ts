import { expect, it } from 'vitest';
import { mistakeWords } from '../../src/booth/settings/mistake-words.ts';

it.each([
  ['is missing: Folder of the booth program', 'fehlt noch'],
  ['is less than 1', 'ist weniger als 1'],
  ['is not an address like https://photos.example.org', 'ist keine Adresse wie https://photos.example.org'],
  [
    'leads to the same place as “USB disk”, and each would delete what the other sent',
    'führt an denselben Ort wie „USB disk“; jedes würde löschen, was das andere gesendet hat',
  ],
  ['has five corners', 'passt so nicht (has five corners)'],
])('B7a: says %j in German too', (said, german) => {
  expect(mistakeWords(said, 'de')).toBe(german);
  expect(mistakeWords(said, 'en')).toBe(said);
});
