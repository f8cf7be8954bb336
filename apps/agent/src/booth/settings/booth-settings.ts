import { closest } from 'fastest-levenshtein';
import { z } from 'zod';
import type { Options } from '@homeroll/options/option';
import { boothOptions, type BoothValues } from './booth-options.ts';
import { destinationKinds } from './destination-kinds.ts';
import type { DestinationSettings, SettingsMistake } from './destination-settings.ts';
import { placeMistakes } from './place-mistakes.ts';

/** Everything that a booth is told, from one file. */
export interface BoothSettings extends BoothValues {
  readonly destinations: readonly DestinationSettings[];
}

/** What the booth is called at a server of ours. */
export function boothName({ title }: BoothSettings): string {
  return title === '' ? 'Photo booth' : title;
}

export type ParsedBooth =
  { readonly settings: BoothSettings } | { readonly mistakes: readonly SettingsMistake[] };

const fileSchema = z.record(z.string(), z.unknown());
const nameSchema = z
  .string('is missing')
  .trim()
  .min(1, 'is empty')
  .max(60, 'has more than 60 characters')
  .refine((name) => name !== 'here', 'is what this machine itself is called; choose another');

/** Reads what a settings file holds, as JSON. */
export function parseBooth(json: unknown): ParsedBooth {
  const file = fileSchema.safeParse(json);
  if (!file.success) return { mistakes: [mistake(null, 'file', 'must hold one object, { … }')] };
  const { destinations = [], ...own } = file.data;
  const mistakes: SettingsMistake[] = [];
  const values = valuesOf(boothOptions, own, (place, words) => mistakes.push(mistake(null, place, words)));
  if (!Array.isArray(destinations)) mistakes.push(mistake(null, 'destinations', 'is not a list, […]'));
  const list = Array.isArray(destinations) ? (destinations as readonly unknown[]) : [];
  const parsed = list.map((given, index) =>
    destinationOf(given, (place, words) => mistakes.push(mistake(index, place, words))),
  );
  parsed.forEach((one, index) => {
    const isTwice = parsed.findIndex((other) => other.name === one.name) < index;
    if (one.name !== '' && isTwice) mistakes.push(mistake(index, 'name', 'is the name of two destinations'));
  });
  if (mistakes.length > 0) return { mistakes };
  const settings = { ...(values as unknown as BoothValues), destinations: parsed };
  const misplaced = placeMistakes(settings.folder, parsed);
  return misplaced.length > 0 ? { mistakes: misplaced } : { settings };
}

/** `destinations[2].port is not a number`, for a terminal. */
export function mistakeWords({ destination, place, words }: SettingsMistake): string {
  return `${destination === null ? '' : `destinations[${String(destination)}].`}${place} ${words}`;
}

type Tell = (place: string, words: string) => void;

function destinationOf(given: unknown, tell: Tell): DestinationSettings {
  const parsed = fileSchema.safeParse(given);
  if (!parsed.success) {
    tell('destination', 'is not a group of settings, { … }');
    return { name: '', kind: '', values: {} };
  }
  const { name, kind, ...rest } = parsed.data;
  const parsedName = nameSchema.safeParse(name);
  if (!parsedName.success) tell('name', wordsOf(parsedName.error));
  const isKind = typeof kind === 'string' && Object.hasOwn(destinationKinds, kind);
  const known = isKind ? destinationKinds[kind] : undefined;
  if (known === undefined) {
    tell('kind', `is none of ${Object.keys(destinationKinds).join(', ')}`);
    return { name: '', kind: '', values: {} };
  }
  return {
    name: parsedName.success ? parsedName.data : '',
    kind: String(kind),
    values: valuesOf(known.options, rest, tell),
  };
}

function valuesOf(
  options: Options,
  given: Readonly<Record<string, unknown>>,
  tell: Tell,
): Readonly<Record<string, unknown>> {
  const names = Object.keys(options);
  for (const name of Object.keys(given).filter((each) => !names.includes(each))) {
    tell(name, `is no setting here; did you mean ${closest(name, names)}?`);
  }
  return Object.fromEntries(
    Object.entries(options).map(([name, option]) => {
      const value = given[name] === '' || given[name] === null ? undefined : given[name];
      const parsed = option.schema.safeParse(value, { error: plainWords });
      if (parsed.success) return [name, parsed.data];
      tell(name, value === undefined ? `is missing: ${option.summary}` : wordsOf(parsed.error));
      return [name, undefined];
    }),
  );
}

function wordsOf(error: z.ZodError): string {
  return [...new Set(error.issues.map(({ message }) => message))].join(', ');
}

/** Where a declaration has no words of its own for what is wrong. */
function plainWords(issue: z.core.$ZodRawIssue): string {
  if (issue.code === 'too_small') return `is less than ${String(issue.minimum)}`;
  if (issue.code === 'too_big') return `is more than ${String(issue.maximum)}`;
  if (issue.code !== 'invalid_type') return 'makes no sense here';
  return issue.expected === 'string' ? 'is no text' : `is no ${issue.expected}`;
}

function mistake(destination: number | null, place: string, words: string): SettingsMistake {
  return { destination, place, words };
}
