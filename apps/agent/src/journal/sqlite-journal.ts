import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Journal } from '@homeroll/core/ports/journal';
import type { TransferRecord } from '@homeroll/core/sync/transfer-record';
import { isWaiting } from '@homeroll/core/sync/retry-schedule';
import { recordFromRow, rowFromRecord, type RecordRow } from './record-row.ts';

/** Waiting records are looked for among the items from `first` (inclusive) to `end` (exclusive) only. */
export interface Range {
  readonly first: string;
  readonly end: string;
}

/** What the folder source keeps beside the records: one text per folder, of what is known in it. */
export interface FolderMemory {
  get(folder: string): string | undefined;
  /** Becomes durable together with the records that were saved before it. */
  set(folder: string, listing: string): void;
}

export interface SqliteJournal extends Journal {
  readonly folders: FolderMemory;
  /** Writes what is pending and closes the file. */
  close(): void;
}

const schema = `
  CREATE TABLE IF NOT EXISTS records (
    item TEXT NOT NULL, hash BLOB NOT NULL, version TEXT NOT NULL, size INTEGER NOT NULL,
    state TEXT NOT NULL, attempts INTEGER NOT NULL, next_try INTEGER, more TEXT,
    PRIMARY KEY (item, hash)
  ) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS records_waiting ON records (item, hash) WHERE state IN ('marked', 'failed');
  CREATE TABLE IF NOT EXISTS folders (path TEXT PRIMARY KEY, listing TEXT NOT NULL);
`;

const waitingPage = 1000;

/** 64 mebibytes: moving the log into the file waits for the disk, and everything else waits with it. */
const checkpointPages = 16_384;

/**
 * A journal in a file. A commit survives the death of the process at any instant; a power cut may take the last
 * ones (no sync per commit), which costs some questions to the server and nothing else. Saves that come close
 * together share a transaction. Throws Node's SQLite errors: a journal that cannot be written ends the run.
 */
export function sqliteJournal(path: string, within: Range): SqliteJournal {
  const database = new DatabaseSync(path, { timeout: 10_000 });
  // An empty journal is worth no wait for the disk; from the first record on, order on the disk is kept.
  database.exec('PRAGMA synchronous = OFF; PRAGMA journal_mode = WAL;');
  database.exec(schema);
  database.exec(
    `PRAGMA synchronous = NORMAL; PRAGMA cache_size = -2000; PRAGMA wal_autocheckpoint = ${checkpointPages};`,
  );
  const writes = groupedWrites(database);
  const statements = prepare(database);

  return {
    find(items) {
      writes.flush();
      const found = items.flatMap((item) => {
        const records = (statements.find.all(item) as unknown as RecordRow[]).map(recordFromRow);
        return records.length === 0 ? [] : [[item, records] as const];
      });
      return Promise.resolve(new Map(found));
    },
    save: (records) =>
      writes.add(() => records.forEach((record) => statements.save.run(rowFromRecord(record)))),
    waiting: (now) => waitingRecords({ statement: statements.waiting, flush: writes.flush, within }, now),
    nextTry(now) {
      writes.flush();
      const row = statements.nextTry.get(now, within.first, within.end) as
        { next: number | null } | undefined;
      return Promise.resolve(row?.next ?? undefined);
    },
    folders: {
      get(folder) {
        const row = statements.folder.get(folder) as { listing: string } | undefined;
        return row?.listing;
      },
      set: (folder, listing) => {
        // The records of the same transaction report a failure; a folder that is forgotten is looked at again.
        writes.add(() => void statements.saveFolder.run(folder, listing)).catch(() => undefined);
      },
    },
    close() {
      writes.flush();
      database.close();
    },
  };
}

interface WaitingQuery {
  readonly statement: StatementSync;
  readonly flush: () => void;
  readonly within: Range;
}

/** Portion by portion behind the last one seen, so that what changes meanwhile confuses nothing. */
// eslint-disable-next-line @typescript-eslint/require-await -- an async iterable by contract
async function* waitingRecords(
  { statement, flush, within }: WaitingQuery,
  now: number,
): AsyncGenerator<readonly TransferRecord[]> {
  let after: Pick<RecordRow, 'item' | 'hash'> = { item: within.first, hash: new Uint8Array() };
  for (;;) {
    flush();
    const rows = statement.all(after.item, after.hash, within.end, waitingPage) as unknown as RecordRow[];
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last;
    const due = rows.map(recordFromRow).filter((record) => isWaiting(record, now));
    if (due.length > 0) yield due;
  }
}

function prepare(
  database: DatabaseSync,
): Record<'find' | 'save' | 'waiting' | 'nextTry' | 'folder' | 'saveFolder', StatementSync> {
  const waiting = `state IN ('marked', 'failed')`;
  return {
    find: database.prepare('SELECT * FROM records WHERE item = ?'),
    save: database.prepare(
      `INSERT OR REPLACE INTO records (item, hash, version, size, state, attempts, next_try, more)
       VALUES (:item, :hash, :version, :size, :state, :attempts, :next_try, :more)`,
    ),
    waiting: database.prepare(
      `SELECT * FROM records WHERE ${waiting} AND (item, hash) > (?, ?) AND item < ? ORDER BY item, hash LIMIT ?`,
    ),
    nextTry: database.prepare(
      `SELECT min(next_try) AS next FROM records WHERE ${waiting} AND next_try > ? AND item >= ? AND item < ?`,
    ),
    folder: database.prepare('SELECT listing FROM folders WHERE path = ?'),
    saveFolder: database.prepare('INSERT OR REPLACE INTO folders (path, listing) VALUES (?, ?)'),
  };
}

interface Waiter {
  readonly write: () => void;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Gathers writes for a moment and commits them as one; each promise resolves after that commit. */
function groupedWrites(database: DatabaseSync): {
  add: (write: () => void) => Promise<void>;
  flush: () => void;
} {
  const moment = 50;
  let pending: Waiter[] = [];
  let timer: NodeJS.Timeout | undefined;

  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const group = pending;
    pending = [];
    if (group.length === 0) return;
    try {
      database.exec('BEGIN IMMEDIATE');
      for (const { write } of group) write();
      database.exec('COMMIT');
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK');
      for (const { reject } of group) reject(error);
      return;
    }
    for (const { resolve } of group) resolve();
  };

  return {
    add: (write) =>
      new Promise((resolve, reject) => {
        pending.push({ write, resolve, reject });
        if (pending.length >= 500) flush();
        else timer ??= setTimeout(flush, moment);
      }),
    flush,
  };
}
