import { chown, lstat, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { InstallFile, InstallPlan } from './agent-setup.ts';
import { marker } from './marker.ts';
import type { Output } from '../progress/output.ts';

export interface InstallOptions {
  /** Shows everything and writes nothing. */
  readonly print: boolean;
  /** Also over files that Homeroll did not write. */
  readonly force: boolean;
  readonly out: Output;
}

/**
 * Writes the plan's files and says what was done and what is to be run. False, with the reason said, where a file of
 * someone else is in the way (nothing was written then) or this account may not write there.
 */
export async function installAgent(
  plan: InstallPlan,
  { print, force, out }: InstallOptions,
): Promise<boolean> {
  if (print) {
    for (const { path, text } of plan.files) out.write(`# ${path}\n${text.replace(/^\uFEFF/, '')}\n`);
    say(out, 'To be run then:', plan.start);
    return true;
  }
  const states = await Promise.all(plan.files.map(stateOf));
  const foreign = plan.files.filter((_file, index) => states[index] === 'foreign');
  if (foreign.length > 0 && !force) {
    for (const { path } of foreign) out.write(`${path} is there and not from Homeroll.\n`);
    out.write('Nothing was written. Move it away, or use --force to write over it.\n');
    return false;
  }
  try {
    await makeStateFolder(plan.stateFolder);
    for (const [index, file] of plan.files.entries()) {
      const state = states[index] ?? 'absent';
      if (state !== 'same') await write(file);
      out.write(`${doneWords[state]} ${file.path}\n`);
    }
  } catch (error) {
    if (!isForbidden(error)) throw error;
    out.write(forbiddenWords(error));
    return false;
  }
  say(out, 'Now run:', plan.start);
  for (const note of plan.notes) out.write(`${note}\n`);
  return true;
}

/** Removes what `installAgent` wrote, and nothing else. False, with the reason said, where this account may not. */
export async function uninstallAgent(plan: InstallPlan, out: Output): Promise<boolean> {
  const states = await Promise.all(plan.files.map(stateOf));
  try {
    for (const [index, { path }] of plan.files.entries()) await remove(path, states[index] ?? 'absent', out);
    if (states.includes('foreign')) return true;
    for (const link of plan.links) if (await isLink(link)) await rm(link);
  } catch (error) {
    if (!isForbidden(error)) throw error;
    out.write(forbiddenWords(error));
    return false;
  }
  if (states.every((state) => state === 'absent')) out.write('There was nothing to remove.\n');
  else say(out, 'Now run:', plan.stop);
  return true;
}

async function remove(path: string, state: State, out: Output): Promise<void> {
  if (state === 'foreign') out.write(`Left alone, because it is not from Homeroll: ${path}\n`);
  if (state === 'absent' || state === 'foreign') return;
  await rm(path);
  out.write(`Removed ${path}\n`);
}

type State = 'absent' | 'same' | 'ours' | 'foreign';

const doneWords: Readonly<Record<State, string>> = {
  absent: 'Wrote',
  same: 'As it should be already:',
  ours: 'Wrote anew',
  foreign: 'Wrote over what was not from Homeroll:',
};

async function stateOf({ path, text, encoding = 'utf8' }: InstallFile): Promise<State> {
  try {
    const there = await readFile(path, encoding);
    if (there === text) return 'same';
    return there.includes(marker) ? 'ours' : 'foreign';
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'absent';
    throw error;
  }
}

/** What root makes for an account is given to it. */
async function makeStateFolder({ path, owner }: InstallPlan['stateFolder']): Promise<void> {
  const made = await mkdir(path, { recursive: true, mode: 0o700 });
  if (made !== undefined && process.getuid?.() === 0) await chown(path, owner, -1);
}

function isForbidden(error: unknown): error is NodeJS.ErrnoException {
  return (
    error instanceof Error && 'code' in error && ['EACCES', 'EPERM', 'EROFS'].includes(String(error.code))
  );
}

function forbiddenWords({ path = 'A file' }: NodeJS.ErrnoException): string {
  return `${path} may not be written by this account; run it again as one that may (sudo).\n`;
}

/** Whole or not at all: a service must not start by half a file. */
async function write({ path, text, mode, encoding = 'utf8' }: InstallFile): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const beside = `${path}.new`;
  await rm(beside, { force: true });
  await writeFile(beside, text, { encoding, mode, flag: 'wx' });
  await rename(beside, path);
}

async function isLink(path: string): Promise<boolean> {
  return lstat(path).then(
    (found) => found.isSymbolicLink(),
    () => false,
  );
}

function say(out: Output, words: string, commands: readonly string[]): void {
  out.write(`${words}\n${commands.map((command) => `  ${command}\n`).join('')}`);
}
