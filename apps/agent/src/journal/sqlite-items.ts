import type { CaptureSource, CaptureTime } from '@homeroll/core/photo/capture-time';
import { parseContentHash, type ContentHash } from '@homeroll/core/photo/content-hash';
import type { ItemFacts, ItemMemory } from '@homeroll/core/ports/item-memory';
import { groupedWrites } from './grouped-writes.ts';
import { openDatabase } from './open-database.ts';

export interface SqliteItems extends ItemMemory {
  /** Writes what is pending and closes the file. */
  close(): void;
}

const schema = `
  CREATE TABLE IF NOT EXISTS items (
    item TEXT PRIMARY KEY, version TEXT NOT NULL, file_key TEXT, hash BLOB, companion BLOB,
    taken TEXT, taken_offset INTEGER, taken_source TEXT
  ) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS items_file ON items (file_key) WHERE file_key IS NOT NULL;
`;

/** What another destination's pass found out of the same version meanwhile is kept. */
const mergedColumns = [
  ['file_key', 'file_key'],
  ['hash', 'hash'],
  ['companion', 'companion'],
  ['taken', 'taken'],
  // A time without offset is a time all the same: the three belong together.
  ['taken_offset', 'taken'],
  ['taken_source', 'taken'],
]
  .map(([name = '', decisive = '']) => {
    const isKnown = `excluded.${decisive} IS NULL AND items.version = excluded.version`;
    return `${name} = CASE WHEN ${isKnown} THEN items.${name} ELSE excluded.${name} END`;
  })
  .join(', ');

interface ItemRow {
  readonly item: string;
  readonly version: string;
  readonly file_key: string | null;
  readonly hash: Uint8Array | null;
  readonly companion: Uint8Array | null;
  readonly taken: string | null;
  readonly taken_offset: number | null;
  readonly taken_source: string | null;
}

/** What reading files taught, in a file of its own: all destinations of this machine share it. */
export function sqliteItems(path: string): SqliteItems {
  const database = openDatabase(path, schema);
  const writes = groupedWrites(database);
  const find = database.prepare('SELECT * FROM items WHERE item = ?');
  const findMoved = database.prepare(
    'SELECT * FROM items WHERE file_key = ? AND version = ? ORDER BY hash IS NULL LIMIT 1',
  );
  const save = database.prepare(
    `INSERT INTO items (item, version, file_key, hash, companion, taken, taken_offset, taken_source)
     VALUES (:item, :version, :file_key, :hash, :companion, :taken, :taken_offset, :taken_source)
     ON CONFLICT (item) DO UPDATE SET version = excluded.version, ${mergedColumns}`,
  );
  return {
    find(ids) {
      writes.flush();
      const found = ids.flatMap((id) => {
        const row = find.get(id) as unknown as ItemRow | undefined;
        return row === undefined ? [] : [[id, factsFromRow(row)] as const];
      });
      return Promise.resolve(new Map(found));
    },
    findMoved(fileKey, version) {
      writes.flush();
      const row = findMoved.get(fileKey, version) as unknown as ItemRow | undefined;
      return Promise.resolve(row === undefined ? undefined : factsFromRow(row));
    },
    save: (facts) => writes.add(() => facts.forEach((one) => save.run(rowFromFacts(one)))),
    close() {
      writes.flush();
      database.close();
    },
  };
}

function rowFromFacts(facts: ItemFacts): Record<keyof ItemRow, string | number | Uint8Array | null> {
  const { item, version, fileKey, hash, companion, capture } = facts;
  return {
    item,
    version,
    file_key: fileKey ?? null,
    hash: bytesOf(hash),
    companion: bytesOf(companion),
    taken: capture?.local ?? null,
    taken_offset: capture?.offsetMinutes ?? null,
    taken_source: capture?.source ?? null,
  };
}

function factsFromRow(row: ItemRow): ItemFacts {
  const hash = hashFrom(row.hash);
  const companion = hashFrom(row.companion);
  const capture = captureFrom(row);
  return {
    item: row.item,
    version: row.version,
    ...(row.file_key === null ? {} : { fileKey: row.file_key }),
    ...(hash === undefined ? {} : { hash }),
    ...(companion === undefined ? {} : { companion }),
    ...(capture === undefined ? {} : { capture }),
  };
}

function captureFrom({ taken, taken_offset, taken_source }: ItemRow): CaptureTime | undefined {
  if (taken === null || taken_source === null) return undefined;
  return { local: taken, offsetMinutes: taken_offset, source: taken_source as CaptureSource };
}

function bytesOf(hash: ContentHash | undefined): Uint8Array | null {
  return hash === undefined ? null : Buffer.from(hash, 'hex');
}

function hashFrom(bytes: Uint8Array | null): ContentHash | undefined {
  return bytes === null ? undefined : parseContentHash(Buffer.from(bytes).toString('hex'));
}
