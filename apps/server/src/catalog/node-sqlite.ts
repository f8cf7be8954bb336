import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { SqliteDialect, type SqliteDatabase } from 'kysely';
import { WriteAheadLog } from './write-ahead-log.ts';

/**
 * Node's own SQLite for Kysely. WAL and `synchronous=FULL`: a commit is on the disk when it returns.
 * Statements are prepared once per text; the texts are few, since values are always bound.
 */
export function openSqlite(file: string): {
  readonly dialect: SqliteDialect;
  readonly database: DatabaseSync;
  readonly log: WriteAheadLog;
} {
  const database = new DatabaseSync(file, { timeout: 10_000 });
  database.exec(
    `PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
     PRAGMA cache_size = -16000; PRAGMA temp_store = MEMORY;`,
  );
  const dialect = new SqliteDialect({ database: forKysely(database) });
  return { dialect, database, log: new WriteAheadLog(database) };
}

const keptStatements = 200;

function forKysely(database: DatabaseSync): SqliteDatabase {
  const statements = new Map<string, StatementSync>();
  const prepared = (text: string): StatementSync => {
    const known = statements.get(text);
    if (known) return known;
    if (statements.size >= keptStatements) statements.clear();
    const statement = database.prepare(text);
    statements.set(text, statement);
    return statement;
  };
  return {
    close: () => database.close(),
    prepare: (text) => {
      const statement = prepared(text);
      type Bound = Parameters<StatementSync['all']>;
      return {
        reader: statement.columns().length > 0,
        all: (values) => statement.all(...(values as Bound)),
        run: (values) => statement.run(...(values as Bound)),
        iterate: (values) => statement.iterate(...(values as Bound)),
      };
    },
  };
}
