import { stripVTControlCharacters } from 'node:util';

/** Names come from outside: what would steer the terminal is taken out. */
export function printable(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  return stripVTControlCharacters(text).replace(/[\u0000-\u001f\u007f-\u009f]/g, '�');
}
