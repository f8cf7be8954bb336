import { cleanFileName, cleanName, cleanSegment } from './clean-name.ts';

export const defaultFolderTemplate = '{year}/{year}-{month}-{day}[ {event}]/{name}.{ext}';

/** What a file is filed by. Texts may hold anything: they are cleaned here. */
export interface FilingValues {
  /** Shooting time by the clock on the spot, `YYYY-MM-DDTHH:MM:SS`. */
  readonly taken: string;
  /** As the sender named it; gives `{name}` and `{ext}`. */
  readonly fileName: string;
  /** By content, without the dot: stands in where the name has none. */
  readonly extension: string;
  /** Content hash in hexadecimal. */
  readonly hash: string;
  readonly kind: 'photo' | 'video' | 'other';
  readonly user: string;
  /** BCP 47, for `{monthName}`. */
  readonly locale: string;
  readonly device?: string | null;
  readonly album?: string | null;
  readonly event?: string | null;
  readonly title?: string | null;
  readonly tags?: readonly string[];
  readonly make?: string | null;
  readonly model?: string | null;
}

declare const checked: unique symbol;

/** A template that was read and found right. The only way to get one is `parseFolderTemplate`. */
export interface FolderTemplate {
  readonly [checked]: true;
  readonly parts: readonly TemplatePart[];
}

// prettier-ignore
type PlaceholderName =
  | 'year' | 'yy' | 'month' | 'monthName' | 'day' | 'week' | 'hour' | 'minute' | 'second'
  | 'user' | 'device' | 'album' | 'event' | 'title' | 'tag' | 'make' | 'model' | 'type' | 'name' | 'hash8';

type ValueOf = (values: FilingValues, stem: string) => string | null | undefined;

type TemplatePart = string | Placeholder | { readonly group: readonly (string | Placeholder)[] };

interface Placeholder {
  readonly name: PlaceholderName;
  readonly fallback: string;
}

/**
 * Reads a template: fixed text, `{placeholder}`, `{placeholder|fallback}`, and `[ {event}]`, a group that vanishes
 * when all placeholders in it are empty. What is wrong is said in words with its place (`at`, from 0).
 */
export function parseFolderTemplate(
  text: string,
): { readonly template: FolderTemplate } | { readonly refused: string; readonly at: number } {
  try {
    refuseShape(text);
    const body = text.slice(0, -ending.length);
    const parts: TemplatePart[] = [];
    for (let at = 0; at < body.length;) {
      const [part, next] = body[at] === '[' ? readGroup(body, at) : readPart(body, at);
      parts.push(part);
      at = next;
    }
    return { template: { parts } as unknown as FolderTemplate };
  } catch (error) {
    if (error instanceof WrongTemplate) return { refused: error.message, at: error.at };
    throw error;
  }
}

/** The path below the owner's folder, parts joined by `/`. Always inside it, whatever the values say. */
export function fileUnder(template: FolderTemplate, values: FilingValues): string {
  const file = cleanFileName(values.fileName);
  const extension = file.extension || cleanFileName(`x.${values.extension}`).extension;
  const value = (name: PlaceholderName): string => valueOf(name, values, file.stem);
  const path = template.parts.map((part) => rendered(part, value)).join('');
  const segments = path.split('/');
  const ending = extension === '' ? '' : `.${extension}`;
  const name = (cleanSegment(segments.pop() ?? '', ending.length) || file.stem) + ending;
  const folders = segments.map((segment) => cleanSegment(segment));
  return [...folders.filter((folder) => folder !== ''), name].join('/');
}

function rendered(part: TemplatePart, value: (name: PlaceholderName) => string): string {
  if (typeof part === 'string') return part;
  if ('name' in part) return value(part.name) || part.fallback;
  const filled = part.group
    .filter((inner) => typeof inner !== 'string')
    .map((inner) => rendered(inner, value));
  if (filled.every((text) => text === '')) return '';
  const joined = part.group.map((inner) => rendered(inner, value)).join('');
  return joined.replace(/ {2,}/g, ' ');
}

const placeholders: Readonly<Record<PlaceholderName, ValueOf>> = {
  year: ({ taken }) => taken.slice(0, 4),
  yy: ({ taken }) => taken.slice(2, 4),
  month: ({ taken }) => taken.slice(5, 7),
  monthName: ({ taken, locale }) => monthName(taken, locale),
  day: ({ taken }) => taken.slice(8, 10),
  week: ({ taken }) => isoWeek(taken),
  hour: ({ taken }) => taken.slice(11, 13),
  minute: ({ taken }) => taken.slice(14, 16),
  second: ({ taken }) => taken.slice(17, 19),
  user: ({ user }) => user,
  device: ({ device }) => device,
  album: ({ album }) => album,
  event: ({ event }) => event,
  title: ({ title }) => title,
  tag: ({ tags }) => tags?.[0],
  make: ({ make }) => make,
  model: ({ model }) => model,
  type: ({ kind }) => kind,
  name: (_, stem) => stem,
  hash8: ({ hash }) => hash.slice(0, 8),
};

