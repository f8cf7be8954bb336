import type { Option, Options } from './option.ts';

/** One question of a form, made of an option's declaration. Plain data, so that it travels to a page. */
export interface FormField {
  readonly name: string;
  /** What it is, in English; a page may know better words by the name. */
  readonly summary: string;
  readonly input: 'text' | 'secret' | 'switch' | 'choice' | 'number' | 'list' | 'address';
  readonly isRequired: boolean;
  readonly choices?: readonly string[];
  /** What counts where nothing is said. */
  readonly fallback?: string;
}

/** The questions of a form, in the order of the declarations. */
export function formFields(options: Options): readonly FormField[] {
  return Object.entries(options).map(([name, option]) => ({
    name,
    summary: option.summary,
    input: inputOf(option),
    isRequired: !option.schema.safeParse(undefined).success,
    ...(option.choices === undefined ? {} : { choices: option.choices }),
    ...(option.fallback === undefined ? {} : { fallback: option.fallback }),
  }));
}

function inputOf({ secret, choices, input, value }: Option<unknown>): FormField['input'] {
  if (secret) return 'secret';
  if (input !== undefined) return input;
  if (choices !== undefined) return 'choice';
  return value === undefined ? 'switch' : 'text';
}
