import { readFileSync } from 'node:fs';
import { closest } from 'fastest-levenshtein';
import type { Options, Values } from '@homeroll/options/option';

/** Wrong usage or configuration, in words that name the culprit; the program ends with 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export interface OptionSources {
  /** From the command line, by option name. */
  readonly flags: Readonly<Record<string, unknown>>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Path of a configuration file, where there is one. */
  readonly configFile: string | undefined;
}

/** The command line goes before the environment, that before the configuration file, that before the defaults. */
export function readOptions<Set extends Options>(
  options: Set,
  known: readonly string[],
  sources: OptionSources,
): Values<Set> {
  const file = sources.configFile === undefined ? {} : readConfigFile(sources.configFile);
  refuseUnknown(known, sources, file);
  const values = Object.entries(options).map(([name, option]) => {
    const { given, from } = lookUp(name, sources, file);
    const parsed = option.schema.safeParse(given);
    if (parsed.success) return [name, parsed.data] as const;
    const problem = parsed.error.issues.map(({ message }) => message).join(', ');
    const shown = given === undefined || option.secret ? '' : ` (${JSON.stringify(given)})`;
    throw new UsageError(
      given === undefined ? `--${name} is missing: ${option.summary}` : `${from}${shown} ${problem}`,
    );
  });
  return Object.fromEntries(values) as Values<Set>;
}

export function environmentName(option: string): string {
  return `HOMEROLL_${option.replaceAll('-', '_').toUpperCase()}`;
}

function lookUp(
  name: string,
  { flags, environment }: OptionSources,
  file: Readonly<Record<string, unknown>>,
): { given: unknown; from: string } {
  if (flags[name] !== undefined) return { given: flags[name], from: `--${name}` };
  const variable = environmentName(name);
  if (environment[variable] !== undefined && environment[variable] !== '') {
    return { given: environment[variable], from: variable };
  }
  return { given: file[name], from: `"${name}" in the configuration file` };
}

function readConfigFile(path: string): Readonly<Record<string, unknown>> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`The configuration file ${path} cannot be read: ${(error as Error).message}`);
  }
  try {
    const content = JSON.parse(text) as unknown;
    if (typeof content === 'object' && content !== null && !Array.isArray(content))
      return content as Record<string, unknown>;
  } catch (error) {
    throw new UsageError(`The configuration file ${path} is not JSON: ${(error as Error).message}`);
  }
  throw new UsageError(`The configuration file ${path} must hold one object, { "option": value }`);
}

/** A misspelt name that is silently ignored would be worse than an error. */
function refuseUnknown(
  known: readonly string[],
  { environment }: OptionSources,
  file: Readonly<Record<string, unknown>>,
): void {
  const inFile = Object.keys(file).find((name) => !known.includes(name));
  if (inFile !== undefined) {
    throw new UsageError(
      `"${inFile}" in the configuration file is no option; did you mean "${closest(inFile, known)}"?`,
    );
  }
  const variables = known.map(environmentName);
  const inEnvironment = Object.keys(environment).find(
    (name) => name.startsWith('HOMEROLL_') && !variables.includes(name),
  );
  if (inEnvironment !== undefined) {
    throw new UsageError(`${inEnvironment} is no option; did you mean ${closest(inEnvironment, variables)}?`);
  }
}