function valueOf(name: PlaceholderName, values: FilingValues, stem: string): string {
  const value = placeholders[name](values, stem);
  return value === null || value === undefined ? '' : cleanName(value, '');
}

function monthName(taken: string, locale: string): string {
  const month = Date.parse(`${taken.slice(0, 7)}-01T00:00:00Z`);
  return new Intl.DateTimeFormat(knownLocale(locale), { month: 'long', timeZone: 'UTC' }).format(month);
}

function knownLocale(locale: string): string {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(locale)[0] ?? 'en';
  } catch {
    return 'en';
  }
}

/** ISO 8601: the week of the year that has this week's Thursday, two digits. */
function isoWeek(taken: string): string {
  const day = 86_400_000;
  const date = Date.parse(`${taken.slice(0, 10)}T00:00:00Z`);
  const thursday = date + (4 - (new Date(date).getUTCDay() || 7)) * day;
  const firstOfYear = Date.UTC(new Date(thursday).getUTCFullYear(), 0, 1);
  return String(1 + Math.floor((thursday - firstOfYear) / (7 * day))).padStart(2, '0');
}

class WrongTemplate extends Error {
  readonly at: number;
  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

const ending = '.{ext}';

function refuseShape(text: string): void {
  if (text.length > 500) throw new WrongTemplate('the template is longer than 500 characters', 500);
  refuseAt(
    text,
    /[\\<>:"?*\p{Cc}\p{Surrogate}]/u,
    'this character cannot stand in a file name on every system',
  );
  refuseAt(text, /^\//u, 'a template starts below the owner’s folder, without /');
  refuseAt(text, /\/\//u, 'a folder without a name: // or / at the end');
  refuseAt(text, /(?<=^|\/)\s*\.{1,2}\s*(?=\/|$)/u, '. and .. are no folders to file under');
  refuseAt(text, /(?<=^|\/)\s*\./u, 'a name that starts with a dot is hidden');
  if (!text.endsWith(ending)) throw new WrongTemplate(`a template ends with ${ending}`, text.length);
  const early = text.indexOf('{ext');
  if (early < text.length - ending.length) throw new WrongTemplate('{ext} stands only at the end', early);
  const name = text.slice(text.lastIndexOf('/') + 1, -ending.length);
  if (!name.includes('{')) {
    throw new WrongTemplate(
      'the file’s name needs a placeholder, such as {name}',
      text.length - ending.length,
    );
  }
}

function refuseAt(text: string, wrong: RegExp, why: string): void {
  const at = text.search(wrong);
  if (at >= 0) throw new WrongTemplate(why, at);
}

function readGroup(text: string, start: number): [TemplatePart, number] {
  const group: (string | Placeholder)[] = [];
  let at = start + 1;
  while (text[at] !== ']') {
    if (at >= text.length) throw new WrongTemplate('[ is never closed by ]', start);
    if (text[at] === '[') throw new WrongTemplate('a group cannot stand inside a group', at);
    const [part, next] = readPart(text, at);
    group.push(part);
    at = next;
  }
  if (group.every((part) => typeof part === 'string')) {
    throw new WrongTemplate('a group needs a placeholder, else it never vanishes', start);
  }
  return [{ group }, at + 1];
}

function readPart(text: string, at: number): [string | Placeholder, number] {
  if (text[at] === '{') return readPlaceholder(text, at);
  if (text[at] === '}' || text[at] === ']') throw new WrongTemplate(`${text[at]} was never opened`, at);
  const fixed = /^[^[\]{}]+/.exec(text.slice(at))?.[0] ?? '';
  const bar = fixed.indexOf('|');
  if (bar >= 0) throw new WrongTemplate('| stands only inside { }', at + bar);
  return [fixed, at + fixed.length];
}

function readPlaceholder(text: string, start: number): [Placeholder, number] {
  const inside = /^\{([^{}[\]/]*)\}/.exec(text.slice(start))?.[1];
  if (inside === undefined) throw new WrongTemplate('{ is never closed by }', start);
  const bar = inside.indexOf('|');
  const name = bar < 0 ? inside : inside.slice(0, bar);
  if (!isPlaceholder(name)) throw new WrongTemplate(unknownPlaceholder(name), start);
  return [{ name, fallback: bar < 0 ? '' : inside.slice(bar + 1) }, start + inside.length + 2];
}

function isPlaceholder(name: string): name is PlaceholderName {
  return Object.hasOwn(placeholders, name);
}

function unknownPlaceholder(name: string): string {
  return `{${name}} is not known; there are ${Object.keys(placeholders).join(', ')} and ext`;
}
