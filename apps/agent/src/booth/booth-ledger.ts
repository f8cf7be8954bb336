import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { SQLOutputValue } from 'node:sqlite';
import { parseStorePath } from '@homeroll/core/ports/file-store';
import type { PublishedRecord } from '@homeroll/core/publish/plan-publishing';
import type { PublishLedger } from '@homeroll/core/publish/publish-ledger';
import { openDatabase } from '../journal/open-database.ts';

export interface BoothLedger {
  /** What one place was given. `place` is the same text for the same place, whatever it is called. */
  of(place: string): PublishLedger;
  close(): void;
}

const schema = `
  CREATE TABLE IF NOT EXISTS published (
    place TEXT NOT NULL, store_path TEXT NOT NULL, path TEXT NOT NULL, version TEXT, size INTEGER NOT NULL,
    PRIMARY KEY (place, store_path)
  ) WITHOUT ROWID;`;

/** What the booth gave to which place, beyond any restart. */
export function openBoothLedger(stateFolder: string): BoothLedger {
  mkdirSync(stateFolder, { recursive: true, mode: 0o700 });
  const database = openDatabase(join(stateFolder, 'booth.sqlite'), schema);
  const all = database.prepare('SELECT store_path, path, version, size FROM published WHERE place = ?');
  const keep = database.prepare(
    `INSERT INTO published (place, store_path, path, version, size) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (place, store_path) DO UPDATE SET path = excluded.path, version = excluded.version, size = excluded.size`,
  );
  const forget = database.prepare('DELETE FROM published WHERE place = ? AND store_path = ?');
  return {
    of: (place) => ({
      all: () => all.all(place).flatMap((row) => recordFrom(row) ?? []),
      keep: ({ storePath, path, version, size }) =>
        void keep.run(place, storePath, path, version ?? null, size),
      forget: (storePath) => void forget.run(place, storePath),
    }),
    close: () => database.close(),
  };
}

function recordFrom(row: Record<string, SQLOutputValue>): PublishedRecord | undefined {
  const { store_path: text, path, version, size } = row;
  const storePath = typeof text === 'string' ? parseStorePath(text) : undefined;
  if (storePath === undefined || typeof path !== 'string') return undefined;
  return { storePath, path, version: typeof version === 'string' ? version : undefined, size: Number(size) };
}
