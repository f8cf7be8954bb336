import { z } from 'zod';

/**
 * One option, declared once: from this come the flag (`--max-file-size`), the environment variable
 * (`HOMEROLL_MAX_FILE_SIZE`), the key in the configuration file (`max-file-size`), the check, and the help.
 */
export interface Option<Value> {
  readonly summary: string;
  /** What the value is called in the help; absent for a switch that is on or off. */
  readonly value?: string;
  readonly schema: z.ZodType<Value>;
  /** Shown in the help; the schema itself supplies the default. */
  readonly fallback?: string;
  /** Never printed or logged, and better kept out of the command line. */
  readonly secret?: true;
  /** All that it may be, for a form to choose from. */
  readonly choices?: readonly string[];
  /** How a form asks for it, where neither a switch, a choice nor a line of text. */
  readonly input?: 'number' | 'list' | 'address' | 'switch';
}

export type Options = Readonly<Record<string, Option<unknown>>>;

/** Declarations that yield these values: one for each, and no other. */
export type OptionsFor<Made> = { readonly [Name in keyof Made]-?: Option<Made[Name]> };

/** The values that a set of options yields. */
export type Values<Set extends Options> = {
  readonly [Name in keyof Set]: Set[Name] extends Option<infer Value> ? Value : never;
};

export const text: z.ZodType<string> = z.string('is no text').trim().min(1, 'is empty');
export const optionalText: z.ZodType<string | undefined> = text.optional();

export const onOff: z.ZodType<boolean> = z
  .union(
    [
      z.boolean(),
      z.enum(['true', 'yes', 'on', '1']).transform(() => true),
      z.enum(['false', 'no', 'off', '0']).transform(() => false),
    ],
    'is neither yes nor no',
  )
  .default(false);

/** A switch that is on unless it is said otherwise. */
export function onUnlessSaid(summary: string): Option<boolean> {
  return {
    summary,
    value: 'yes|no',
    schema: z.preprocess((said) => said ?? true, onOff),
    fallback: 'yes',
    input: 'switch',
  };
}

export function wholeNumber(range: { min: number; max: number; default: number }): z.ZodType<number> {
  return z.coerce
    .number('is not a number')
    .int('is not a whole number')
    .min(range.min, `is less than ${String(range.min)}`)
    .max(range.max, `is more than ${String(range.max)}`)
    .default(range.default);
}

export function oneOf<const Choices extends readonly [string, ...string[]]>(
  choices: Choices,
  fallback: Choices[number],
): z.ZodType<Choices[number]> {
  return z.enum(choices, `is none of ${choices.join(', ')}`).default(fallback as never);
}

/** `a,b` on the command line and in the environment, a list in the configuration file. */
export const list: z.ZodType<readonly string[]> = z
  .union([z.string().transform((joined) => joined.split(',')), z.array(z.string())], 'is not a list')
  .transform((items) => items.map((item) => item.trim()).filter((item) => item !== ''))
  .default([]);

export const address: z.ZodType<string> = z
  .url({ protocol: /^https?$/, error: 'is not an address like https://photos.example.org' })
  .transform((url) => url.replace(/\/+$/, ''));

const units: Readonly<Record<string, number>> = { '': 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 };

/** `500M`, `20G`, or a number of bytes. */
export function bytes(fallback: string): z.ZodType<number> {
  return z
    .union([z.number(), z.string()])
    .default(fallback)
    .transform((size, context) => {
      const [, digits, unit = ''] = /^(\d+(?:\.\d+)?)\s*([KMGT]?)(?:i?B)?$/i.exec(String(size)) ?? [];
      const scale = units[unit.toUpperCase()];
      if (digits !== undefined && scale !== undefined) return Math.floor(Number(digits) * scale);
      context.addIssue({ code: 'custom', message: 'is not a size like 500M or 20G' });
      return z.NEVER;
    });
}
