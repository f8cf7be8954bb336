import { renameSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

/** 64 mebibytes: moving the log into the file waits for the disk, and everything else waits with it. */
const checkpointPages = 16_384;

/**
 * A SQLite file whose commits survive the death of the process at any instant; a power cut may take the last ones.
 * One that is no database any more is put aside: what it remembered is asked or read again.
 */
export function openDatabase(path: string, schema: string): DatabaseSync {
  try {
    return open(path, schema);
  } catch (error) {
    if (!isBroken(error)) throw error;
    renameSync(path, `${path}.broken`);
    for (const rest of ['-wal', '-shm']) rmSync(path + rest, { force: true });
    return open(path, schema);
  }
}

function open(path: string, schema: string): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: 10_000 });
  // An empty file is worth no wait for the disk; from the first record on, order on the disk is kept.
  database.exec('PRAGMA synchronous = OFF; PRAGMA journal_mode = WAL;');
  database.exec(schema);
  database.exec(
    `PRAGMA synchronous = NORMAL; PRAGMA cache_size = -2000; PRAGMA wal_autocheckpoint = ${checkpointPages};`,
  );
  return database;
}

/** SQLite's results CORRUPT (11) and NOTADB (26). */
function isBroken(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && (error.errcode === 11 || error.errcode === 26);
}
