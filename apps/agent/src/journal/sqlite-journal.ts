import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { ContentHash } from '@homeroll/core/photo/content-hash';
import type { Journal } from '@homeroll/core/ports/journal';
import type { TransferRecord, Work } from '@homeroll/core/sync/transfer-record';
import { isWaiting } from '@homeroll/core/sync/retry-schedule';
import { groupedWrites } from './grouped-writes.ts';
import { openDatabase } from './open-database.ts';
import { recordFromRow, rowFromRecord, type RecordRow } from './record-row.ts';

/** Waiting records are looked for among the items from `first` (inclusive) to `end` (exclusive) only. */
export interface Range {
  readonly first: string;
  readonly end: string;
}

/** What the folder source keeps beside the records: one text per folder, of what is known in it. */
export interface FolderMemory {
  get(folder: string): string | undefined;
  /** The fingerprint that was kept with the text, at a fraction of the text's price; `undefined` for none. */
  fingerprint(folder: string): string | undefined;
  /** Becomes durable together with the records that were saved before it. */
  set(folder: string, listing: string, fingerprint?: string): void;
}

export interface SqliteJournal extends Journal {
  readonly folders: FolderMemory;
  /** How many records are in each state. */
  counts(): ReadonlyMap<string, number>;
  /** Writes what is pending and closes the file. */
  close(): void;
}

const schema = `
  CREATE TABLE IF NOT EXISTS records (
    item TEXT NOT NULL, hash BLOB NOT NULL, version TEXT NOT NULL, size INTEGER NOT NULL,
    state TEXT NOT NULL, attempts INTEGER NOT NULL, next_try INTEGER, more TEXT,
    PRIMARY KEY (item, hash)
  ) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS records_hash ON records (hash);
  CREATE INDEX IF NOT EXISTS records_waiting ON records (item, hash) WHERE state IN ('marked', 'failed');
  CREATE INDEX IF NOT EXISTS records_deleting ON records (item, hash) WHERE state = 'delete-marked';
  CREATE TABLE IF NOT EXISTS listings (path TEXT PRIMARY KEY, fingerprint TEXT, listing TEXT NOT NULL);
`;

const waitingPage = 1000;

/**
 * A journal in a file. A commit survives the death of the process at any instant; a power cut may take the last
 * ones (no sync per commit), which costs some questions to the server and nothing else. Saves that come close
 * together share a transaction. Throws Node's SQLite errors: a journal that cannot be written ends the run.
 */
export function sqliteJournal(path: string, within: readonly Range[]): SqliteJournal {
  const database = openDatabase(path, schema);
  const writes = groupedWrites(database);
  const around: Around = { statements: prepare(database), flush: () => writes.flush(), within };
  const { statements } = around;

  return {
    find: (items) => Promise.resolve(recordsBy(items, (item) => item, { ...around, name: 'find' })),
    findCopies: (hashes) => Promise.resolve(recordsBy(hashes, bytesOf, { ...around, name: 'copies' })),
    save: (records) =>
      writes.add(() => records.forEach((record) => statements.save.run(rowFromRecord(record)))),
    sync() {
      writes.flush();
      database.exec('PRAGMA wal_checkpoint(PASSIVE)');
      return Promise.resolve();
    },
    waiting: (now, work) => waitingRecords(around, now, work),
    nextTry: (now) => Promise.resolve(nextTry(around, now)),
    counts: () => counts(around),
    folders: folderMemory(statements, writes.add),
    close() {
      writes.flush();
      database.close();
    },
  };
}

/** What is not written yet counts already: a folder that was doubted a moment ago is not known. */
function folderMemory(
  statements: Record<StatementName, StatementSync>,
  add: (write: () => void) => Promise<void>,
): FolderMemory {
  const unwritten = new Map<string, { readonly listing: string; readonly fingerprint: string | undefined }>();
  return {
    get(folder) {
      const row = unwritten.get(folder) ?? (statements.folder.get(folder) as { listing: string } | undefined);
      return row?.listing;
    },
    fingerprint(folder) {
      const fresh = unwritten.get(folder);
      if (fresh !== undefined) return fresh.fingerprint;
      const row = statements.fingerprint.get(folder) as { fingerprint: string | null } | undefined;
      return row?.fingerprint ?? undefined;
    },
    set(folder, listing, fingerprint) {
      const entry = { listing, fingerprint };
      unwritten.set(folder, entry);
      const settle = (): void => {
        if (unwritten.get(folder) === entry) unwritten.delete(folder);
      };
      // The records of the same transaction report a failure; a folder that is forgotten is looked at again.
      add(() => void statements.saveFolder.run(folder, fingerprint ?? null, listing)).then(settle, settle);
    },
  };
}

