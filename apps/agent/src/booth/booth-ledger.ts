import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { SQLOutputValue } from 'node:sqlite';
import { parseStorePath } from '@homeroll/core/ports/file-store';
import type { PublishedRecord } from '@homeroll/core/publish/plan-publishing';
import { LedgerError, type PublishLedger } from '@homeroll/core/publish/publish-ledger';
import { openDatabase } from '../journal/open-database.ts';

/** Every call throws a `LedgerError` where nothing can be noted or read. */
export interface BoothLedger {
  /** What one place was given. `place` is the same text for the same place, whatever it is called. */
  of(place: string): PublishLedger;
  /** In which media folder each picture was seen last. */
  readonly seen: SeenPictures;
  close(): void;
}

/** `folder`: another text for another folder, though it may stand in the same place. */
export interface SeenPictures {
  note(paths: Iterable<string>, folder: string): void;
  /** Every picture that was ever noted. */
  paths(): readonly string[];
  /** `undefined` for one that was never seen. */
  folderOf(path: string): string | undefined;
}

const schema = `
  CREATE TABLE IF NOT EXISTS published (
    place TEXT NOT NULL, store_path TEXT NOT NULL, path TEXT NOT NULL, version TEXT, size INTEGER NOT NULL,
    PRIMARY KEY (place, store_path)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS seen (path TEXT PRIMARY KEY, folder TEXT NOT NULL) WITHOUT ROWID;`;

/** What the booth gave to which place, beyond any restart. */
export function openBoothLedger(stateFolder: string): BoothLedger {
  const kept = <Result>(work: () => Result): Result => {
    try {
      return work();
    } catch (error) {
      throw ledgerError(error, stateFolder);
    }
  };
  const database = kept(() => {
    mkdirSync(stateFolder, { recursive: true, mode: 0o700 });
    return openDatabase(join(stateFolder, 'booth.sqlite'), schema);
  });
  const all = database.prepare('SELECT store_path, path, version, size FROM published WHERE place = ?');
  const keep = database.prepare(
    `INSERT INTO published (place, store_path, path, version, size) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (place, store_path) DO UPDATE SET path = excluded.path, version = excluded.version, size = excluded.size`,
  );
  const forget = database.prepare('DELETE FROM published WHERE place = ? AND store_path = ?');
  const note = database.prepare(
    `INSERT INTO seen (path, folder) VALUES (?, ?)
     ON CONFLICT (path) DO UPDATE SET folder = excluded.folder WHERE folder <> excluded.folder`,
  );
  const folderOf = database.prepare('SELECT folder FROM seen WHERE path = ?');
  const paths = database.prepare('SELECT path FROM seen');
  return {
    of: (place) => ({
      all: () => kept(() => all.all(place).flatMap((row) => recordFrom(row) ?? [])),
      keep: ({ storePath, path, version, size }) =>
        void kept(() => keep.run(place, storePath, path, version ?? null, size)),
      forget: (storePath) => void kept(() => forget.run(place, storePath)),
    }),
    seen: {
      note: (paths, folder) =>
        kept(() => {
          database.exec('BEGIN');
          try {
            for (const path of paths) note.run(path, folder);
            database.exec('COMMIT');
          } catch (error) {
            if (database.isTransaction) database.exec('ROLLBACK');
            throw error;
          }
        }),
      paths: () => kept(() => paths.all().flatMap((row) => textIn(row['path']) ?? [])),
      folderOf: (path) => kept(() => textIn(folderOf.get(path)?.['folder'])),
    },
    close: () => database.close(),
  };
}

function recordFrom(row: Record<string, SQLOutputValue>): PublishedRecord | undefined {
  const { store_path: text, path, version, size } = row;
  const storePath = typeof text === 'string' ? parseStorePath(text) : undefined;
  if (storePath === undefined || typeof path !== 'string') return undefined;
  return { storePath, path, version: textIn(version), size: Number(size) };
}

function textIn(value: SQLOutputValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** What SQLite and the file system say, in words; anything else is a bug and goes on as it is. */
function ledgerError(error: unknown, stateFolder: string): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error;
  const { code } = error;
  // SQLite's result FULL (13), with or without more of it in the higher bits.
  const isFull =
    code === 'ENOSPC' ||
    ('errcode' in error && typeof error.errcode === 'number' && (error.errcode & 255) === 13);
  const words = isFull
    ? `The disk of this machine is full, so the booth cannot note what it sends (${stateFolder}). Make room; it goes on by itself.`
    : `The booth cannot note what it sends: ${stateFolder} cannot be written (${error.message}). See who may write there, or choose another folder with --state.`;
  return new LedgerError(isFull ? 'full' : 'broken', words, error);
}
