/** Longest value that a placeholder may become, in characters (code points). */
const maxCharacters = 100;
/** Longest file or folder name in bytes of UTF-8: 255 less room for ` (1234)`, `.xmp` and the like. */
const maxBytes = 240;

/**
 * Any text as a name that every file system takes (ext4, APFS, NTFS, SMB shares): no separators, no leading
 * dots, no trailing dots or spaces, no control characters, no bidi overrides, no name that Windows reserves, NFC.
 * Never empty: `fallback` (a safe name itself) stands in. Cleaning twice changes nothing.
 */
export function cleanName(value: string, fallback = '_'): string {
  return safe(value, { characters: maxCharacters, bytes: maxBytes }) || fallback;
}

/**
 * A whole folder or file name made of cleaned values and fixed text: only the file system's limit of length holds,
 * less `room` bytes for an ending. May come out empty.
 */
export function cleanSegment(value: string, room = 0): string {
  return safe(value, { characters: maxBytes, bytes: maxBytes - room });
}

/**
 * A file's name as its sender gives it: the last part if it is a path, the extension kept through all shortening.
 * `{ stem, extension }` with the extension as written, without the dot, or empty.
 */
export function cleanFileName(name: string, fallback = 'file'): { stem: string; extension: string } {
  const base = name.split(/[/\\]/).findLast((part) => part.trim() !== '') ?? '';
  const { stem, extension } = splitFileName(trimmedEnd(replaceUnsafe(base)));
  const bytes = maxBytes - (extension === '' ? 0 : extension.length + 1);
  return { stem: safe(stem, { characters: maxCharacters, bytes }) || fallback, extension };
}

/** Twins that one file system or another takes for the same file (`a.JPG`, `A.jpg`; NFC, NFD) have one key. */
export function pathKey(path: string): string {
  return path.normalize('NFD').toLowerCase().toUpperCase().normalize('NFC');
}

/** `IMG_1.jpg` and 2 give `IMG_1 (2).jpg`; also for a path. */
export function numberedPath(path: string, number: number): string {
  const folderEnd = path.lastIndexOf('/') + 1;
  const { stem, extension } = splitFileName(path.slice(folderEnd));
  return `${path.slice(0, folderEnd)}${stem} (${number})${extension === '' ? '' : `.${extension}`}`;
}

/** Only a short plain ending is an extension: `Mr. and Mrs. Smith` has none. */
function splitFileName(name: string): { stem: string; extension: string } {
  const [, stem, extension] = /^(.+)\.([A-Za-z0-9]{1,10})$/su.exec(name) ?? [];
  return stem === undefined || extension === undefined ? { stem: name, extension: '' } : { stem, extension };
}

function safe(value: string, limit: { characters: number; bytes: number }): string {
  const short = shortened(trimmed(replaceUnsafe(value)), limit);
  return reserved.test(short) ? shortened(`_${short}`, limit) : short;
}

function replaceUnsafe(value: string): string {
  return value
    .replace(loneSurrogateOrNoncharacter, '\uFFFD')
    .replace(/[\p{Zl}\p{Zp}\t\n\r\v\f\u0085]+/gu, ' ')
    .replace(invisible, '')
    .replace(/[/\\:|]/g, '-')
    .replace(/"/g, "'")
    .replace(/[<>?*]/g, '_')
    .normalize('NFC');
}

const loneSurrogateOrNoncharacter = /[\p{Surrogate}\p{Noncharacter_Code_Point}]/gu;
/** Control characters, and those that turn the direction of writing or show nothing; not the joiners of emoji. */
const invisible = /[\p{Cc}\u061C\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB]/gu;
const reserved = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$|clock\$)\s*(?:\.|$)/iu;

function trimmed(value: string): string {
  return trimmedEnd(value.replace(/^[\s.]+/u, ''));
}

function trimmedEnd(value: string): string {
  return value.replace(/[\s.]+$/u, '');
}

/** Cuts between what readers see as characters, so that no emoji or accent is torn. */
function shortened(value: string, { characters, bytes }: { characters: number; bytes: number }): string {
  if (value.length * 3 <= bytes && value.length <= characters) return value;
  let result = '';
  let usedCharacters = 0;
  let usedBytes = 0;
  for (const { segment } of graphemes().segment(value.slice(0, characters * 8))) {
    usedCharacters += Array.from(segment).length;
    usedBytes += utf8Length(segment);
    if (usedCharacters > characters || usedBytes > bytes) break;
    result += segment;
  }
  return trimmed(result);
}

let segmenter: Intl.Segmenter | undefined;

/** Made when first needed: loading its tables takes longer than most runs of the command. */
function graphemes(): Intl.Segmenter {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return segmenter;
}

function utf8Length(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}
