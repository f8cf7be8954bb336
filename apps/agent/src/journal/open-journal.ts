import { createHash } from 'node:crypto';
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join, sep } from 'node:path';
import { sqliteJournal, type SqliteJournal } from './sqlite-journal.ts';

interface Options {
  /** The folder all journals lie in; it is made where it is missing, for this user only. */
  readonly stateFolder: string;
  readonly address: string;
  readonly user: string;
  /** Absolute; waiting records of other folders are left to their own runs. */
  readonly root: string;
}

/**
 * The journal of one account at one server, as a file of its own that can be told by its name. One that is no
 * database any more is put aside: everything is asked of the server again then, and nothing is sent twice.
 */
export function openJournal({ stateFolder, address, user, root }: Options): SqliteJournal {
  mkdirSync(stateFolder, { recursive: true, mode: 0o700 });
  const pair = createHash('sha256').update(`${address}\n${user}`).digest('hex').slice(0, 12);
  const readable = `${new URL(address).hostname}-${user}`.replace(/[^\p{L}\p{N}.-]/gu, '_').slice(0, 80);
  const path = join(stateFolder, `journal-${readable}-${pair}.sqlite`);
  const inside = root.endsWith(sep) ? root : root + sep;
  const within = { first: inside, end: inside.slice(0, -1) + String.fromCharCode(sep.charCodeAt(0) + 1) };
  try {
    return sqliteJournal(path, within);
  } catch (error) {
    if (!isBroken(error)) throw error;
    renameSync(path, `${path}.broken`);
    for (const rest of ['-wal', '-shm']) rmSync(path + rest, { force: true });
    return sqliteJournal(path, within);
  }
}

/** SQLite's results CORRUPT (11) and NOTADB (26). */
function isBroken(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && (error.errcode === 11 || error.errcode === 26);
}
