import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join, sep } from 'node:path';
import { sqliteItems, type SqliteItems } from './sqlite-items.ts';
import { sqliteJournal, type SqliteJournal } from './sqlite-journal.ts';

interface Options {
  /** The folder all journals lie in; it is made where it is missing, for this user only. */
  readonly stateFolder: string;
  readonly address: string;
  readonly user: string;
  /** Absolute; waiting records of other folders are left to their own runs. */
  readonly roots: readonly string[];
}

/** The journal of one account at one server, as a file of its own that can be told by its name. */
export function openJournal({ stateFolder, address, user, roots }: Options): SqliteJournal {
  mkdirSync(stateFolder, { recursive: true, mode: 0o700 });
  const pair = createHash('sha256').update(`${address}\n${user}`).digest('hex').slice(0, 12);
  const readable = `${new URL(address).hostname}-${user}`.replace(/[^\p{L}\p{N}.-]/gu, '_').slice(0, 80);
  const within = roots.map((root) => {
    const first = root.endsWith(sep) ? root : root + sep;
    return { first, end: first.slice(0, -1) + String.fromCharCode(sep.charCodeAt(0) + 1) };
  });
  return sqliteJournal(join(stateFolder, `journal-${readable}-${pair}.sqlite`), within);
}

/** What is known of the files themselves, whatever the destination. */
export function openItems(stateFolder: string): SqliteItems {
  mkdirSync(stateFolder, { recursive: true, mode: 0o700 });
  return sqliteItems(join(stateFolder, 'items.sqlite'));
}
