import { watch } from 'node:fs';
import { basename, dirname } from 'node:path';
import { SettingsError } from './settings-file.ts';

interface Listener<Settings> {
  /** Reads the file; throws a `SettingsError` where it has mistakes or is gone. */
  readonly read: (file: string) => Settings;
  readonly changed: (settings: Settings) => void;
  /** The file has mistakes or is gone; whoever listens goes on by the old settings. */
  readonly broken: (words: string) => void;
}

/** Milliseconds in which several writes count as one change. */
const gathering = 200;
/** Milliseconds between two looks at the file, where the system tells of no change. */
const lookEvery = 60_000;

/**
 * Follows the file through editors that write it anew, from the settings that are `known`. Call what is returned to end
 * it.
 */
export function watchSettings<Settings>(
  file: string,
  first: Settings,
  { read, changed, broken }: Listener<Settings>,
): () => void {
  let known = found(first);
  const look = (): void => {
    const now = nowIn(() => read(file));
    if (now.text === known.text) return;
    known = now;
    if (now.settings === undefined) broken(now.text);
    else changed(now.settings);
  };
  let timer: NodeJS.Timeout | undefined;
  const soon = (name: string | null): void => {
    if (name !== null && name !== basename(file)) return;
    clearTimeout(timer);
    timer = setTimeout(look, gathering);
  };
  // The folder, because a file that is replaced takes its watch along.
  const watcher = watch(dirname(file), { persistent: false }, (_event, name) => soon(name));
  watcher.on('error', () => watcher.close());
  const looking = setInterval(look, lookEvery);
  looking.unref();
  // It may have been changed since it was read.
  soon(null);
  return () => {
    watcher.close();
    clearTimeout(timer);
    clearInterval(looking);
  };
}

interface Found<Settings> {
  /** By which a change is told; without settings, what is wrong with the file. */
  readonly text: string;
  readonly settings?: Settings;
}

function found<Settings>(settings: Settings): Found<Settings> {
  return { text: JSON.stringify(settings), settings };
}

function nowIn<Settings>(read: () => Settings): Found<Settings> {
  try {
    return found(read());
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return { text: error.message };
  }
}
