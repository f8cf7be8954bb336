import { homedir } from 'node:os';
import { isAbsolute, join, normalize, sep } from 'node:path';
import { z } from 'zod';
import type { ConnectionRules } from '@homeroll/core/connection/connection-rules';
import { noRules } from '@homeroll/core/connection/no-rules';
import type { MediaEvent } from '@homeroll/core/event/media-event';
import { tagSchema } from '@homeroll/protocol/tags';
import { outermost, type AlbumEntry } from '../albums/album-choice.ts';
import { eventSchema } from './event-schema.ts';
import { rulesSchema } from './rules-schema.ts';

/** Everything that the agent is told, from one file. */
export interface AgentSettings {
  /** Where photos go; each has a journal of its own. */
  readonly destinations: readonly DestinationSettings[];
  /** Absolute; none inside another. */
  readonly folders: readonly string[];
  readonly albums: readonly AlbumEntry[];
  /** What becomes of a folder with photos that no entry decides. */
  readonly newAlbums: 'on' | 'off';
  readonly events: readonly MediaEvent[];
  /** Tags to choose from. */
  readonly tags: readonly string[];
  readonly connection: ConnectionRules;
  /** Seconds that a file must have stood still. */
  readonly settle: number;
  /** Files sent at a time. */
  readonly parallel: number;
  /** Minutes between two looks at everything. */
  readonly rescanMinutes: number;
}

export interface DestinationSettings {
  /** For people; unique. */
  readonly name: string;
  /** Without a slash at the end. */
  readonly to: string;
  /** The token itself, or the file that holds it. */
  readonly token: { readonly text: string } | { readonly file: string };
}

/** An absolute path; `~` is the home folder. */
const path = z
  .string('is no text')
  .transform((text) =>
    normalize(text === '~' || text.startsWith('~/') ? join(homedir(), text.slice(1)) : text),
  )
  .transform((text) => (text.length > 1 && text.endsWith(sep) ? text.slice(0, -1) : text))
  .refine((text) => isAbsolute(text), 'is no full path; write it like "/home/anna/Pictures" or "~/Pictures"');

const address = z
  .url({ protocol: /^https?$/, error: 'is no server address; write it like "https://photos.example.org"' })
  .refine(
    (text) => !URL.canParse(text) || (new URL(text).username === '' && new URL(text).password === ''),
    'must hold no name and no password; the token stands for both',
  )
  .transform((text) => {
    const { origin, pathname } = new URL(text);
    return `${origin}${pathname.replace(/\/+$/, '')}`;
  });

const token = z
  .string()
  .trim()
  .regex(/^[\x21-\x7e]+$/, 'is empty or no token; make one on the server (homeroll token create)');

const destination: z.ZodType<DestinationSettings> = z
  .strictObject({
    name: z.string('is missing').trim().min(1, 'is empty').max(60, 'has more than 60 characters'),
    to: address,
    token: token.exactOptional(),
    'token-file': path.exactOptional(),
  })
  .transform((given, context) => {
    const { name, to, token: text, 'token-file': file } = given;
    if ((text === undefined) !== (file === undefined))
      return { name, to, token: text === undefined ? { file: file ?? '' } : { text } };
    const words =
      text === undefined
        ? 'is missing; write it, or "token-file"'
        : 'and "token-file" are both there; keep one';
    context.addIssue({ code: 'custom', path: ['token'], message: words });
    return z.NEVER;
  });

const album: z.ZodType<AlbumEntry> = z.strictObject({
  folder: path,
  recursive: z.boolean('is neither true nor false').default(false),
  on: z.boolean('is neither true nor false').default(true),
});

