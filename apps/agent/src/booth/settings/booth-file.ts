import { mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { SettingsError, writeWhole } from '../../settings/settings-file.ts';
import { mistakeWords, parseBooth, type BoothSettings } from './booth-settings.ts';

/** Throws a `SettingsError` in words, with a line for each mistake. */
export function readBooth(file: string): BoothSettings {
  const parsed = parseBooth(readDraft(file));
  if ('settings' in parsed) return parsed.settings;
  const lines = parsed.mistakes.map((mistake) => `  ${mistakeWords(mistake)}`).join('\n');
  throw new SettingsError(
    `${file} has ${parsed.mistakes.length === 1 ? 'a mistake' : 'mistakes'}:\n${lines}`,
  );
}

/** The file as a person wrote it. Throws a `SettingsError`. */
export function readDraft(file: string): Readonly<Record<string, unknown>> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new SettingsError(`The settings ${file} cannot be read: ${(error as Error).message}`);
  }
  try {
    const json: unknown = JSON.parse(text);
    if (typeof json === 'object' && json !== null && !Array.isArray(json))
      return json as Record<string, unknown>;
  } catch {
    // The parser's own words would quote what stands around the place, and that may be a password.
  }
  throw new SettingsError(`${file} is not JSON, one object { "folder": "…", "destinations": […] }.`);
}

/** Writes the settings: whole or not at all, for their owner's eyes only. */
export function writeBooth(file: string, draft: Readonly<Record<string, unknown>>): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeWhole(file, `${JSON.stringify(draft, null, 2)}\n`);
}