/** What each question needs. */
interface Around {
  readonly statements: Record<StatementName, StatementSync>;
  /** Makes everything visible that was saved before. */
  readonly flush: () => void;
  readonly within: readonly Range[];
}

function recordsBy<Key>(
  keys: readonly Key[],
  parameter: (key: Key) => SQLInputValue,
  { statements, flush, name }: Around & { readonly name: 'find' | 'copies' },
): ReadonlyMap<Key, readonly TransferRecord[]> {
  flush();
  const found = keys.flatMap((key) => {
    const rows = statements[name].all(parameter(key)) as unknown as RecordRow[];
    return rows.length === 0 ? [] : [[key, rows.map(recordFromRow)] as const];
  });
  return new Map(found);
}

function bytesOf(hash: ContentHash): Uint8Array {
  return Buffer.from(hash, 'hex');
}

function nextTry({ statements, flush, within }: Around, now: number): number | undefined {
  flush();
  const times = within.flatMap(({ first, end }) =>
    (['nextSending', 'nextDeleting'] as const).flatMap((name) => {
      const row = statements[name].get(now, first, end) as { next: number | null } | undefined;
      return row?.next ?? [];
    }),
  );
  return times.length === 0 ? undefined : Math.min(...times);
}

function counts({ statements, flush }: Around): ReadonlyMap<string, number> {
  flush();
  const rows = statements.counts.all() as unknown as { state: string; count: number }[];
  return new Map(rows.map(({ state, count }) => [state, count]));
}

async function* waitingRecords(
  { within, ...around }: Around,
  now: number,
  work: Work,
): AsyncGenerator<readonly TransferRecord[]> {
  for (const range of within) yield* waitingIn(range, { ...around, work, now });
}

/** Portion by portion behind the last one seen, so that what changes meanwhile confuses nothing. */
// eslint-disable-next-line @typescript-eslint/require-await -- an async iterable by contract
async function* waitingIn(
  { first, end }: Range,
  { statements, flush, work, now }: Omit<Around, 'within'> & { readonly work: Work; readonly now: number },
): AsyncGenerator<readonly TransferRecord[]> {
  let after: Pick<RecordRow, 'item' | 'hash'> = { item: first, hash: new Uint8Array() };
  for (;;) {
    flush();
    const rows = statements[work].all(after.item, after.hash, end, waitingPage) as unknown as RecordRow[];
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last;
    const due = rows.map(recordFromRow).filter((record) => isWaiting(record, now));
    if (due.length > 0) yield due;
  }
}

type StatementName =
  | Work
  | ('find' | 'copies' | 'save' | 'nextSending' | 'nextDeleting' | 'counts')
  | ('folder' | 'fingerprint' | 'saveFolder');

function prepare(database: DatabaseSync): Record<StatementName, StatementSync> {
  const waits = `state IN ('marked', 'failed')`;
  const isMissing = `json_extract(more, '$.reason') IS 'source-missing'`;
  const states = {
    sending: `${waits} AND NOT (${isMissing})`,
    deleting: `state = 'delete-marked'`,
    missing: `${waits} AND ${isMissing}`,
  };
  const page = (work: Work): StatementSync =>
    database.prepare(
      `SELECT * FROM records WHERE ${states[work]} AND (item, hash) > (?, ?) AND item < ? ORDER BY item, hash LIMIT ?`,
    );
  const next = (work: Work): StatementSync =>
    database.prepare(
      `SELECT min(next_try) AS next FROM records WHERE ${states[work]} AND next_try > ? AND item >= ? AND item < ?`,
    );
  return {
    find: database.prepare('SELECT * FROM records WHERE item = ?'),
    copies: database.prepare('SELECT * FROM records WHERE hash = ?'),
    save: database.prepare(
      `INSERT OR REPLACE INTO records (item, hash, version, size, state, attempts, next_try, more)
       VALUES (:item, :hash, :version, :size, :state, :attempts, :next_try, :more)`,
    ),
    sending: page('sending'),
    deleting: page('deleting'),
    missing: page('missing'),
    nextSending: next('sending'),
    nextDeleting: next('deleting'),
    counts: database.prepare('SELECT state, count(*) AS count FROM records GROUP BY state'),
    folder: database.prepare('SELECT listing FROM listings WHERE path = ?'),
    fingerprint: database.prepare('SELECT fingerprint FROM listings WHERE path = ?'),
    saveFolder: database.prepare(
      'INSERT OR REPLACE INTO listings (path, fingerprint, listing) VALUES (?, ?, ?)',
    ),
  };
}
