import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { parseSettings, type AgentSettings } from './agent-settings.ts';

/** The file cannot be read, or holds what is no settings: in words, a line for each mistake. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/** Throws a `SettingsError`. */
export function readSettings(file: string): AgentSettings {
  return settingsFrom(textOf(file), file);
}

/** The settings as a person may edit them: what is not named stays as it was written, in its order. */
export type SettingsDraft = Record<string, unknown>;

/**
 * Lets `change` alter what the file holds and writes it: whole or not at all, for its owner's eyes only. What it
 * says must make sense before and after; else nothing is written and a `SettingsError` says why.
 */
export function editSettings(
  file: string,
  change: (draft: SettingsDraft, settings: AgentSettings) => void,
): AgentSettings {
  const before = textOf(file);
  const settings = settingsFrom(before, file);
  const draft = JSON.parse(before) as SettingsDraft;
  change(draft, settings);
  const after = `${JSON.stringify(draft, null, 2)}\n`;
  const edited = settingsFrom(after, 'What would be written');
  if (textOf(file) !== before)
    throw new SettingsError(`${file} was changed by somebody else meanwhile; try again.`);
  writeWhole(file, after);
  return edited;
}

/** Writes the first settings; never over a file that is there. */
export function createSettings(file: string, draft: SettingsDraft): AgentSettings {
  if (existsSync(file)) {
    throw new SettingsError(
      `${file} is there already and is left as it is. Edit it, or name another file with --settings.`,
    );
  }
  const text = `${JSON.stringify(draft, null, 2)}\n`;
  const settings = settingsFrom(text, 'What would be written');
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeWhole(file, text);
  return settings;
}

/** Whether others than its owner may read the file, which holds tokens. */
export function isReadByOthers(file: string): boolean {
  return process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const words =
      code === 'ENOENT'
        ? `There are no settings yet (${file}). Make them: homeroll agent init FOLDER --to ADDRESS --token TOKEN`
        : `The settings file cannot be read: ${message}`;
    throw new SettingsError(words, { cause: error });
  }
}

function settingsFrom(text: string, place: string): AgentSettings {
  const parsed = parseSettings(text);
  if ('settings' in parsed) return parsed.settings;
  const mistakes = parsed.mistakes.map((mistake) => `  ${mistake}`).join('\n');
  throw new SettingsError(
    `${place} has ${parsed.mistakes.length === 1 ? 'a mistake' : 'mistakes'}:\n${mistakes}`,
  );
}

/** Beside it first, and on the disk before it takes the place: after a power cut the file is the old or the new one. */
export function writeWhole(file: string, text: string): void {
  const beside = `${file}.new`;
  rmSync(beside, { force: true });
  const handle = openSync(beside, 'wx', 0o600);
  try {
    writeSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(beside, file);
}