/** The settings file. Names are those of the options, where there is one for it. */
const settings: z.ZodType<AgentSettings> = z
  .strictObject({
    destinations: z
      .array(destination)
      .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, 'has two of one name'),
    folders: z.array(path).min(1, 'names no folder; write at least one'),
    albums: z.array(album).default([]),
    'new-albums': z.enum(['on', 'off'], 'is neither "on" nor "off"').default('off'),
    events: z
      .array(eventSchema)
      .refine((all) => new Set(all.map(({ id }) => id)).size === all.length, 'has two with one id')
      .default([]),
    tags: z.array(tagSchema).default([]),
    connection: rulesSchema.default(noRules),
    settle: wholeNumber(0, 3600).default(2),
    parallel: wholeNumber(1, 64).default(8),
    'rescan-minutes': wholeNumber(1, 24 * 60).default(15),
  })
  .transform(({ 'new-albums': newAlbums, 'rescan-minutes': rescanMinutes, folders, ...same }) => ({
    ...same,
    newAlbums,
    rescanMinutes,
    folders: outermost(folders),
  }));

export type ParsedSettings =
  | { readonly settings: AgentSettings }
  /** A sentence for each mistake, with its place and what to write instead. */
  | { readonly mistakes: readonly string[] };

/** Reads the settings file's text. */
export function parseSettings(text: string): ParsedSettings {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return { mistakes: [jsonMistake(error as Error, text)] };
  }
  const parsed = settings.safeParse(json);
  if (parsed.success) return { settings: parsed.data };
  return { mistakes: parsed.error.issues.map((issue) => mistakeFrom(issue, json)) };
}

/** The parser's own words would quote what stands around the place, and that may be a token. */
function jsonMistake({ message }: Error, text: string): string {
  const [, kind = ''] = /^([^"]*?)(?:, (?:\.\.\.)?"| in JSON| JSON)/.exec(message) ?? [];
  const line = lineOfMistake(text);
  return `It is not JSON: ${kind === '' ? 'something is wrong' : kind} in line ${String(line)} or just before it.`;
}

/** The first line with which the text cannot be completed any more: shorter texts only end too early. */
function lineOfMistake(text: string): number {
  const lines = text.split('\n');
  let [good, bad] = [0, lines.length];
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (endsEarly(lines.slice(0, middle).join('\n'))) good = middle;
    else bad = middle;
  }
  return bad;
}

function endsEarly(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    const [, place] = / at position (\d+)/.exec((error as Error).message) ?? [];
    return place === undefined ? /end of JSON/.test((error as Error).message) : Number(place) >= text.length;
  }
}

/** `events[2].end is before the start; …`. What was written is quoted, unless it is a secret. */
function mistakeFrom(issue: z.core.$ZodIssue, json: unknown): string {
  const place = placeOf(issue.path);
  if (issue.code === 'unrecognized_keys') {
    const names = issue.keys.map((key) => `“${key}”`).join(', ');
    return `${place} has ${names}, which is no setting there; look for a misspelling, or take it out.`;
  }
  const given = issue.path.reduce<unknown>(inside, json);
  const isSecret = issue.path.at(-1) === 'token';
  if (given === undefined && issue.code === 'invalid_type') return `${place} is missing.`;
  const quoted =
    isSecret || typeof given === 'object' || given === undefined ? '' : ` (${JSON.stringify(given)})`;
  const words =
    issue.code === 'invalid_type' && issue.message.startsWith('Invalid')
      ? `is not ${article(issue.expected)}`
      : issue.message;
  return `${place}${quoted} ${words}.`;
}

function placeOf(path: readonly PropertyKey[]): string {
  const text = path
    .map((part) => (typeof part === 'number' ? `[${String(part)}]` : `.${String(part)}`))
    .join('');
  return text === '' ? 'The file' : text.replace(/^\./, '');
}

function inside(value: unknown, key: PropertyKey): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Record<PropertyKey, unknown>)[key]
    : undefined;
}

function article(expected: string): string {
  return (
    {
      string: 'a text',
      array: 'a list […]',
      object: 'a group {…}',
      number: 'a number',
      boolean: 'true or false',
    }[expected] ?? expected
  );
}

function wholeNumber(least: number, most: number): z.ZodType<number> {
  const words = `is no whole number from ${String(least)} to ${String(most)}`;
  return z.number(words).int(words).min(least, words).max(most, words);
}
